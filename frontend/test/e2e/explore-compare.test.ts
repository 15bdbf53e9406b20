import { AxeBuilder } from '@axe-core/playwright'
import t from 'tap'
import { readSales } from './sales.ts'
import { openSalesPage } from './sales-page.ts'

const sales = readSales()
const { base, name, page, complaints, quiet } = await openSalesPage('compare')

const inside = (from: string, to: string, branch?: string) =>
  sales.filter(
    ({ time = '', branch: own }) =>
      Date.parse(time) >= Date.parse(from) &&
      Date.parse(time) < Date.parse(to) &&
      (branch === undefined || own === branch),
  ).length
const percent = (now: number, before: number): string => {
  const change = (now - before) / before
  const words = new Intl.NumberFormat('en-US', {
    style: 'percent',
    maximumFractionDigits: Math.abs(change) >= 0.1 ? 0 : 1,
  }).format(Math.abs(change))
  return `${change < 0 ? '−' : '+'}${words}`
}

t.test('opens with totals that have changed on the last bucket', async (t) => {
  await page.goto(`${base}/explore/${name}`)
  await quiet()
  const rows = page.getByRole('region', { name: 'Totals' }).getByRole('button', { name: /^Rows/ })
  t.match(await rows.textContent(), /[+−]?[\d.,]+% last week/)
})

t.test('compares an interval with the year before: totals, time, table, and sorts by the change', async (t) => {
  await page.goto(`${base}/explore/${name}?v=2&time=2025-03-01/2025-06-01&measure=count&split=branch`)
  await quiet()
  await page.getByLabel('Compare with').selectOption('P1Y')
  await page.waitForURL(/compare=P1Y/)
  const now = inside('2025-03-01', '2025-06-01')
  const before = inside('2024-03-01', '2024-06-01')
  const rows = page.getByRole('region', { name: 'Totals' }).getByRole('button', { name: /^Rows/ })
  await rows.filter({ hasText: `${percent(now, before)} vs 1 year before` }).waitFor()
  t.pass('the totals say the change')

  const table = page.getByRole('table', { name: /by branch/i })
  await table.getByRole('button', { name: 'Change', exact: true }).click()
  await page.waitForURL(/sort\.1=down\.delta-count/)
  const branches = [...new Set(sales.map(({ branch = '' }) => branch))]
  const deltas = branches
    .map((branch) => ({
      branch,
      delta: inside('2025-03-01', '2025-06-01', branch) - inside('2024-03-01', '2024-06-01', branch),
    }))
    .sort((one, other) => other.delta - one.delta)
  const [best] = deltas
  const first = table.locator('tbody tr').nth(1)
  await first
    .filter({ hasText: best?.branch })
    .filter({ hasText: `+${best?.delta}` })
    .waitFor()
  t.pass('the greatest change comes first, with its size')
})

t.test('draws the earlier course beside the present one', async (t) => {
  await page.goto(`${base}/explore/${name}?v=2&time=2025-03-01/2025-06-01&measure=count&compare=P1Y`)
  await quiet()
  await page.getByRole('listitem').filter({ hasText: '1 year before' }).waitFor()
  t.ok(await page.locator('.recharts-line path[stroke-dasharray="6 4"]').count(), 'as a dashed line')
})

t.test('compares with the previous period, and with any shift', async (t) => {
  await page.goto(`${base}/explore/${name}?v=2&time=2025-03-01/2025-04-01&compare=previous&measure=count`)
  await quiet()
  const rows = page.getByRole('region', { name: 'Totals' }).getByRole('button', { name: /^Rows/ })
  t.match(await rows.textContent(), percent(inside('2025-03-01', '2025-04-01'), inside('2025-02-01', '2025-03-01')))
  await page.getByLabel('Compare with').selectOption('custom')
  await page.getByLabel('How long before').fill('P2M')
  await page.keyboard.press('Enter')
  await rows.filter({ hasText: 'vs 2 months before' }).waitFor()
  await quiet()
  const { violations } = await new AxeBuilder({ page })
    .withTags(['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa'])
    .analyze()
  t.same(
    violations.map(({ id, nodes }) => `${id}: ${nodes.map(({ target }) => target.join(' ')).join(', ')}`),
    [],
  )
  t.same(complaints, [])
})
