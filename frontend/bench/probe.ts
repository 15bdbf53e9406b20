import type { Page } from 'playwright-core'

/** What a page of its own accord says of how it was drawn. */
export interface Probe {
  /** Milliseconds since the navigation began. */
  firstPaint: number
  /** Sum of the layout shifts, whoever caused them. */
  shifted: number
  readonly longTasks: number[]
  readonly frames: number[]
}

declare global {
  interface Window {
    probe: Probe
  }
}

/** Runs in the page before anything of the page does. */
export const installProbe = (page: Page): Promise<unknown> =>
  page.addInitScript(() => {
    const probe: Probe = { firstPaint: 0, shifted: 0, longTasks: [], frames: [] }
    window.probe = probe
    const observe = (type: string, take: (entry: PerformanceEntry) => void) =>
      new PerformanceObserver((list) => {
        for (const entry of list.getEntries()) take(entry)
      }).observe({ type, buffered: true })
    observe('paint', ({ startTime }) => {
      probe.firstPaint = Math.max(probe.firstPaint, startTime)
    })
    observe('layout-shift', (entry) => {
      probe.shifted += 'value' in entry ? Number(entry.value) : 0
    })
    observe('longtask', ({ duration }) => probe.longTasks.push(duration))
    let before = performance.now()
    const step = (now: number) => {
      probe.frames.push(now - before)
      before = now
      requestAnimationFrame(step)
    }
    requestAnimationFrame(step)
  })

/** When Explore has its totals, its chart and its leaderboards on the screen, in its own clock. */
export const untilDrawn = (page: Page, than: string | null = null): Promise<number> =>
  page
    .waitForFunction(
      (before) => {
        const rows = document.querySelector('[data-testid="total-rows"]')?.getAttribute('data-value') ?? null
        if (rows === null || rows === before) return 0
        if (document.querySelector('[aria-busy="true"], [data-stale="true"]')) return 0
        if (!document.querySelector('.recharts-line path, .recharts-area path')) return 0
        // what has been rendered in this frame is seen at its end
        return performance.now()
      },
      than,
      { polling: 'raf', timeout: 120_000 },
    )
    .then((handle) => handle.jsonValue() as Promise<number>)
