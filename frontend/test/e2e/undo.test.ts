import { AxeBuilder } from '@axe-core/playwright'
import type { Page } from 'playwright-core'
import t, { type Test } from 'tap'
import { baseUrl, launchChromium } from './browser.ts'

const base = baseUrl()
const browser = await launchChromium()
t.teardown(() => browser.close())
const datasource = `shops_${Date.now().toString(36)}`

const csv = (days: readonly string[], count: number, from: number): string =>
  [
    'time,shop,amount,pieces',
    ...days.flatMap((day) =>
      Array.from({ length: count }, (_, n) => `${day}T0${n % 10}:00:00Z,shop ${n % 3},${from + n}.25,${from * 2 + n}`),
    ),
  ].join('\n')
const right = csv(['2025-01-03', '2025-02-04', '2025-03-05'], 40, 10)
const wrong = csv(['2025-01-06', '2025-03-07'], 60, 9000)

/** Rows and two sums as Druid answers them. */
async function held(): Promise<string> {
  const query = `SELECT COUNT(*), SUM("amount"), SUM("pieces") FROM "${datasource}"`
  const answer = await fetch(`${base}/api/v1/sql`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ query, resultFormat: 'arrayLines' }),
  })
  return (await answer.text()).trim()
}

const accessible = async (t: Test, page: Page, what: string) => {
  const { violations } = await new AxeBuilder({ page })
    .withTags(['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa'])
    .analyze()
  t.same(
    violations.map(({ id, nodes }) => `${id}: ${nodes.map(({ target }) => target.join(' ')).join(', ')}`),
    [],
    `${what} has no violation`,
  )
}

const button = (page: Page, name: string) => page.getByRole('button', { name, exact: true })
const untilStatus = (page: Page, wanted: string) =>
  page.waitForFunction(
    (status) => document.querySelector('[data-testid="ingestion-status"]')?.textContent?.trim() === status,
    wanted,
    { timeout: 180_000 },
  )

/** Sends a file and opens its plan. */
async function openPlan(page: Page, content: string, name = `${datasource}.csv`): Promise<void> {
  await page.goto(`${base}/ingest`)
  const file = { name, mimeType: 'text/csv', buffer: Buffer.from(content) }
  const sent = page.waitForResponse((answer) => /\/api\/v1\/uploads\?id=/.test(answer.url()), { timeout: 60_000 })
  await page.locator('input[type=file]').setInputFiles(file)
  const { data } = (await (await sent).json()) as { data: { id: string } }
  await page.goto(`${base}/ingest/${data.id}?plan=edit`)
  await button(page, 'Load into Druid').waitFor({ timeout: 60_000 })
}

t.test('a wrong overwrite asks for the name, and its undo brings the old count and sums back', async (t) => {
  const context = await browser.newContext({ viewport: { width: 1440, height: 900 } })
  const page = await context.newPage()
  const complaints: string[] = []
  page.on('pageerror', (error) => complaints.push(error.message))
  await openPlan(page, right)
  await page.getByText('Makes a new datasource. Nothing is replaced.').waitFor()
  await button(page, 'Load into Druid').click()
  await untilStatus(page, 'queryable')
  const before = await held()
  t.match(before, '[120,')

  await openPlan(page, wrong)
  await page.getByRole('radio', { name: /Replace everything/ }).check()
  await page.getByText('All 120 rows will be replaced, in').waitFor({ timeout: 60_000 })
  t.ok(await button(page, 'Load into Druid').isDisabled(), 'not before the name is typed')
  await accessible(t, page, 'the plan')
  const name = page.getByLabel(`Type ${datasource} to replace all of it`)
  await name.fill(datasource.slice(0, -1))
  t.ok(await button(page, 'Load into Druid').isDisabled(), 'nor with another one')
  await name.fill(datasource)
  await button(page, 'Load into Druid').click()
  await untilStatus(page, 'queryable')
  const loaded = page.url()
  t.match(await held(), '[120,')
  t.not(await held(), before, 'as many rows, other sums')

  await page.getByText('Takes out the 120 rows that this load put in and brings back the 120 rows').waitFor()
  await accessible(t, page, 'the load')
  await button(page, 'Undo this load').focus()
  await page.keyboard.press('Enter')
  const dialog = page.getByRole('dialog', { name: `Undo the load into ${datasource}?` })
  await dialog.waitFor()
  await dialog.getByText('brings back the 120 rows').waitFor()
  await accessible(t, page, 'the question')
  await dialog.getByRole('button', { name: 'Keep it' }).click()
  await dialog.waitFor({ state: 'hidden' })
  await button(page, 'Undo this load').click()
  await dialog.getByRole('button', { name: 'Undo it' }).click()
  await page.getByRole('heading', { name: `Undo of a load into ${datasource}` }).waitFor()
  await untilStatus(page, 'undone')
  t.equal(await held(), before, 'count and sums are back')
  await page.getByText('120 rows in its period, as before the load').waitFor()
  await accessible(t, page, 'the undo')
  await page.reload()
  await untilStatus(page, 'undone')

  await page.goto(loaded)
  await page.getByText('No undo: It was undone already.').waitFor()
  t.ok(await button(page, 'Undo this load').isDisabled())
  await accessible(t, page, 'what was undone')
  await page.getByRole('link', { name: 'See the undo' }).click()
  await page.getByRole('heading', { name: `Undo of a load into ${datasource}` }).waitFor()
  t.same(complaints, [], 'no script failed')
  await context.close()
})

t.test('a replace of rows asks for a tick, and the same bytes for a choice', async (t) => {
  const context = await browser.newContext({ viewport: { width: 400, height: 900 } })
  const page = await context.newPage()
  await openPlan(page, right, `${datasource}.csv`)
  const load = button(page, 'Load into Druid')
  await page.getByText('Loading them again would count every row twice.').waitFor()
  t.ok(await load.isDisabled(), 'not without the choice')
  await accessible(t, page, 'the choice')
  await page.getByLabel('Load it again all the same').check()
  await load.and(page.locator(':enabled')).waitFor()

  await page.getByRole('radio', { name: /Replace this period/ }).check()
  await page.getByText('none is counted twice').waitFor()
  t.ok(await load.isDisabled(), 'not without the tick')
  await page.getByLabel('The 120 rows may go').check()
  await load.and(page.locator(':enabled')).waitFor()
  await accessible(t, page, 'the tick')
  await load.click()
  await untilStatus(page, 'queryable')
  t.match(await held(), '[120,')
  await context.close()
})
