import type { Locator } from 'playwright-core'
import t from 'tap'
import { openSalesPage } from './sales-page.ts'

const permissions = ['clipboard-read', 'clipboard-write']
const { base, name, page, complaints, quiet } = await openSalesPage('grid', permissions)

const result = page.getByRole('grid', { name: 'Rows of the result' })
const clipboard = () => page.evaluate(() => navigator.clipboard.readText())
const keepInClipboard = (text: string) => page.evaluate((kept) => navigator.clipboard.writeText(kept), text)

async function run(statement: string): Promise<void> {
  await page.goto(`${base}/sql?q=${encodeURIComponent(statement)}`)
  await page.getByRole('button', { name: 'Run', exact: true }).click()
  await result.getByRole('gridcell').first().waitFor({ timeout: 60_000 })
  await page
    .getByTestId('sql-state')
    .filter({ hasText: /rows?$/ })
    .waitFor()
}

/** A flat table of more rows than fit, filtered by a row that is opened. */
async function openFlat(): Promise<Locator> {
  await page.goto(`${base}/explore/${name}?v=2&split=branch&split=product&split=channel&chart=flat`)
  const flat = page.getByRole('grid')
  await flat.getByRole('gridcell').first().waitFor({ timeout: 60_000 })
  await quiet()
  return flat
}
const isFiltered = () => /[?&]is\./.test(page.url())

t.test('copies the cells that are marked, whatever text was marked before', async (t) => {
  await run('SELECT 11 AS "a", 12 AS "b"')
  const statement = page.getByRole('textbox', { name: 'SQL statement' })
  await statement.press('Control+a')
  await result.getByRole('gridcell', { name: '12', exact: true }).click()
  await page.keyboard.press('Control+c')
  t.equal(await clipboard(), '12')
  await page.getByRole('heading', { name: 'SQL', exact: true }).dblclick()
  t.equal(await page.evaluate(() => window.getSelection()?.toString()), 'SQL')
  await result.focus()
  await page.keyboard.press('Control+a')
  await page.keyboard.press('Control+c')
  t.equal(await clipboard(), '11\t12')
})

t.test('a value that is missing is told from an empty text', async (t) => {
  await run(`SELECT NULL AS "x", '' AS "y"`)
  const cells = result.getByRole('gridcell')
  t.same(await cells.allTextContents(), ['no value', ''])
  const isCut = await cells.first().evaluate((cell) => cell.scrollWidth > cell.clientWidth)
  t.notOk(isCut, 'and the words have room')
})

t.test('the width fits what is in sight', async (t) => {
  await run(`SELECT CASE WHEN __time >= TIMESTAMP '2025-03-01' THEN 'a text that comes late, and is a long one' ELSE 'x' END
    AS "p", receipt FROM ${name} ORDER BY __time`)
  const widthOf = async () =>
    (await result.getByRole('columnheader', { name: 'p', exact: false }).first().boundingBox())?.width ?? 0
  const before = await widthOf()
  await result.focus()
  await page.keyboard.press('Control+ArrowDown')
  await result.getByText('a text that comes late', { exact: false }).first().waitFor()
  await page.getByRole('button', { name: 'Column p' }).click()
  await page.getByRole('menuitem', { name: 'Fit the width' }).click()
  await page.waitForFunction(
    () =>
      ![...document.querySelectorAll('[role="grid"] tbody td:first-child')].some(
        (cell) => cell.scrollWidth > cell.clientWidth,
      ),
  )
  t.ok((await widthOf()) > before)
})

t.test('the menu of a column that leaves sight is closed, and stays so', async (t) => {
  const columns = Array.from({ length: 40 }, (_, index) => `receipt AS "c${index}"`)
  await run(`SELECT ${columns.join(', ')} FROM ${name} LIMIT 50`)
  const menu = page.getByRole('menuitem', { name: 'Fit the width' })
  await page.getByRole('button', { name: 'Column c1', exact: true }).click()
  await menu.waitFor()
  await result.evaluate((grid) => grid.scrollTo(2500, 0))
  await menu.waitFor({ state: 'detached' })
  await page.waitForFunction(() => document.activeElement?.getAttribute('role') === 'grid')
  await result.evaluate((grid) => grid.scrollTo(0, 0))
  await page.getByRole('button', { name: 'Column c1', exact: true }).waitFor()
  await page.waitForTimeout(300)
  t.equal(await menu.count(), 0)
})

t.test('a double click opens the row below it, and nothing beside rows', async (t) => {
  const flat = await openFlat()
  await flat.getByRole('row').nth(4).getByRole('gridcell').first().click()
  const grip = flat.getByRole('columnheader').first()
  const edge = await grip.boundingBox()
  await page.mouse.dblclick((edge?.x ?? 0) + (edge?.width ?? 0) - 1, (edge?.y ?? 0) + 10)
  await flat.getByRole('row').nth(1).getByText('Total').dblclick()
  const row = await flat.getByRole('row').nth(4).boundingBox()
  await page.mouse.dblclick((row?.x ?? 0) + (row?.width ?? 0) - 4, (row?.y ?? 0) + 10)
  await page.waitForTimeout(300)
  t.notOk(isFiltered(), 'neither a width, nor the total, nor what is beside the cells')

  const second = flat.getByRole('row').nth(6).getByRole('gridcell')
  const wanted = await second.allTextContents()
  await second.first().dblclick()
  await page.waitForURL(/[?&]is\./)
  const asked = new URL(page.url()).searchParams
  t.same([asked.get('is.branch'), asked.get('is.product'), asked.get('is.channel')], wanted.slice(0, 3))

  await quiet()
  await page.waitForFunction(() => document.querySelectorAll('[role="grid"] tbody tr').length === 1)
  await keepInClipboard('kept')
  await page.keyboard.press('Control+c')
  t.equal(await clipboard(), wanted[0], 'of fewer rows the last is in front')
  t.equal(await flat.locator(`[id="${await flat.getAttribute('aria-activedescendant')}"]`).textContent(), wanted[0])
})

t.test('the ring of the focus lies above the cells', async (t) => {
  const flat = await openFlat()
  await page.keyboard.press('Tab')
  await flat.focus()
  await page.keyboard.press('ArrowDown')
  const ring = await flat.evaluate((grid) => {
    const { borderTopWidth, zIndex, content } = getComputedStyle(grid.parentElement as Element, '::after')
    return { borderTopWidth, content, above: Number(zIndex) > 3 }
  })
  t.same(ring, { borderTopWidth: '2px', content: '""', above: true })
})

t.test('no script failed', async (t) => {
  t.same(complaints, [])
})
