import t from 'tap'
import { baseUrl, launchChromium } from './browser.ts'
import { loadSales } from './load-sales.ts'
import { until } from './until.ts'
import { violations } from './violations.ts'

const base = baseUrl()
const name = `watched_${Date.now().toString(36)}`
await loadSales(name)
const browser = await launchChromium()
t.teardown(() => browser.close())
const context = await browser.newContext({ viewport: { width: 1440, height: 1000 }, locale: 'en-US' })
const page = await context.newPage()
const complaints: string[] = []
page.on('pageerror', (error) => complaints.push(error.message))
const panel = (title: string) => page.getByRole('region', { name: title, exact: true })

/** Ten seconds of work and more. */
const slow = `SELECT COUNT(*) FROM "${name}" a
  JOIN (SELECT "receipt", "channel" FROM "${name}" WHERE "branch" = 'Thika') b ON a."channel" = b."channel"
  JOIN (SELECT "receipt" AS "other", "channel" FROM "${name}" WHERE "branch" = 'Machakos') c
    ON a."channel" = c."channel"
  WHERE a."branch" = 'Nairobi CBD' AND b."receipt" < c."other"`

t.test('a stack that stands is seen whole: checks, parts, segments', async (t) => {
  await page.goto(`${base}/health?datasource=${name}`)
  await until('every check was looked at', async () => {
    const text = (await page.getByRole('region', { name: 'At a glance' }).textContent()) ?? ''
    return text !== '' && !/Nothing has been looked at yet/.test(text)
  })
  t.ok((await panel('Checks').locator('[id^="check-"]').count()) > 15)
  for (const part of ['PostgreSQL', 'Object store', 'ZooKeeper', 'Coordinator', 'Broker', 'Historical'])
    await panel('Parts').getByText(part, { exact: true }).first().waitFor()
  await panel('Parts').getByText('leads').first().waitFor()
  await panel('Segments')
    .getByRole('img', { name: /time chunks/ })
    .waitFor()
  await panel('Segments').getByText('Table', { exact: true }).click()
  const chunks = panel('Segments').getByRole('table', { name: 'Time chunks' })
  await chunks.waitFor()
  t.equal(await chunks.getByRole('row').count(), 25, 'a head and two years of months')
  t.same(await violations(page), [])
})

t.test('the task that loaded the sample has its log and leads to its ingestion', async (t) => {
  const row = panel('Druid’s tasks').getByRole('row').filter({ hasText: name }).first()
  await row.getByRole('button', { name: /^Log of/ }).click()
  const dialog = page.getByRole('dialog', { name: 'Log of a task' })
  // an indexer keeps no log of its tasks apart
  await dialog
    .getByRole('group', { name: 'Log' })
    .or(dialog.getByText(/^Druid has no log of this task/))
    .waitFor()
  await page.keyboard.press('Escape')
  await row.getByRole('link', { name: 'the ingestion' }).click()
  await page.waitForURL(/\/ingest\/[0-9a-f-]+\?ingestion=/)
  t.match(page.url(), /ingestion=/)
  await page.goBack()
})

t.test('a query that runs is seen, ended, and kept in the log with its plan', async (t) => {
  await panel('Queries that run now').getByText('No query runs').waitFor()
  const asked = fetch(`${base}/api/v1/sql`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ query: slow, context: { useCache: false } }),
  }).then((answer) => answer.text(), String)
  const running = panel('Queries that run now')
  await running.locator('summary').first().click()
  await running.getByRole('group', { name: 'Statement' }).getByText(/JOIN/).waitFor()
  // past SLOW_QUERY_MS
  await running.getByText(/^[4-9] s$/).waitFor()
  await running.getByRole('button', { name: /^Cancel the SQL query/ }).click()
  await page.getByRole('dialog').getByRole('button', { name: 'Cancel the query' }).click()
  await page.getByRole('dialog').waitFor({ state: 'detached' })
  await asked
  await running.getByText('No query runs').waitFor()
  const kept = panel('Slow queries').locator('details').filter({ hasText: name }).first()
  await kept.locator('summary').click()
  t.match(await kept.locator('summary').textContent(), /canceled/)
  await kept.getByRole('button', { name: 'Show Druid’s plan' }).click()
  await kept.getByRole('heading', { level: 3 }).first().waitFor()
  t.same(await violations(page), [])
})

t.test('the feed tells what has changed, by kind', async (t) => {
  await panel('What changed').getByRole('listitem').first().waitFor()
  await panel('What changed').getByLabel('Changes of').selectOption('server')
  await page.waitForURL(/events=server/)
  await panel('What changed')
    .getByText(/server /)
    .first()
    .waitFor()
  t.same(complaints, [])
})
