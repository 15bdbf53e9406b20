import { getDiagnostics, type Severity } from '@nemeton/contract'
import type { Page } from 'playwright-core'
import t from 'tap'
import { baseUrl, launchChromium } from './browser.ts'
import {
  ago,
  check,
  checks,
  diagnosticsOf,
  failing,
  mock,
  quiet,
  route,
  segmentsMissing,
  troubled,
} from './health-mocks.ts'
import { violations } from './violations.ts'

const base = baseUrl()
const browser = await launchChromium()
t.teardown(() => browser.close())
const context = await browser.newContext({
  viewport: { width: 1440, height: 1000 },
  locale: 'en-US',
  timezoneId: 'Africa/Nairobi',
})

const panel = (page: Page, title: string) => page.getByRole('region', { name: title, exact: true })
const glance = (page: Page) => page.getByRole('region', { name: 'At a glance' })

async function open(mocks: Parameters<typeof route>[1], path = '/health'): Promise<Page> {
  const page = await context.newPage()
  await route(page, mocks)
  await page.goto(base + path)
  await glance(page).waitFor()
  return page
}

t.test('says in one line what is worst and since when, and leads to its evidence', async (t) => {
  const page = await open(troubled)
  t.match(
    await glance(page).textContent(),
    /critical.*37 of 412 segments of 2 datasources cannot be queried\.for 1\d min, since .*UTC\+3/,
  )
  await glance(page).getByRole('link', { name: 'Segments available: evidence and remedy' }).click()
  const row = page.locator('#check-segments-unavailable')
  await row.getByText('What to do.').waitFor()
  t.match(page.url(), /check=segments-unavailable#check-segments-unavailable$/, 'the address holds what is open')
  t.equal(
    await row
      .locator('summary')
      .first()
      .evaluate((it) => it === document.activeElement),
    true,
    'the keyboard is there',
  )
  t.match(await row.textContent(), /Bytes of them1\.9 GB.*Share9%.*Longest away14 min/)
  t.match(
    await row.textContent(),
    /well 8\d%, unknown 4\.\d% \(1 time\), warning .* \(1 time\), critical/,
    'the strip in words',
  )
  await row.getByText('Each stretch in a list').click()
  t.equal(await row.getByRole('table', { name: 'Each stretch' }).getByRole('row').count(), 7)
  const sql = await row.getByRole('link', { name: 'Open in SQL' }).getAttribute('href')
  t.equal(new URL(sql ?? '', base).searchParams.get('q'), segmentsMissing.evidence.source)
  await row.locator('summary').first().focus()
  await page.keyboard.press('Enter')
  await row.getByText('What to do.').waitFor({ state: 'detached' })
  t.notMatch(page.url(), /check=/, 'closed by keyboard')
  await page.close()
})

t.test('tells every severity by a word, and filters to the trouble', async (t) => {
  const page = await open(troubled)
  const rows = panel(page, 'Checks').locator('summary')
  t.equal(await rows.count(), checks.length)
  for (const word of ['critical', 'warning', 'unknown', 'note', 'well'])
    t.ok(await panel(page, 'Checks').getByText(word, { exact: true }).count(), word)
  t.match(await rows.first().textContent(), /^critical/, 'the worst comes first')
  await panel(page, 'Checks').getByText('Only trouble').click()
  await page.waitForURL(/checks=trouble/)
  await page.waitForFunction(() => document.querySelectorAll('[id^="check-"]').length === 5)
  await page.close()
})

t.test('turns by itself, and reads out what turned but not that it was asked again', async (t) => {
  let severity: Severity = 'ok'
  let asked = 0
  const turning = mock(getDiagnostics, () => {
    asked += 1
    return diagnosticsOf([
      check('leaders', severity, {
        title: 'Leaders',
        sentence: `It was looked at ${asked} times.`,
        firstSeen: ago(60_000),
      }),
    ])
  })
  const page = await open([...troubled, turning])
  const spoken = glance(page).locator('[aria-live]')
  await glance(page).getByText('All is well.').first().waitFor()
  severity = 'warning'
  await spoken.getByText('warning: Leaders').waitFor()
  const before = asked
  await page.evaluate(() => {
    const live = document.querySelector('[aria-live]')
    if (live)
      new MutationObserver(() => live.setAttribute('data-changed', 'yes')).observe(live, {
        characterData: true,
        subtree: true,
        childList: true,
      })
  })
  await page.waitForResponse(/\/api\/v1\/diagnostics$/)
  await glance(page).getByText(`looked at ${asked} times`).waitFor()
  t.ok(asked > before)
  t.equal(await spoken.getAttribute('data-changed'), null, 'nothing was read out again')
  await page.close()
})

t.test('is never well while nobody answers or looks', async (t) => {
  const page = await open([
    ...quiet,
    mock(getDiagnostics, () => diagnosticsOf([check('leaders', 'ok')], { checkedAt: ago(600_000) })),
  ])
  await glance(page).getByText('Nobody has looked for 10 min.').waitFor()
  t.equal(await glance(page).getAttribute('data-severity'), 'unknown')
  await page.route('**/api/v1/**', (request) => request.abort())
  await glance(page).getByText('The service does not answer.').first().waitFor()
  t.equal(await glance(page).getAttribute('data-severity'), 'critical')
  await panel(page, 'Parts')
    .getByText(/^last answered/)
    .waitFor()
  await page.close()
})

t.test('one panel that fails leaves the others as they are', async (t) => {
  const page = await open([...troubled, ...failing.slice(3, 4)])
  await panel(page, 'Queries that run now').getByRole('alert').waitFor()
  t.equal(await page.getByRole('main').getByRole('alert').count(), 1)
  await panel(page, 'Slow queries').getByTestId('slow-query').first().waitFor()
  await page.close()
  const all = await open([...troubled, ...failing])
  await all.waitForFunction(() => document.querySelectorAll('main [role="alert"]').length === 9)
  t.match(await all.getByRole('main').textContent(), /The checks could not be read\./)
  t.same(await violations(all), [])
  await all.close()
})

t.test('a place where nothing has happened says what would make something happen', async (t) => {
  const page = await open(quiet)
  for (const words of [
    'All is well.',
    'No query runs',
    'No query was slow',
    'No task runs, waits or has ended lately',
    'Nothing has changed yet',
    'No datasource has segments',
    'No query has ended in the last hour',
  ])
    await page.getByRole('main').getByText(words, { exact: true }).first().waitFor()
  await panel(page, 'Checks').getByText('Only trouble').click()
  await panel(page, 'Checks').getByRole('button', { name: 'Show all 8 checks' }).click()
  await page.waitForFunction(() => document.querySelectorAll('[id^="check-"]').length === 8)
  t.same(await violations(page), [])
  await page.close()
})

t.test('a running query shows its text and age, and is ended after a question', async (t) => {
  const page = await open(troubled)
  const ended: string[] = []
  page.on('request', (request) => {
    if (request.method() === 'DELETE') ended.push(new URL(request.url()).pathname)
  })
  const running = panel(page, 'Queries that run now')
  await running.getByText('1 min 25 s').waitFor()
  await running.locator('summary').first().click()
  await running.getByText('asked by 10.0.0.7').waitFor()
  t.match(await running.textContent(), /GROUP BY 1.*asked by 10\.0\.0\.7through host:4000/s)
  await running.getByRole('button', { name: 'Cancel the SQL query of 10.0.0.7' }).click()
  const dialog = page.getByRole('dialog', { name: 'Cancel this query?' })
  t.match(await dialog.textContent(), /Druid stops working on it/)
  await dialog.getByRole('button', { name: 'Let it run' }).click()
  t.same(ended, [])
  await running.getByRole('button', { name: 'Cancel the SQL query of 10.0.0.7' }).click()
  await dialog.getByRole('button', { name: 'Cancel the query' }).click()
  await dialog.waitFor({ state: 'detached' })
  t.same(ended, ['/api/v1/operations/queries/q-1'])
  t.match(await running.textContent(), /The query of 10\.0\.0\.7 was canceled\./)
  await page.close()
})

t.test('a slow query opens to its plan as a tree; the log sorts and goes on', async (t) => {
  const page = await open(troubled)
  const slow = panel(page, 'Slow queries')
  const rows = slow.getByTestId('slow-query')
  await rows.first().click()
  await slow.getByRole('button', { name: 'Show Druid’s plan' }).click()
  await slow.getByRole('heading', { name: 'Top values of one dimension · topN' }).waitFor()
  t.same(await violations(page), [], 'while it is open')
  await slow.getByRole('button', { name: 'Load more' }).click()
  await page.waitForFunction(() => document.querySelectorAll('[data-testid="slow-query"]').length === 4)
  await slow.getByText('Slowest').click()
  await page.waitForURL(/slow=slowest/)
  await rows
    .first()
    .filter({ hasText: /^5 mintimed out/ })
    .waitFor()
  await page.close()
})

t.test('the feed of changes is filtered by kind and goes back in time', async (t) => {
  const page = await open(troubled)
  const feed = panel(page, 'What changed')
  t.equal(await feed.getByRole('listitem').count(), 3)
  await feed.getByRole('button', { name: 'Load more' }).click()
  await feed.getByText('The coordinator at localhost:8081 leads now.').waitFor()
  await feed.getByLabel('Changes of').selectOption('server')
  await page.waitForURL(/events=server/)
  await page.waitForFunction(() => document.querySelectorAll('ol li').length === 1)
  t.match(await feed.textContent(), /historical:localhost:8083: up → down/)
  await page.close()
})

t.test('a task shows its log, why it failed and the ingestion that it belongs to', async (t) => {
  const page = await open(troubled)
  const tasks = panel(page, 'Druid’s tasks')
  t.match(await tasks.textContent(), /2 of 2 slots in use.*Not enough direct memory/)
  t.equal(
    await tasks.getByRole('link', { name: 'the ingestion' }).first().getAttribute('href'),
    '/ingestions/0b9c9a52-6f0b-4c56-9a55-6a64e1b3a001',
  )
  await tasks.getByRole('button', { name: 'Log of index_parallel_sales_running' }).click()
  const dialog = page.getByRole('dialog', { name: 'Log of a task' })
  await dialog.getByText('read 10,000 rows').waitFor()
  t.same(await violations(page), [])
  await page.keyboard.press('Escape')
  await dialog.waitFor({ state: 'detached' })
  await page.close()
})

t.test('latencies have a table as their twin', async (t) => {
  const page = await open(troubled)
  const latencies = panel(page, 'How long queries take')
  for (const kind of ['Explore', 'SQL', 'Exports'])
    await latencies.getByRole('img', { name: new RegExp(`^${kind}: p50`) }).waitFor()
  await latencies.getByText('Table', { exact: true }).click()
  await page.waitForURL(/latencies=table/)
  const table = latencies.getByRole('table', { name: /minute by minute/ })
  await table.waitFor()
  t.ok((await table.getByRole('row').count()) > 60, 'the minutes of every kind')
  await page.close()
})

t.test('the bundle is one press, and says what is in it', async (t) => {
  const page = await open(troubled)
  await page.route('**/api/v1/diagnostics/bundle', (request) =>
    request.fulfill({
      headers: { 'content-type': 'application/zip', 'content-disposition': 'attachment; filename="nemeton-1.zip"' },
      body: 'PK',
    }),
  )
  await page.getByText(/every secret masked/).waitFor()
  const download = page.waitForEvent('download')
  await page.getByRole('button', { name: 'Download bundle' }).click()
  t.equal((await download).suggestedFilename(), 'nemeton-1.zip')
  await page.close()
})

t.test('times follow the chosen zone', async (t) => {
  const page = await open(troubled)
  t.match(await panel(page, 'What changed').textContent(), /times in UTC\+3/)
  await page.getByLabel('Times in').getByText('UTC', { exact: true }).click()
  await page.waitForURL(/zone=utc/)
  await panel(page, 'What changed').getByText('times in UTC', { exact: true }).waitFor()
  t.notMatch(await glance(page).textContent(), /UTC\+3/)
  await page.close()
})

t.test('the bell counts what turned since somebody looked, and leads to the check', async (t) => {
  const own = await browser.newContext({ locale: 'en-US' })
  const page = await own.newPage()
  await route(page, troubled)
  await page.addInitScript((at) => {
    if (localStorage.getItem('nemeton-alerts-seen') === null) localStorage.setItem('nemeton-alerts-seen', at)
  }, ago(3_600_000))
  await page.goto(`${base}/sql`)
  const bell = page.getByRole('button', { name: /^Alerts\s*1 new alert$/ })
  await bell.click()
  const alerts = page.getByRole('dialog', { name: 'Alerts' })
  t.same(await violations(page), [])
  await page.keyboard.press('Escape')
  await page.getByRole('button', { name: 'Alerts', exact: true }).waitFor()
  await page.keyboard.press('Enter')
  await alerts.getByRole('link', { name: /37 of 412/ }).click()
  await page.locator('#check-segments-unavailable').getByText('What to do.').waitFor()
  t.equal(await alerts.count(), 0)
  await own.close()
})

const sizes = { wide: { width: 1440, height: 900 }, narrow: { width: 360, height: 780 } } as const
for (const colorScheme of ['light', 'dark'] as const)
  for (const [size, viewport] of Object.entries(sizes))
    t.test(`trouble is accessible and fits, ${colorScheme} and ${size}`, async (t) => {
      const own = await browser.newContext({ viewport, colorScheme, locale: 'en-US' })
      const page = await own.newPage()
      const errors: string[] = []
      page.on('pageerror', (error) => errors.push(error.message))
      await route(page, troubled)
      await page.goto(`${base}/health?check=segments-unavailable&check=supervisors`)
      await glance(page).waitFor()
      t.same(await violations(page), [])
      t.ok((await page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth)) <= 0)
      t.same(errors, [])
      await own.close()
    })
