import t from 'tap'
import { readSales } from './sales.ts'
import { openSalesPage } from './sales-page.ts'

const sales = readSales()
const { base, name, page, complaints, quiet } = await openSalesPage('measures')

const sum = (column: string, branch?: string): number =>
  sales
    .filter((row) => branch === undefined || row.branch === branch)
    .reduce((total, row) => total + Number(row[column] ?? 0), 0)
const totals = page.getByRole('region', { name: 'Totals' })

t.test('a formula is checked while it is written, and computed right', async (t) => {
  await page.goto(`${base}/explore/${name}`)
  await quiet()
  await page.getByRole('button', { name: 'Measures', exact: true }).click()
  await page.getByRole('button', { name: 'Write a formula' }).click()
  await page.getByLabel('Name', { exact: true }).fill('Margin')
  const formula = page.getByLabel('Formula', { exact: true })
  await formula.fill('([sum:amount] - [sum:cost]')
  await page.getByText(/Expected "\)"/).waitFor()
  t.ok(await page.getByRole('button', { name: 'Use the formula' }).isDisabled())
  await formula.fill('([sum:amount] - [sum:cost]) / [sum:amount]')
  await page.getByLabel('Show as percent').check()
  await page.getByRole('button', { name: 'Use the formula' }).click()
  await page.waitForURL(/formula\.Margin=/)
  await page.keyboard.press('Escape')
  const wanted = (sum('amount') - sum('cost')) / sum('amount')
  const card = totals.getByRole('button', { name: /^Margin/ })
  await card.filter({ hasText: `${(wanted * 100).toFixed(1)}%` }).waitFor()
  t.equal(await card.getAttribute('aria-pressed'), 'true', 'it comes to the front')
})

t.test('numbers are shown as parts of the whole and of the value above', async (t) => {
  const [branch = ''] = [...new Set(sales.map((row) => row.branch ?? ''))].sort()
  const words = new Intl.NumberFormat('en-US', { style: 'percent', minimumFractionDigits: 1 })
  await page.goto(`${base}/explore/${name}?v=2&measure=count&split=branch`)
  await quiet()
  await page.getByLabel('Show numbers as').selectOption('total')
  await page.waitForURL(/share=total/)
  const own = sales.filter((row) => row.branch === branch)
  const line = page
    .getByRole('table', { name: /by branch/i })
    .getByRole('row')
    .filter({ has: page.getByRole('button', { name: branch, exact: true }) })
  const part = words.format(Math.round((own.length / sales.length) * 1000) / 1000)
  await line.filter({ hasText: part }).waitFor()
  t.pass(`${branch} has ${part}`)

  await page.goto(`${base}/explore/${name}?v=2&measure=count&split=branch&split=channel&chart=pivot&share=parent`)
  await quiet()
  const online = own.filter(({ channel }) => channel === 'online').length / own.length
  const row = page
    .getByRole('table', { name: /by branch, channel/i })
    .getByRole('row')
    .filter({ has: page.getByRole('button', { name: branch, exact: true }) })
  t.match(await row.textContent(), words.format(Math.round(online * 1000) / 1000), 'the parts of a branch')
})

t.test('different values are counted, marked as an estimate, and exactly on demand', async (t) => {
  await page.goto(`${base}/explore/${name}`)
  await quiet()
  await page.getByRole('button', { name: 'Measures', exact: true }).click()
  await page.getByLabel('Find a measure').fill('salesperson')
  await page.getByLabel('Salesperson (different)').click()
  await page.waitForURL(/shown=countDistinct:salesperson/)
  const people = new Set(sales.map(({ salesperson }) => salesperson).filter((person) => person !== '')).size
  const card = totals.getByRole('button', { name: /^Salesperson/ })
  await card.getByText('≈').waitFor()
  await page.getByLabel('Count different values exactly').click()
  await page.waitForURL(/exact=yes/)
  await card.getByText('≈').waitFor({ state: 'detached' })
  await page.locator(`[title="Salesperson (different): ${people}"]`).waitFor()
  t.same(complaints, [])
})
