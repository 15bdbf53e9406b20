import { AxeBuilder } from '@axe-core/playwright'
import t from 'tap'
import { dragToSplits } from './drag-to-splits.ts'
import { readSales } from './sales.ts'
import { openSalesPage } from './sales-page.ts'

const sales = readSales()
const { base, name, page, complaints, quiet } = await openSalesPage('splits')
const tiles = new Set<string>()
page.on('request', (request) => {
  const tile = request.headers()['x-tile']
  if (tile !== undefined) tiles.add(decodeURIComponent(tile))
})

const total = async (wanted: number) => {
  await page.waitForFunction(
    (value) => document.querySelector('[data-testid="total-rows"]')?.getAttribute('data-value') === String(value),
    wanted,
    { timeout: 60_000 },
  )
}
const split = async (column: string) => {
  await page.getByRole('button', { name: 'Split', exact: true }).click()
  await page.getByRole('menuitem', { name: column, exact: true }).click()
  await page.getByRole('button', { name: new RegExp(`^Split by ${column}`) }).waitFor()
  await quiet()
}
const count = (test: (row: Readonly<Record<string, string>>) => boolean): number => sales.filter(test).length
const format = new Intl.NumberFormat('en-US')

t.test('splits by up to four, each bucketed, and draws the pivot that suits them', async (t) => {
  await page.goto(`${base}/explore/${name}`)
  await total(sales.length)
  await split('branch')
  const table = page.getByRole('table', { name: /by branch/i })
  await table.waitFor()
  const [branch = ''] = [...new Set(sales.map((row) => row.branch ?? ''))].sort()
  const cells = table.getByRole('row').filter({ has: page.getByRole('button', { name: branch, exact: true }) })
  t.match(await cells.textContent(), format.format(count((row) => row.branch === branch)), 'its rows are counted right')

  await split('channel')
  await page.getByRole('table', { name: /by branch, channel/i }).waitFor()
  await split('amount')
  t.match(await page.getByRole('button', { name: /^Split by amount/ }).textContent(), /by \d/, 'numbers get a bucket')
  await split('time')
  await page.getByRole('table', { name: /by branch, channel, amount, time/i }).waitFor()
  t.ok(await page.getByRole('button', { name: 'Split', exact: true }).isDisabled(), 'a fifth has no place')
  t.equal(new URL(page.url()).searchParams.getAll('split').join(), 'branch,channel,amount,__time')
  t.same(complaints, [])
})

t.test('takes steps back and forth by buttons and by keys', async (t) => {
  const splits = () => new URL(page.url()).searchParams.getAll('split').join()
  await page.getByRole('button', { name: 'Undo' }).click()
  await page.waitForURL((url) => url.searchParams.getAll('split').length === 3)
  await page.locator('main').click({ position: { x: 3, y: 3 } })
  await page.keyboard.press('Control+z')
  await page.waitForURL((url) => url.searchParams.getAll('split').length === 2)
  t.equal(splits(), 'branch,channel')
  await page.keyboard.press('Control+Shift+Z')
  await page.waitForURL((url) => url.searchParams.getAll('split').length === 3)
  await page.goBack()
  await page.waitForURL((url) => url.searchParams.getAll('split').length === 2)
  t.equal(splits(), 'branch,channel', 'the browser goes back the same way')
})

t.test('drags a dimension to the splits, moves it by keyboard, and removes it', async (t) => {
  await page.goto(`${base}/explore/${name}?v=2&split=branch`)
  await quiet()
  await dragToSplits(page, 'product_line')
  await page.mouse.up()
  await page.waitForURL((url) => url.searchParams.getAll('split').join() === 'branch,product_line')
  await page.getByRole('button', { name: 'Split by product_line', exact: true }).focus()
  await page.keyboard.press('Enter')
  await page.getByRole('button', { name: 'Move before' }).press('Enter')
  await page.waitForURL((url) => url.searchParams.getAll('split').join() === 'product_line,branch')
  await page.getByLabel('Limit').selectOption('5')
  await page.waitForURL((url) => url.searchParams.get('limit.1') === '5')
  await page.keyboard.press('Escape')
  await page.getByRole('button', { name: 'Remove the split by product_line' }).click()
  await page.waitForURL((url) => url.searchParams.getAll('split').join() === 'branch')
  t.pass('the shelf does all of it')
})

