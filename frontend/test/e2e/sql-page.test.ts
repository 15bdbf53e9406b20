import { readFileSync } from 'node:fs'
import type { Page } from 'playwright-core'
import t from 'tap'
import { baseUrl, launchChromium } from './browser.ts'
import { drawnAtRest } from './drawn-at-rest.ts'
import { endInDruid } from './end-in-druid.ts'
import { loadSales } from './load-sales.ts'
import { readSales } from './sales.ts'
import { until } from './until.ts'
import { violations } from './violations.ts'

const base = baseUrl()
const name = `asked_${Date.now().toString(36)}`
const sales = readSales()

await loadSales(name)
const browser = await launchChromium()
t.teardown(() => browser.close())
const context = await browser.newContext({
  viewport: { width: 1440, height: 900 },
  locale: 'en-US',
  permissions: ['clipboard-read', 'clipboard-write'],
})
const page = await context.newPage()
const complaints: string[] = []
page.on('pageerror', (error) => complaints.push(error.message))

const editor = (of: Page = page) => of.getByRole('textbox', { name: 'SQL statement' })
const state = (of: Page = page) => of.getByTestId('sql-state')
const grid = (of: Page = page) => of.getByRole('grid', { name: 'Rows of the result' })
async function write(statement: string): Promise<void> {
  await editor().fill(statement)
}
async function run(statement: string): Promise<void> {
  await write(statement)
  await editor().press('Control+Enter')
}
const untilState = (wanted: RegExp, of: Page = page) =>
  state(of).filter({ hasText: wanted }).waitFor({ timeout: 60_000 })
const queryId = () =>
  page
    .getByRole('button', { name: /Copy the query id/ })
    .textContent()
    .then((text) => text?.match(/[0-9a-f-]{36}/)?.[0] ?? '')

t.test('a statement is run by keys, its rows are shown and its link opens it', async (t) => {
  await page.goto(`${base}/ingest`)
  await page.getByRole('navigation', { name: 'Main' }).getByRole('link', { name: 'SQL' }).click()
  await run(`SELECT branch, COUNT(*) AS "sales" FROM ${name} GROUP BY 1 ORDER BY 1`)
  const counts = new Map<string, number>()
  for (const { branch = '' } of sales) counts.set(branch, (counts.get(branch) ?? 0) + 1)
  const wanted = [...counts].filter(([branch]) => branch !== '').toSorted(([one], [other]) => (one < other ? -1 : 1))
  await untilState(new RegExp(`^${counts.size} rows$`))
  await page.getByRole('gridcell', { name: wanted[0]?.[0] ?? '', exact: true }).waitFor()
  const shown = await grid().getByRole('gridcell').allTextContents()
  for (const [branch, count] of wanted) t.equal(shown[shown.indexOf(branch) + 1], String(count), branch)
  t.match(await queryId(), /^[0-9a-f-]{36}$/, 'the id under which Druid knows it')

  await page.waitForURL(/\/sql\?q=SELECT/)
  const other = await context.newPage()
  const asked: string[] = []
  other.on('request', (request) => {
    if (request.method() === 'POST') asked.push(request.postData() ?? '')
  })
  await other.goto(page.url())
  await editor(other).filter({ hasText: 'GROUP BY 1 ORDER BY 1' }).waitFor()
  await other.getByText('Press Run to see its rows').waitFor()
  t.notOk(
    asked.some((body) => body.includes(name)),
    'a link runs nothing by itself',
  )
  await other.getByRole('button', { name: 'Run', exact: true }).click()
  await untilState(new RegExp(`^${counts.size} rows$`), other)
  await other.close()
})

t.test('cells are reached and copied by keys', async (t) => {
  await grid().focus()
  for (const key of ['ArrowDown', 'Shift+ArrowRight', 'Shift+ArrowDown', 'Control+c']) await page.keyboard.press(key)
  const copied = await page.evaluate(() => navigator.clipboard.readText())
  t.equal(copied.split('\n').length, 3, 'a head and two rows')
  t.match(copied, /^branch\tsales\n/)
  await page.keyboard.press('Control+Home')
  await page.keyboard.press('ArrowUp')
  await page.keyboard.press('Enter')
  await page.getByRole('menuitem', { name: 'Pin to the left' }).click()
  await page.waitForFunction(() => document.activeElement?.getAttribute('role') === 'grid')
  t.same(await violations(page), [], 'with a pinned column')
})

t.test('what is marked is run alone', async () => {
  await write(`SELECT 1 AS "one"\nSELECT 2 AS "two"`)
  await editor().press('Control+Home')
  await editor().press('Shift+End')
  await editor().press('Control+Enter')
  await untilState(/^1 row$/)
  await grid().getByRole('columnheader', { name: 'one' }).waitFor()
})

