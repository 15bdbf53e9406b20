import t from 'tap'
import { readSales } from './sales.ts'
import { openSalesPage } from './sales-page.ts'

const sales = readSales()
const { base, name, page, complaints, quiet } = await openSalesPage('rows')

const grid = page.getByRole('grid', { name: 'Raw rows, newest first' })

t.test('shows every row with every column, page after page', async (t) => {
  const june = sales.filter(({ time = '' }) => time >= '2025-03-01' && time < '2025-06-01')
  t.ok(june.length > 1000, 'more than one page')
  await page.goto(`${base}/explore/${name}?v=2&time=2025-03-01/2025-06-01`)
  await page.getByRole('button', { name: 'Raw rows', exact: true }).click()
  await page.waitForURL(/rows=yes/)
  await grid.waitFor()
  await quiet()
  t.equal(Number(await grid.getAttribute('aria-rowcount')), 1001, 'a page of rows below the head')
  t.equal(Number(await grid.getAttribute('aria-colcount')), Object.keys(sales[0] ?? {}).length)
  await grid.focus()
  for (let presses = 0; presses < 40; presses += 1) {
    await page.keyboard.press('Control+End')
    await quiet()
    if (Number(await grid.getAttribute('aria-rowcount')) === june.length + 1) break
  }
  t.equal(Number(await grid.getAttribute('aria-rowcount')), june.length + 1, 'all of them, none twice')
  await page.keyboard.press('Control+End')
  await page.keyboard.press('Home')
  const first = june.toSorted((one, other) => (one.time ?? '').localeCompare(other.time ?? ''))[0]
  await grid.getByText(first?.receipt ?? '', { exact: true }).waitFor()
  t.pass('the oldest row comes last')
  t.same(complaints, [])
})

t.test('refreshes by itself while the tab is seen, and not while it is hidden', async (t) => {
  let asked = 0
  page.on('request', (request) => {
    if (request.url().endsWith('/api/v1/query')) asked += 1
  })
  await page.clock.install()
  await page.goto(`${base}/explore/${name}?v=2&refresh=60`)
  await quiet()
  const before = asked
  const refreshed = page.waitForRequest((request) => request.url().endsWith('/api/v1/query'))
  await page.clock.runFor(61_000)
  await refreshed
  t.ok(asked > before, 'a minute later it asks again')
  await quiet()
  await page.evaluate(() => {
    Object.defineProperty(document, 'visibilityState', { value: 'hidden', configurable: true })
    document.dispatchEvent(new Event('visibilitychange'))
  })
  await page.clock.runFor(1000)
  const hidden = asked
  await page.clock.runFor(200_000)
  t.equal(asked, hidden, 'nothing is asked for nobody')
})
