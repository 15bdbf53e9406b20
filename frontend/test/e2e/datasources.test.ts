import { readFileSync } from 'node:fs'
import { AxeBuilder } from '@axe-core/playwright'
import type { Page } from 'playwright-core'
import t from 'tap'
import { baseUrl, launchChromium } from './browser.ts'
import { readSales, samplePath } from './sales.ts'

const base = baseUrl()
const name = `kept_${Date.now().toString(36)}`
const api = `${base}/api/v1/datasources/${name}`
const rows = readSales().length
const shown = new Intl.NumberFormat('en-US').format(rows)

async function ask<T>(url: string, init?: RequestInit): Promise<{ status: number; data: T }> {
  const answer = await fetch(url, init)
  return { status: answer.status, data: ((await answer.json()) as { data: T }).data }
}

async function until(what: string, isThere: () => Promise<boolean>): Promise<void> {
  const deadline = Date.now() + 180_000
  while (!(await isThere())) {
    if (Date.now() > deadline) throw new Error(`not in time: ${what}`)
    await new Promise((resolve) => setTimeout(resolve, 300))
  }
}

async function load(): Promise<void> {
  const form = new FormData()
  form.append('datasource', name)
  form.append('ingest', 'true')
  form.append('file', new File([readFileSync(samplePath)], 'sales.csv'))
  await ask(`${base}/api/v1/uploads`, { method: 'POST', body: form })
  await until('the sample is queryable', async () => {
    const { data } = await ask<{ items: { status: string }[] }>(`${base}/api/v1/ingestions?datasource=${name}`)
    if (data.items[0]?.status === 'failed') throw new Error('the sample was not loaded')
    return data.items[0]?.status === 'queryable'
  })
}

await load()
const browser = await launchChromium()
t.teardown(() => browser.close())
const context = await browser.newContext({ viewport: { width: 1440, height: 1000 }, locale: 'en-US' })
const page = await context.newPage()
const complaints: string[] = []
page.on('pageerror', (error) => complaints.push(error.message))

const panel = (title: string) => page.getByRole('region', { name: title })
async function violations(of: Page): Promise<readonly string[]> {
  await of.waitForFunction(() => !document.querySelector('[aria-busy="true"]'), undefined, { timeout: 30_000 })
  const found = await new AxeBuilder({ page: of })
    .withTags(['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa'])
    .analyze()
  return found.violations.map(({ id, nodes }) => `${id}: ${nodes.map(({ target }) => target.join(' ')).join(', ')}`)
}

t.test('the list leads to the page of a datasource, which says what is in it', async (t) => {
  await page.goto(`${base}/datasources`)
  await page.getByRole('link', { name, exact: true }).click()
  await page.getByRole('heading', { name, level: 1 }).waitFor()
  await page.getByLabel('Figures').getByText(shown, { exact: true }).waitFor()
  t.match(await panel('Columns').textContent(), /branch/)
  await panel('Loads, drops and restores').getByRole('link', { name: 'Load of sales.csv' }).waitFor()
  await panel('Timeline').getByRole('img').waitFor()
  t.same(await violations(page), [])
  await panel('Timeline').getByText('Table', { exact: true }).click()
  const table = panel('Timeline').getByRole('table')
  await table.waitFor()
  t.equal(await table.getByRole('row').count(), 25, 'a head and two years of months')
  t.match(page.url(), /show=table/, 'the choice is in the address')
})

t.test('a description is edited in place and stays', async (t) => {
  await page.getByRole('button', { name: 'Edit the description' }).click()
  await page.getByLabel('Description', { exact: true }).fill('Shops in Kenya, two years')
  await page.getByRole('button', { name: 'Save the description' }).click()
  await page.getByTestId('description').waitFor()
  await page.reload()
  t.equal(await page.getByTestId('description').textContent(), 'Shops in Kenya, two years')
})

t.test('explore offers the measures and shows the numbers that were chosen', async (t) => {
  await page.getByLabel('Shown as, amount').selectOption('currency 0 KES')
  await page.waitForFunction(() => !document.querySelector('select[aria-label="Shown as, amount"]:disabled'))
  const measures = panel('Measures that Explore offers')
  await measures.getByRole('button', { name: 'Choose measures' }).click()
  await page.getByLabel('Column of measure 1').selectOption('amount')
  await page.getByLabel('Name of measure 1').fill('Turnover')
  t.same(await violations(page), [], 'while they are being chosen')
  await measures.getByRole('button', { name: 'Save the measures' }).click()
  await measures.getByRole('button', { name: 'Leave it to the columns' }).waitFor()
  t.match((await ask(api)).data, {
    measures: [{ name: 'Turnover', kind: 'sum', column: 'amount' }],
    formats: { amount: { kind: 'currency', currency: 'KES' } },
  })
  await page.getByRole('main').getByRole('link', { name: 'Explore' }).click()
  const totals = page.getByLabel('Totals')
  await totals.getByText(/KES/).waitFor()
  const cards = await totals.getByRole('button').allTextContents()
  t.equal(cards.length, 2, 'the chosen one, and the rows')
  t.match(cards[0], /^Turnover/)
  await page.goto(`${base}/datasources/${name}`)
})