t.test('completion offers tables, their columns and functions of Druid', async (t) => {
  const options = page.getByRole('listbox').getByRole('option')
  await write('')
  await editor().pressSequentially(`SELECT  FROM ${name.slice(0, -1)}`)
  await options.filter({ hasText: name }).first().waitFor()
  await page.waitForTimeout(200)
  await editor().press('Enter')
  await editor()
    .filter({ hasText: `FROM ${name}` })
    .waitFor()
  await editor().press('Home')
  for (let step = 0; step < 7; step += 1) await editor().press('ArrowRight')
  await editor().pressSequentially('custo')
  await options.filter({ hasText: 'customer_type' }).waitFor()
  await editor().press('Escape')
  await editor().pressSequentially(', APPROX_COUNT')
  await options.filter({ hasText: 'APPROX_COUNT_DISTINCT_DS_HLL' }).first().waitFor()
  t.same(await violations(page), [], 'with the list open')
  await editor().press('Escape')
})

t.test('an error is marked where Druid sees it', async (t) => {
  await run(`SELECT branch,\n  nowhere\nFROM ${name}`)
  const alert = page.getByRole('alert')
  await alert
    .locator('p')
    .filter({ hasText: /nowhere.*line 2, column 3/ })
    .waitFor()
  await page.waitForFunction(() => document.querySelector('.cm-lintRange-error')?.textContent === 'nowhere')
  t.same(await violations(page), [], 'with an error')
  await run(`SELECT 1 +\nFROM ${name}`)
  const cause = alert.locator('p').first()
  await cause.filter({ hasText: /unexpected token/ }).waitFor()
  t.notMatch(await cause.textContent(), /acceptable options/)
  await run('DROP TABLE x')
  await cause.filter({ hasText: /not a reading statement/ }).waitFor()
})

/** Some million rows: it flows for as long as somebody reads. */
const flowing = `SELECT a.receipt, b.receipt AS other, a.product FROM ${name} a
  JOIN (SELECT receipt, channel FROM ${name} WHERE branch = 'Thika') b ON a.channel = b.channel`
/** Much work with nothing to show before its end. */
const silent = `SELECT COUNT(*) FROM ${name} a
  JOIN (SELECT receipt, channel FROM ${name} WHERE branch = 'Thika') b ON a.channel = b.channel
  JOIN (SELECT receipt AS other, channel FROM ${name} WHERE branch = 'Machakos') c ON a.channel = c.channel
  WHERE a.branch = 'Nairobi CBD' AND b.receipt < c.other`

t.test('a result without end is read to the limit, and ends in Druid too', async (t) => {
  await page.getByLabel('Rows to read at most').selectOption('100000')
  await run(flowing)
  await untilState(/^100,000 rows$/)
  await page.getByText('reading stopped at the limit of 100,000 rows').waitFor()
  const id = await queryId()
  t.equal(
    await until('the broker has logged its end', async () => {
      const ended = await endInDruid(id)
      return ended === null ? null : { ended }
    }).then(({ ended }) => ended),
    false,
    'Druid was told to stop',
  )
  await grid().focus()
  await page.keyboard.press('Control+End')
  await page.waitForFunction(
    () => document.querySelector('[role="grid"] tbody tr:last-child')?.getAttribute('aria-rowindex') === '100001',
  )
  t.ok((await grid().getByRole('row').count()) < 100, 'only the rows in sight are drawn')

  await grid().hover()
  for (const way of [-100_000, -240, -240, 240, -900_000, 600, 600]) await page.mouse.wheel(0, way)
  const passed = await drawnAtRest(grid())
  t.ok(passed.length > 20)
  t.same(
    passed.map(({ row }) => row),
    passed.map((_, line) => (passed[0]?.row ?? 0) + line),
    'at rest rows stand in their order',
  )
  const top = await grid().evaluate((box) => box.scrollTop)
  await grid().evaluate((box) => box.scrollTo(0, 0))
  await drawnAtRest(grid())
  await grid().evaluate((box, to) => box.scrollTo(0, to), top)
  t.same(await drawnAtRest(grid()), passed, 'the same rows are there whatever the way to them')
  await page.getByLabel('Rows to read at most').selectOption('10000')
})

t.test('Cancel ends the query in Druid', async (t) => {
  await run(silent)
  await untilState(/^Running$/)
  const id = await queryId()
  await page.getByRole('button', { name: 'Cancel' }).click()
  await page.getByText('Canceled before a row had come').waitFor({ timeout: 60_000 })
  const { ended } = await until('the broker has logged its end', async () => {
    const found = await endInDruid(id)
    return found === null ? null : { ended: found }
  })
  t.equal(ended, false)
})

t.test('a plan is a tree', async (t) => {
  await write(`SELECT branch, SUM(quantity) FROM ${name} WHERE channel = 'online' GROUP BY 1 ORDER BY 2 DESC LIMIT 5`)
  await page.getByRole('button', { name: 'Explain' }).click()
  const plan = page.getByRole('region', { name: 'Plan' })
  await plan.getByRole('heading', { name: /topN/ }).waitFor()
  const text = (await plan.textContent()) ?? ''
  for (const fact of [`From${name}`, 'channel = "online"', 'longSum(quantity)', 'Limit5'])
    t.ok(text.includes(fact), fact)
  await plan.getByText('The plan as Druid writes it').click()
  await plan.getByText('"queryType": "topN"').waitFor()
  t.same(await violations(page), [])
  await write(`SELECT nowhere FROM ${name}`)
  await page.getByRole('button', { name: 'Explain' }).click()
  await page.waitForFunction(() => document.querySelector('.cm-lintRange-error')?.textContent === 'nowhere')
  t.pass('an error of a plan is marked where the statement has it')
})

