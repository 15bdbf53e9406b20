import { setTimeout as sleep } from 'node:timers/promises'
import type { Browser, Locator, Page, Request } from 'playwright-core'
import { launchChromium } from '../test/e2e/browser.ts'
import { installProbe, untilDrawn } from './probe.ts'
import type { Click, Job, Load, Scroll, Seen } from './seen.ts'

/** Drives Explore and a long table in Chromium, and prints what the page itself saw: `node page-client.ts <job as JSON>`. */
const viewport = { width: 1440, height: 1000 }
const scrollSteps = 240
const job = JSON.parse(process.argv[2] ?? '{}') as Job

const browser = await launchChromium()
const seen: Seen = { loads: await load(browser), clicks: await click(browser), scroll: await scroll(browser) }
await browser.close()
console.log(JSON.stringify(seen))

/** Another interval each time: the answers are new, and so is the browser's own cache. */
function linkOf(time: number): string {
  const to = new Date(Date.UTC(2024, 1, 4, 0, 0, time)).toISOString().replace('.000Z', 'Z')
  return `${job.service}/explore/${job.datasource}?v=2&time=2024-01-01T00:00:00Z/${to}`
}

async function load(browser: Browser): Promise<readonly Load[]> {
  const found: Load[] = []
  for (let time = 0; time < job.loads; time++) {
    const context = await browser.newContext({ viewport })
    const page = await context.newPage()
    await installProbe(page)
    await page.goto(linkOf(time), { waitUntil: 'commit' })
    const drawn = await untilDrawn(page)
    await settle(page)
    const asked = await page.evaluate(
      () =>
        performance.getEntriesByType('resource').find(({ name }) => name.endsWith('/api/v1/query'))?.startTime ??
        Number.NaN,
    )
    found.push({ asked, drawn, shifted: await page.evaluate(() => window.probe.shifted) })
    await context.close()
  }
  return found
}

async function click(browser: Browser): Promise<readonly Click[]> {
  const page = await browser.newPage({ viewport })
  await installProbe(page)
  let requests: Request[] = []
  page.on('request', (request) => {
    if (request.url().endsWith('/api/v1/query')) requests.push(request)
  })
  await page.goto(linkOf(job.loads))
  await untilDrawn(page)
  const values = page.getByRole('region', { name: 'branch', exact: true }).locator('li button[aria-pressed]')
  const found: Click[] = []
  for (let time = 0; time < job.clicks; time++) {
    await settle(page)
    const before = await page.getByTestId('total-rows').getAttribute('data-value')
    requests = []
    const began = await press(page, values.nth(trailingZeros(time + 1)))
    const tookMs = (await untilDrawn(page, before)) - began
    const bodies = requests.map((request) => request.postData() ?? '')
    found.push({ tookMs, bodies, queryIds: await Promise.all(requests.map(queryIdOf)) })
  }
  await page.close()
  return found
}

async function queryIdOf(request: Request): Promise<string> {
  const answer = await request.response()
  if (answer === null) throw new Error('a question was not answered')
  return ((await answer.json()) as { data: { queryId: string } }).data.queryId
}

/** Taken in or out in this order, no two sets of values are the same: none is answered from what was asked before. */
function trailingZeros(count: number): number {
  return 31 - Math.clz32(count & -count)
}

/** When the page itself heard of the press. */
async function press(page: Page, target: Locator): Promise<number> {
  const heard = page.evaluate(
    () =>
      new Promise<number>((resolve) =>
        window.addEventListener('click', ({ timeStamp }) => resolve(timeStamp), { capture: true, once: true }),
      ),
  )
  await target.click()
  return heard
}

async function scroll(browser: Browser): Promise<Scroll> {
  const page = await browser.newPage({ viewport, locale: 'en-US' })
  await installProbe(page)
  const statement = `SELECT * FROM "${job.datasource}" LIMIT ${job.tableRows}`
  await page.goto(`${job.service}/sql?q=${encodeURIComponent(statement)}`)
  await page.getByLabel('Rows to read at most').selectOption(String(job.tableRows))
  await page.getByRole('button', { name: 'Run', exact: true }).click()
  const wanted = `${job.tableRows.toLocaleString('en-US')} rows`
  await page.getByTestId('sql-state').filter({ hasText: wanted }).waitFor({ timeout: 120_000 })
  const grid = page.getByRole('grid', { name: 'Rows of the result' })
  const rows = Number(await grid.getAttribute('aria-rowcount')) - 1
  await grid.hover()
  await settle(page)
  await page.evaluate(() => {
    window.probe.longTasks.length = 0
    window.probe.frames.length = 0
  })
  // at a walking pace, with a leap from time to time
  for (let step = 0; step < scrollSteps; step++) {
    await page.mouse.wheel(0, step % 40 === 39 ? 200_000 : 240)
    await sleep(16)
  }
  const { frames, longTasks } = await page.evaluate(() => window.probe)
  await page.close()
  return { rows, framesMs: frames, longTasksMs: longTasks }
}

/** Until nothing is on its way, and a moment more. */
async function settle(page: Page): Promise<void> {
  await page.waitForFunction(() => !document.querySelector('[aria-busy="true"]'), undefined, { timeout: 60_000 })
  await sleep(400)
}