t.test('excludes with Shift, filters by text and by numbers, and opens an old link', async (t) => {
  await page.goto(`${base}/explore/${name}?v=1&split=channel&sort=up-count`)
  await total(sales.length)
  await quiet()
  const online = page.getByRole('table', { name: /by channel/i }).getByRole('button', { name: 'online', exact: true })
  await online.click({ modifiers: ['Shift'] })
  await total(count((row) => row.channel !== 'online'))
  t.match(page.url(), /not\.channel=online/)

  await page.goto(`${base}/explore/${name}`)
  await total(sales.length)
  await page.getByRole('button', { name: 'Filter', exact: true }).click()
  await page.getByRole('menuitem', { name: 'product', exact: true }).click()
  await page.getByLabel('What product filters by').selectOption('Contains a text')
  await page.getByLabel('Text', { exact: true }).fill('phone')
  await page.getByRole('button', { name: 'Apply' }).click()
  await total(count((row) => (row.product ?? '').toLowerCase().includes('phone')))
  await page.keyboard.press('Escape')
  await page.getByRole('button', { name: 'Filter', exact: true }).click()
  await page.getByRole('menuitem', { name: 'quantity', exact: true }).click()
  await page.getByLabel('From', { exact: true }).fill('3')
  await page.getByRole('button', { name: 'Apply' }).click()
  await total(count((row) => (row.product ?? '').toLowerCase().includes('phone') && Number(row.quantity) >= 3))
  t.match(page.url(), /contains\.product=phone/)
  t.match(page.url(), /between\.quantity=3\.\./)
})

t.test('a brush zooms, a double click zooms out', async (t) => {
  await page.goto(`${base}/explore/${name}`)
  await total(sales.length)
  await quiet()
  const chart = page.getByRole('application', { name: /Arrow keys read it, with Shift/ })
  const box = await chart.boundingBox()
  if (!box) throw new Error('the time chart has no box')
  await page.mouse.move(box.x + box.width * 0.4, box.y + 100)
  await page.mouse.down()
  await page.mouse.move(box.x + box.width * 0.5, box.y + 100, { steps: 4 })
  await page.mouse.move(box.x + box.width * 0.6, box.y + 100, { steps: 4 })
  await page.mouse.up()
  await page.waitForURL((url) => url.searchParams.has('time'))
  const [from = '', to = ''] = (new URL(page.url()).searchParams.get('time') ?? '').split('/')
  const inside = count(({ time = '' }) => Date.parse(time) >= Date.parse(from) && Date.parse(time) < Date.parse(to))
  t.ok(inside > 0 && inside < sales.length)
  await total(inside)
  await quiet()
  await chart.dblclick()
  await page.waitForURL((url) => url.searchParams.get('time') !== `${from}/${to}`)
  t.pass('it is wider again')
})

t.test('each tile is named, nothing complains, and axe finds nothing', async (t) => {
  for (const tile of ['totals', 'time', 'result', 'board branch']) t.ok(tiles.has(tile), tile)
  for (const viewport of [
    { width: 1440, height: 1000 },
    { width: 360, height: 780 },
  ]) {
    await page.setViewportSize(viewport)
    await page.goto(`${base}/explore/${name}?v=2&split=branch&split=channel&not-contains.product=x`)
    await quiet()
    const { violations } = await new AxeBuilder({ page })
      .withTags(['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa'])
      .analyze()
    t.same(
      violations.map(({ id, nodes }) => `${id}: ${nodes.map(({ target }) => target.join(' ')).join(', ')}`),
      [],
    )
    const wider = await page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth)
    t.ok(wider <= 0, 'the page is not wider than the window')
  }
  t.same(complaints, [])
})