t.test('retention rules are put together from words', async (t) => {
  const retention = panel('Retention')
  await retention.getByText('Keep everything, 1 copy (inherited from the cluster)').waitFor()
  await retention.getByRole('button', { name: 'Edit the rules' }).click()
  await retention.getByRole('button', { name: 'Add a rule' }).click()
  await page.getByLabel('Rule 1 length', { exact: true }).fill('50')
  await retention.getByRole('button', { name: 'Add a rule' }).click()
  await page.getByLabel('Rule 2 is for').selectOption('beforePeriod')
  await page.getByLabel('Rule 2 length', { exact: true }).fill('60')
  await retention.getByText(/Druid marks what a drop rule fits as unused/).waitFor()
  t.same(await violations(page), [], 'while they are being edited')
  await retention.getByRole('button', { name: 'Save the rules' }).click()
  await retention.getByText('1. Keep the last 50 years, 1 copy').waitFor()
  await retention.getByText('2. Drop what is older than 60 years').waitFor()
  t.match((await ask(`${api}/retention`)).data, {
    rules: [
      { action: 'load', when: { kind: 'period', period: 'P50Y' }, replicas: { _default_tier: 1 } },
      { action: 'drop', when: { kind: 'beforePeriod', period: 'P60Y' } },
    ],
  })
  await retention.getByRole('button', { name: 'Edit the rules' }).click()
  await page.getByRole('button', { name: 'Remove rule 2' }).click()
  await page.getByRole('button', { name: 'Remove rule 1' }).click()
  await retention.getByRole('button', { name: 'Save the rules' }).click()
  await retention.getByText('Keep everything, 1 copy (inherited from the cluster)').waitFor()
  t.match((await ask(`${api}/retention`)).data, { rules: [] })
})

t.test('a drop wants the name typed, and is undone', async (t) => {
  await page.getByRole('button', { name: 'Drop', exact: true }).click()
  const dialog = page.getByRole('dialog')
  const button = dialog.getByRole('button', { name: `Drop ${shown} rows` })
  await dialog.getByLabel(`Type ${name} to drop it`).fill(name.slice(0, -1))
  t.ok(await button.isDisabled(), 'a part of the name is not enough')
  t.same(await violations(page), [], 'the dialog')
  await dialog.getByLabel(`Type ${name} to drop it`).fill(name)
  await button.click()
  await page.getByText(new RegExp(`${shown} rows in \\d+ segments .* were dropped`)).waitFor({ timeout: 60_000 })
  await dialog.waitFor({ state: 'detached' })
  await until('Druid lets go', async () => (await ask(api)).status === 404)
  t.same(await violations(page), [], 'the page of what was dropped')

  await page.goto(`${base}/datasources`)
  await panel('Dropped, can be restored').getByRole('link', { name }).click()
  await page.getByText(/were dropped/).waitFor()
  await page.getByRole('main').getByRole('button', { name: 'Restore' }).first().click()
  await page.getByLabel('Figures').getByText(shown, { exact: true }).waitFor({ timeout: 90_000 })
  const { status, data } = await ask<{ rows: number }>(api)
  t.equal(status, 200)
  t.equal(data.rows, rows, 'every row is back')
  const history = await panel('Loads, drops and restores').getByRole('row').allTextContents()
  t.match(history[1], /^Restore/)
  t.match(history[2], /^Drop of everything/)
})

t.test('compaction is switched on and off', async (t) => {
  const compaction = panel('Compaction')
  const toggle = compaction.getByRole('switch', { name: 'Merge small segments in the background' })
  await compaction.getByLabel('Rows a segment should have').fill('5')
  await compaction.getByText('from 10,000 to 50,000,000').waitFor()
  t.ok(await toggle.isDisabled(), 'not with settings that Druid would not take')
  await compaction.getByLabel('Rows a segment should have').fill('1000000')
  await toggle.click()
  await until('it is on', async () => (await ask<{ enabled: boolean }>(`${api}/compaction`)).data.enabled)
  t.match((await ask(`${api}/compaction`)).data, { targetRows: 1_000_000 })
  await page.waitForFunction(() => !document.querySelector('[role="switch"]:disabled'))
  await toggle.click()
  await until('it is off', async () => !(await ask<{ enabled: boolean }>(`${api}/compaction`)).data.enabled)
  t.same(complaints, [], 'no script failed')
})
