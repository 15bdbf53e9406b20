import { readFileSync } from 'node:fs'
import { AxeBuilder } from '@axe-core/playwright'
import { utils, write } from '@e965/xlsx'
import type { Page } from 'playwright-core'
import t, { type Test } from 'tap'
import { baseUrl, launchChromium } from './browser.ts'

const base = baseUrl()
const browser = await launchChromium()
t.teardown(() => browser.close())
const fresh = (what: string): string => `understand_${what}_${Date.now().toString(36)}`
const longMs = 60_000

/** Pipes and semicolons fit nearly alike. */
const doubt = `p|q;r\n${Array.from({ length: 30 }, (_, n) => `x${n}|y${n};z${n}`).join('\n')}\n`
const day = (n: number): string => `2025-03-${String(1 + (n % 28)).padStart(2, '0')}`

/** Sends one file from the ingest page, which then shows it. */
async function choose(page: Page, name: string, content: string | Buffer): Promise<void> {
  await page.goto(`${base}/ingest`)
  await page.getByText('Choose files').waitFor()
  await page
    .locator('input[type=file]')
    .setInputFiles({ name, mimeType: 'application/octet-stream', buffer: Buffer.from(content) })
  await page.waitForURL(/\/ingest\/[0-9a-f-]{36}/)
}

const loadButton = (page: Page) => page.getByRole('button', { name: 'Load into Druid' })

async function openPlan(name: string, content: string | Buffer): Promise<Page> {
  const context = await browser.newContext({ viewport: { width: 1440, height: 900 } })
  const page = await context.newPage()
  await choose(page, name, content)
  await loadButton(page).waitFor({ timeout: longMs })
  return page
}

const untilQueryable = (page: Page) =>
  page.waitForFunction(
    () => document.querySelector('[data-testid="ingestion-status"]')?.textContent?.trim() === 'queryable',
    undefined,
    { timeout: 3 * longMs },
  )

/** The button waits until Druid's sampler has answered for the plan that is shown. */
async function load(page: Page): Promise<void> {
  await page.locator('button:not([disabled])', { hasText: 'Load into Druid' }).click({ timeout: longMs })
  await untilQueryable(page)
}

async function isAccessible(t: Test, page: Page): Promise<void> {
  const { violations } = await new AxeBuilder({ page })
    .withTags(['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa'])
    .analyze()
  t.same(
    violations.map(({ id, nodes }) => `${id}: ${nodes.map(({ target }) => target.join(' ')).join(', ')}`),
    [],
    'axe finds nothing',
  )
}

t.test('rejected rows stand in a table with line, column and reason, and all of them can be downloaded', async (t) => {
  const lines = Array.from({ length: 400 }, (_, n) => `${day(n)}T10:00:00Z,shop ${n % 7},${n}`)
  for (let n = 0; n < 25; n++) lines[n * 10] = n % 2 === 0 ? `${day(n)}T10:00:00Z,ragged` : `soon,shop 1,${n}`
  const page = await openPlan(`${fresh('rejected')}.csv`, `time,shop,amount\n${lines.join('\n')}\n`)
  await load(page)
  const rejected = page.getByTestId('rejected-rows')
  await rejected.getByText('25 rows').waitFor()
  await rejected.locator('tbody tr').first().waitFor({ timeout: longMs })
  const cells = await rejected.locator('tbody tr').first().locator('td, th').allTextContents()
  t.match(cells, ['2', 'no value', /2 cells/, 'no value', /ragged/])
  t.equal(await rejected.locator('tbody tr').count(), 20)
  await rejected.getByRole('button', { name: 'Show more' }).click()
  await rejected.locator('tbody tr').nth(24).waitFor()
  t.match(await rejected.locator('tbody').textContent(), /time.*not a time.*soon/)
  const [download] = await Promise.all([
    page.waitForEvent('download'),
    rejected.getByRole('link', { name: /Download them as CSV/ }).click(),
  ])
  const csv = readFileSync(await download.path(), 'utf8')
    .trimEnd()
    .split('\n')
  t.match(download.suggestedFilename(), /rejected\.csv$/)
  t.equal(csv.length, 26)
  t.equal(csv[0], 'line,column,reason,value,row')
  t.match(await page.locator('main').textContent(), /Rows in the file400.*Ingested375.*Rejected25/)
  await isAccessible(t, page)
  await page.close()
})

