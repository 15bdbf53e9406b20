import t from 'tap'
import { readSales } from './sales.ts'
import { openSalesPage } from './sales-page.ts'
import { violations } from './violations.ts'

const sales = readSales()
const { base, name, page, complaints, quiet } = await openSalesPage('vis')

const open = async (search: string) => {
  await page.goto(`${base}/explore/${name}?v=2&${search}`)
  await quiet()
}
const drawn = (visualization: string) =>
  page.locator(`[data-visualization="${visualization}"]`).waitFor({ timeout: 60_000 })
const months = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec']
const format = new Intl.NumberFormat('en-US')
const count = (test: (row: Readonly<Record<string, string>>) => boolean): number => sales.filter(test).length

const searches: Readonly<Record<string, string>> = {
  bars: 'split=branch&chart=bars',
  bar: 'split=branch&split=channel&chart=bar',
  line: 'split=__time&by.1=P1M&split=channel&chart=line',
  area: 'split=__time&by.1=P1M&split=channel&chart=area&measure=count',
  heatmap: 'split=branch&split=__time&by.2=P1M&chart=heatmap&measure=count',
  pivot: 'split=branch&split=channel&chart=pivot',
  flat: 'split=branch&split=channel&split=product&chart=flat',
  scatter: 'split=product&chart=scatter',
  box: 'split=branch&chart=box&measure=sum:amount',
  calendar: 'split=__time&by.1=P1D&chart=calendar&measure=count',
}

for (const [visualization, search] of Object.entries(searches))
  t.test(`draws ${visualization}, which is read by keyboard and clean to axe`, async (t) => {
    await open(search)
    await drawn(visualization)
    const panel = page.locator(`[data-visualization="${visualization}"]`)
    const chart = panel.getByRole('application').or(panel.getByRole('table')).or(panel.getByRole('grid')).first()
    await chart.waitFor()
    if ((await panel.getByRole('application').count()) > 0) {
      await chart.focus()
      await page.keyboard.press('ArrowRight')
      await page.waitForFunction(
        (one) => [...document.querySelectorAll(`[data-visualization="${one}"] [aria-live]`)].some((p) => p.textContent),
        visualization,
      )
      t.match(await panel.locator('[aria-live]').textContent(), /\d/, 'an arrow key reads a mark')
      t.match(await panel.textContent(), /rows\./, 'it is told in words')
    }
    for (const colorScheme of ['light', 'dark'] as const) {
      await page.emulateMedia({ colorScheme })
      await page.locator(`html[data-mantine-color-scheme="${colorScheme}"]`).waitFor()
      t.same(await violations(page), [], colorScheme)
    }
    await page.emulateMedia({ colorScheme: 'light' })
  })

t.test('a heat map reads the right number for its first cell, and Enter filters by it', async (t) => {
  await open(searches.heatmap ?? '')
  const panel = page.locator('[data-visualization="heatmap"]')
  await panel.getByRole('application').focus()
  await page.keyboard.press('Home')
  const words = (await panel.locator('[aria-live]').textContent()) ?? ''
  const [, branch, month, year, shown] = /^(.+), (\w{3}) (\d{4}): ([\d,]+)$/.exec(words) ?? []
  const prefix = `${year}-${String(months.indexOf(month ?? '') + 1).padStart(2, '0')}`
  const wanted = count((row) => row.branch === branch && (row.time ?? '').startsWith(prefix))
  t.equal(shown, format.format(wanted), words)
  await page.keyboard.press('Enter')
  await page.waitForFunction(
    (value) => document.querySelector('[data-testid="total-rows"]')?.getAttribute('data-value') === String(value),
    wanted,
    { timeout: 60_000 },
  )
  t.pass('the total is that of the cell')
})

t.test('says why a chart is not offered', async (t) => {
  await open('split=branch')
  await page.getByRole('button', { name: /^Visualization/ }).click()
  const line = page.getByRole('menuitem', { name: /^Line/ })
  t.match(await line.textContent(), /needs one split by time/)
  t.equal(await line.getAttribute('aria-disabled'), 'true')
  await page.getByRole('menuitem', { name: /^Bar$/ }).click()
  await drawn('bar')
  await page.getByRole('radiogroup', { name: 'Show the splits as' }).getByText('Table').click()
  await page.getByRole('grid').waitFor()
  t.pass('every chart has a table beside it')
})

t.test('ratios are not stacked', async (t) => {
  await open('split=__time&by.1=P1M&measure=avg:unit_price&chart=area')
  await drawn('line')
  await page.getByRole('button', { name: /^Visualization/ }).click()
  t.match(await page.getByRole('menuitem', { name: /^Stacked area/ }).textContent(), /does not add up/)
})

t.test('no script failed', async (t) => {
  t.same(complaints, [])
})
