import { isDeepStrictEqual } from 'node:util'
import type { Locator } from 'playwright-core'
import t from 'tap'
import { readSales } from './sales.ts'
import { openSalesPage } from './sales-page.ts'
import { until } from './until.ts'

const sales = readSales()

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

/** A flat table of Explore's. */
async function openFlat(splits = 'split=branch&split=product&split=channel'): Promise<Locator> {
  await page.goto(`${base}/explore/${name}?v=2&${splits}&chart=flat`)
  const flat = page.getByRole('grid')
  await flat.getByRole('gridcell').first().waitFor({ timeout: 60_000 })
  await quiet()
  return flat
}

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
  const width = async (column: string) =>
    (await page.getByRole('columnheader', { name: column }).first().boundingBox())?.width ?? 0
  await run(`SELECT ${columns.join(', ')} FROM ${name} LIMIT 50`)
  const menu = page.getByRole('menuitem', { name: 'Fit the width' })
  await page.getByRole('button', { name: 'Column c1', exact: true }).click()
  await menu.waitFor()
  const away = (await width('c0')) + (await width('c1')) + 2
  await result.evaluate((grid, to) => grid.scrollTo(to, 0), away)
  await menu.waitFor({ state: 'detached' })
  await page.waitForFunction(() => document.activeElement?.closest('[role="grid"]'))
  await result.evaluate((grid) => grid.scrollTo(0, 0))
  // the one beside it opens, and no other with it
  await page.getByRole('button', { name: 'Column c2', exact: true }).click()
  await menu.first().waitFor()
  t.equal(await menu.count(), 1)
})

t.test('a double click opens the row below it, and nothing beside rows', async (t) => {
  const flat = await openFlat()
  await flat.getByRole('row').nth(4).getByRole('gridcell').first().click()
  const edge = await flat.getByRole('columnheader').first().boundingBox()
  await page.mouse.dblclick((edge?.x ?? 0) + (edge?.width ?? 0), (edge?.y ?? 0) + 10)
  await flat.getByRole('row').nth(1).getByText('Total').dblclick()
  const row = await flat.getByRole('row').nth(4).boundingBox()
  const last = await flat.getByRole('row').nth(4).getByRole('gridcell').last().boundingBox()
  const beside = (row?.x ?? 0) + (row?.width ?? 0) - 4
  t.ok(beside > (last?.x ?? 0) + (last?.width ?? 0), 'there is room beside the cells')
  await page.mouse.dblclick(beside, (row?.y ?? 0) + 10)

  const second = flat.getByRole('row').nth(6).getByRole('gridcell')
  const wanted = await second.allTextContents()
  await second.first().dblclick()
  await page.waitForURL(/[?&]is\./)
  const asked = new URL(page.url()).searchParams
  t.equal([...asked.keys()].filter((key) => key.startsWith('is.')).length, 3)
  t.same(
    [asked.get('is.branch'), asked.get('is.product'), asked.get('is.channel')],
    wanted.slice(0, 3),
    'not by a width, the total, or what is beside the cells',
  )

  await quiet()
  await page.waitForFunction(() => document.querySelectorAll('[role="grid"] tbody tr').length === 1)
  await keepInClipboard('kept')
  await page.keyboard.press('Control+c')
  t.equal(await clipboard(), wanted[0], 'of fewer rows the last is in front')
  t.equal(await flat.locator(`[id="${await flat.getAttribute('aria-activedescendant')}"]`).textContent(), wanted[0])
})

t.test('Druid sorts by the head that is pressed', async (t) => {
  const flat = await openFlat('split=branch&limit.1=50&split=channel&limit.2=50')
  const counts = new Map<string, number>()
  for (const { branch = '' } of sales) if (branch !== '') counts.set(branch, (counts.get(branch) ?? 0) + 1)
  const byRows = [...counts.keys()].toSorted((one, other) => (counts.get(other) ?? 0) - (counts.get(one) ?? 0))
  const shown = async () => {
    const first = await flat.locator('tbody td:first-child').allTextContents()
    return first.filter((branch, index) => branch !== first[index - 1] && branch !== 'no value')
  }
  const press = async (head: string, direction: string, wanted: readonly string[]) => {
    const column = flat.getByRole('columnheader', { name: head })
    t.notSame(await shown(), wanted, 'rows stand in another order yet')
    await column.getByRole('button').first().click()
    await until(`${head}, ${direction}`, async () => isDeepStrictEqual(await shown(), wanted))
    t.equal(await column.getAttribute('aria-sort'), direction)
  }
  await press('branch', 'ascending', byRows.toSorted())
  await press('Rows', 'descending', byRows)
  await press('Rows', 'ascending', byRows.toReversed())
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