t.test('rows over time, and numbers of texts, are drawn', async (t) => {
  await run(`SELECT TIME_FLOOR(__time, 'P1M') AS "month", SUM(quantity) AS "units" FROM ${name} GROUP BY 1`)
  await untilState(/^24 rows$/)
  await page.getByText('Chart', { exact: true }).click()
  await page.getByRole('application', { name: /units over time/ }).waitFor()
  t.same(await violations(page), [], 'a chart over time')
  await run(`SELECT channel, COUNT(*) AS "sales" FROM ${name} GROUP BY 1`)
  const channels = new Set(sales.map(({ channel }) => channel))
  await page.getByRole('list', { name: 'sales' }).getByRole('listitem').first().waitFor()
  t.equal(await page.getByRole('list', { name: 'sales' }).getByRole('listitem').count(), channels.size)
  await page.getByText('Table', { exact: true }).click()
})

t.test('the export holds every row, and no formula', async (t) => {
  await page.getByLabel('Rows to read at most').selectOption('1000')
  await run(`SELECT receipt, quantity, CONCAT('=', branch) AS "formula", -quantity AS "less" FROM ${name}`)
  await untilState(/^1,000 rows$/)
  const [download] = await Promise.all([
    page.waitForEvent('download'),
    page.getByRole('button', { name: 'Export CSV' }).click(),
  ])
  const lines = readFileSync(await download.path(), 'utf8')
    .trimEnd()
    .split('\n')
  t.match(download.suggestedFilename(), /^query-.*\.csv$/)
  t.equal(lines[0], 'receipt,quantity,formula,less')
  t.equal(lines.length - 1, sales.length)
  const units = (column: number) => lines.slice(1).reduce((sum, line) => sum + Number(line.split(',')[column]), 0)
  const wanted = sales.reduce((sum, { quantity }) => sum + Number(quantity), 0)
  t.equal(units(1), wanted)
  t.equal(units(3), -wanted, 'a negative number is no formula')
  t.ok(
    lines.slice(1).every((line) => line.split(',')[2]?.startsWith("'=")),
    'a text that begins as a formula does is marked',
  )
  await page.getByLabel('Rows to read at most').selectOption('10000')
})

t.test('the history finds what was run, and holds no rows', async (t) => {
  await page.reload()
  await page.getByRole('tab', { name: 'History' }).click()
  await page.getByLabel('Search the history').fill('customer nothing')
  await page.getByText('Nothing in the history holds').waitFor()
  await page.getByLabel('Search the history').fill('group order')
  await page.getByRole('button', { name: /GROUP BY 1 ORDER BY 1/ }).click()
  await editor().filter({ hasText: 'GROUP BY 1 ORDER BY 1' }).waitFor()
  const kept = await page.evaluate(() => localStorage.getItem('nemeton-sql-history') ?? '')
  t.match(kept, /GROUP BY 1 ORDER BY 1/)
  t.notMatch(kept, /Kisumu|R1000/)
  t.same(await violations(page), [])
  await page.getByRole('button', { name: 'Clear' }).click()
  await page.getByText('Statements that you run are kept here').waitFor()
})

t.test('going back shows the statement that was run before', async () => {
  await run('SELECT 1 AS "first"')
  await untilState(/^1 row$/)
  await page.waitForURL(/first/)
  await run('SELECT 2 AS "second"')
  await grid().getByRole('columnheader', { name: 'second' }).waitFor()
  await page.waitForURL(/second/)
  await page.goBack()
  await editor().filter({ hasText: 'first' }).waitFor()
})

for (const colorScheme of ['light', 'dark'] as const)
  for (const width of [1440, 360])
    t.test(`the page with rows is accessible and fits, ${colorScheme}, ${width} px`, async (t) => {
      const own = await browser.newContext({ viewport: { width, height: 800 }, colorScheme, locale: 'en-US' })
      const other = await own.newPage()
      await other.goto(`${base}/sql?q=${encodeURIComponent(`SELECT * FROM ${name} LIMIT 500`)}`)
      await editor(other).filter({ hasText: 'LIMIT 500' }).waitFor()
      await other.getByRole('button', { name: 'Run', exact: true }).click()
      await untilState(/^500 rows$/, other)
      t.same(await violations(other), [])
      const wider = await other.evaluate(() => document.documentElement.scrollWidth - window.innerWidth)
      t.ok(wider <= 0, 'not wider than the window')
      await own.close()
    })

t.test('no script failed', async (t) => {
  t.same(complaints, [])
})