t.test('clashes with a datasource that exists are shown before submit', async (t) => {
  const name = fresh('clash')
  const first = await openPlan(`${name}.csv`, 'time,code,amount,old\n2025-01-01,00123,1.5,x\n2025-01-02,00124,2.5,y\n')
  await load(first)
  await first.close()
  const page = await openPlan(`${name}.csv`, 'time,code,amount,fresh\n2025-02-01,7,n/k,1\n2025-02-02,8,n/k,2\n')
  const clashes = page.getByTestId('clashes')
  await clashes.waitFor({ timeout: longMs })
  const words = await clashes.textContent()
  t.match(words, /1 column of another type/)
  t.match(words, /2 columns not on both sides.*Only in this file: fresh\..*Only in the datasource: old\./)
  t.match(words, /"amount"/)
  t.equal(await page.getByLabel('Type of code').inputValue(), 'string', 'what is there wins over the guess')
  await isAccessible(t, page)
  await page.getByLabel('Datasource', { exact: true }).fill(fresh('elsewhere'))
  await clashes.waitFor({ state: 'detached', timeout: longMs })
  t.pass('another datasource has none')
  await page.close()
})

t.test('another sheet of a workbook is chosen on the page', async (t) => {
  const book = utils.book_new()
  const rows = (count: number) => Array.from({ length: count }, (_, n) => [day(n), n])
  utils.book_append_sheet(book, utils.aoa_to_sheet([['day', 'n'], ...rows(10)]), 'One')
  utils.book_append_sheet(book, utils.aoa_to_sheet([['day', 'stock'], ...rows(20)]), 'Two')
  const page = await openPlan(`${fresh('sheets')}.xlsx`, write(book, { type: 'buffer', bookType: 'xlsx' }))
  const field = page.getByLabel('Sheet')
  t.equal(await field.inputValue(), 'One')
  await field.selectOption('Two')
  await page.getByRole('rowheader', { name: /stock/ }).waitFor({ timeout: longMs })
  await loadButton(page).waitFor({ timeout: longMs })
  t.equal(await field.inputValue(), 'Two')
  t.match(await page.locator('main').textContent(), /sheet Two.*20 rows/)
  await page.getByRole('tab', { name: 'Rows of the file' }).click()
  await page.getByRole('columnheader', { name: 'stock' }).waitFor()
  await page.close()
})

t.test('a press follows the suggestion to roll up, and another goes back', async (t) => {
  const lines = Array.from({ length: 300 }, (_, n) => `2025-01-01T10:00:${String(n % 60).padStart(2, '0')}Z,a,${n}`)
  const page = await openPlan(`${fresh('rollup')}.csv`, `time,shop,amount\n${lines.join('\n')}\n`)
  await page.getByText(/Rolling up would pay/).waitFor({ timeout: longMs })
  await page.getByRole('button', { name: 'Roll up', exact: true }).click()
  const box = page.getByLabel('Roll up rows that are alike')
  t.ok(await box.isChecked())
  t.equal(await page.getByLabel('Instants kept').inputValue(), 'minute')
  await page.getByRole('tab', { name: 'Spec' }).click()
  await page.locator('pre', { hasText: '"rollup": true' }).waitFor({ timeout: longMs })
  await page.getByRole('button', { name: 'Undo my changes' }).click()
  t.notOk(await box.isChecked())
  await page.close()
})

