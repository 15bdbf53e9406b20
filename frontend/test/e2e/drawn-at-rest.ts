import type { Locator } from 'playwright-core'

interface DrawnRow {
  /** As assistive technology numbers it, the head being 1. */
  readonly row: number
  readonly cells: readonly (string | null)[]
}

/** What stands in a grid once no line of it has been written into for half a second. */
export const drawnAtRest = (grid: Locator): Promise<readonly DrawnRow[]> =>
  grid.locator('tbody').evaluate(
    (body) =>
      new Promise((resolve) => {
        const read = () =>
          [...body.children].map((line) => ({
            row: Number(line.getAttribute('aria-rowindex')),
            cells: [...line.children].map((cell) => cell.textContent),
          }))
        let before = ''
        let stillSince = performance.now()
        const look = () => {
          const now = JSON.stringify(read())
          if (now !== before) stillSince = performance.now()
          before = now
          if (performance.now() - stillSince > 500) resolve(read())
          else requestAnimationFrame(look)
        }
        look()
      }),
  )
