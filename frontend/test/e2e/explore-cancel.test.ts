import { execFile } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import type { Request } from 'playwright-core'
import t from 'tap'
import { endInDruid } from './end-in-druid.ts'
import { readSales } from './sales.ts'
import { openSalesPage } from './sales-page.ts'
import { until } from './until.ts'

const { base, name, page, quiet, complaints } = await openSalesPage('left')
const program = fileURLToPath(new URL('../../../druid/local/part.ts', import.meta.url))
const historical = (verb: 'pause' | 'resume') => promisify(execFile)(process.execPath, [program, verb, 'historical'])

/** Ids of the page's questions, which Druid's own begin with. */
const asked: string[] = []
await page.route('**/api/v1/query', (route) => {
  const id = `left-${process.pid}-${asked.length}-end`
  asked.push(id)
  return route.continue({ headers: { ...route.request().headers(), 'x-request-id': id } })
})
let settled = 0
const settle = (request: Request) => {
  if (request.url().endsWith('/api/v1/query')) settled += 1
}
page.on('requestfinished', settle)
page.on('requestfailed', settle)
const press = (value: string) =>
  page.getByRole('region', { name: 'branch', exact: true }).getByRole('button', { name: value }).first().click()
const total = (rows: number) =>
  page.waitForFunction(
    (value) => document.querySelector('[data-testid="total-rows"]')?.getAttribute('data-value') === String(value),
    rows,
    { timeout: 60_000 },
  )
/** As many has a browser for one server; what is asked beyond them waits there, and never leaves it. */
const connections = 6
const isAsking = (ids: readonly string[], from: number) => ids.length >= from + 4 && ids

t.test('a new choice ends in Druid what the one before it had asked', async (t) => {
  await page.goto(`${base}/explore/${name}?v=2`)
  await total(readSales().length)
  await quiet()
  // the values of each dimension are counted last of all, and would hold a connection
  await until('nothing is on its way', async () => asked.length > 8 && settled === asked.length)
  await historical('pause')
  try {
    const before = asked.length
    await press('Westlands')
    await until('the first choice is asked for', async () => isAsking(asked, before))
    // they are in Druid's hands, and stay there
    await new Promise((resolve) => setTimeout(resolve, 1000))
    const first = asked.slice(before)
    t.same(
      await Promise.all(first.map(endInDruid)),
      first.map(() => null),
      'none has ended',
    )
    const between = asked.length
    await press('Mombasa')
    await until('the second choice is asked for', async () => isAsking(asked, between))
    const { ended } = await until('the broker has logged the end of those that had left the browser', async () => {
      const ended = (await Promise.all(first.map(endInDruid))).filter((end) => end !== null)
      return ended.length >= Math.min(connections, first.length) ? { ended } : null
    })
    t.same(
      ended,
      ended.map(() => false),
      `${ended.length} were canceled, none answered`,
    )
  } finally {
    await historical('resume')
  }
})

t.test('the newest choice is answered', async (t) => {
  const chosen = readSales().filter(({ branch }) => branch === 'Westlands' || branch === 'Mombasa').length
  await total(chosen)
  await quiet()
  t.same(complaints, [])
})