t.test('a date and its time of day in two columns are one time, and the date alone is a choice', async (t) => {
  const lines = Array.from({ length: 60 }, (_, n) => `${day(n)},${String(n % 24).padStart(2, '0')}:15,${n}`)
  const page = await openPlan(`${fresh('clock')}.csv`, `date,clock,n\n${lines.join('\n')}\n`)
  const field = page.getByLabel('Time', { exact: true })
  const shown = () => field.evaluate((node) => (node as HTMLSelectElement).selectedOptions[0]?.textContent ?? '')
  t.match(await shown(), /date \+ clock \(yyyy-MM-dd HH:mm/)
  await page.getByRole('tab', { name: 'As Druid reads them' }).click()
  await page.getByRole('cell', { name: '2025-03-01T00:15:00.000Z' }).waitFor({ timeout: longMs })
  const alone = await field
    .locator('option')
    .evaluateAll((options) =>
      options.map((option) => option.textContent ?? '').find((text) => /^date \(yyyy-MM-dd,/.test(text)),
    )
  t.ok(alone, 'the date alone can be chosen')
  await field.selectOption({ label: alone ?? '' })
  await page.getByRole('cell', { name: '2025-03-01T00:00:00.000Z' }).first().waitFor({ timeout: longMs })
  await page.close()
})

t.test('the other way to split a file is one press, and any way can be said by hand', async (t) => {
  const lines = Array.from({ length: 40 }, (_, n) => `${day(n)};${n},5;shop ${n % 3}`)
  const page = await openPlan(`${fresh('torn')}.csv`, `day;amount;shop\n${lines.join('\n')}\n`)
  const field = page.getByRole('region', { name: 'How the text is read' })
  t.match(
    await field.textContent(),
    /Split at semicolons, no quotes, names in one row, decimal comma, us-ascii\. As guessed/,
  )
  await field.getByRole('button', { name: 'Read it in another way' }).click()
  await isAccessible(t, page)
  await field.getByLabel('Cells are split at').selectOption('something else')
  t.match(await field.textContent(), /Cells are split at: /, 'says what is wrong while it is typed')
  t.ok(await field.getByRole('button', { name: 'Read it this way' }).isDisabled())
  await field.getByLabel('Signs between two cells').fill(';shop ')
  await field.getByLabel('Rows of names').fill('0')
  await field.getByLabel('Rows above them').fill('1')
  await field.getByRole('button', { name: 'Read it this way' }).click()
  await field.getByText('As you said').waitFor({ timeout: longMs })
  t.match(await field.textContent(), /Split at ";shop ", .*no names below 1 other/)
  t.match(await page.locator('main').textContent(), /40 rows.*2 columns/)
  await field.getByRole('button', { name: 'Guess again' }).click()
  await field.getByText('As guessed').waitFor({ timeout: longMs })
  t.match(await page.locator('main').textContent(), /40 rows.*3 columns/)
  await page.close()
  const doubtful = await openPlan(`${fresh('doubt')}.csv`, doubt)
  await doubtful.getByText('splitting at pipes would fit nearly as well').waitFor()
  await doubtful.getByRole('button', { name: 'Split at pipes' }).click()
  await doubtful.getByText('As you said').waitFor({ timeout: longMs })
  await doubtful.getByRole('rowheader', { name: /q;r/ }).waitFor()
  t.equal(await doubtful.getByText('would fit nearly as well').count(), 0, 'who chose has no doubt')
  await doubtful.close()
})

t.test('columns are shown while the file is still being sent', async (t) => {
  const page = await browser.newPage({ viewport: { width: 1440, height: 900 } })
  const network = await page.context().newCDPSession(page)
  const line = `${day(3)}T10:00:00Z,Nairobi,12.5\n`
  await page.goto(`${base}/ingest`)
  await network.send('Network.enable')
  await network.send('Network.emulateNetworkConditions', {
    offline: false,
    latency: 0,
    downloadThroughput: -1,
    uploadThroughput: 500_000,
  })
  await page.locator('input[type=file]').setInputFiles({
    name: `${fresh('slow')}.csv`,
    mimeType: 'text/csv',
    buffer: Buffer.from(`time,town,amount\n${line.repeat(150_000)}`),
  })
  await page.getByText('profile fills in').waitFor({ timeout: longMs })
  t.match(await page.locator('main').textContent(), /of the rows that have arrived/)
  t.ok(await page.getByRole('rowheader', { name: /town/ }).isVisible())
  t.ok(await page.getByRole('heading', { name: 'On the way' }).isVisible(), 'before the last byte was sent')
  await network.send('Network.emulateNetworkConditions', {
    offline: false,
    latency: 0,
    downloadThroughput: -1,
    uploadThroughput: -1,
  })
  await loadButton(page).waitFor({ timeout: 2 * longMs })
  t.match(await page.locator('main').textContent(), /150,000 rows/)
  t.equal(await page.getByText('profile fills in').count(), 0)
  await page.close()
})

t.test('each choice of a plan has its reason beside it', async (t) => {
  const lines = Array.from({ length: 60 }, (_, n) => `${day(n)}T10:00:00Z,shop ${n % 7},${n}.5,${n % 2 === 0}`)
  const page = await openPlan(`${fresh('reasons')}.csv`, `time,shop,amount,paid\n${lines.join('\n')}\n`)
  const uploadId = /ingest\/([0-9a-f-]{36})/.exec(page.url())?.[1]
  const { data } = (await (await fetch(`${base}/api/v1/uploads/${uploadId}`)).json()) as {
    data: {
      plan: {
        reasons: Record<string, string>
        time: { reason: string }
        columns: readonly { name: string; reason: string }[]
      }
    }
  }
  const { reasons, time, columns } = data.plan
  const words = (await page.locator('main').textContent())?.toLowerCase() ?? ''
  const fields = ['datasource', 'mode', 'segmentGranularity', 'queryGranularity', 'rollup', 'onBadRows']
  for (const [what, reason] of [
    ...fields.map((name) => [name, reasons[name]] as const),
    ['time', time.reason] as const,
    ...columns.map((column) => [`column ${column.name}`, column.reason] as const),
  ]) {
    t.ok(reason, `${what} has a reason`)
    t.ok(words.includes((reason ?? '').toLowerCase()), `the page says why: ${what}`)
  }
  await isAccessible(t, page)
  await page.close()
})
