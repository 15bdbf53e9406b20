import * as workbooks from '@e965/xlsx'
import t from 'tap'
import { openBench } from './tabular-files.ts'

const bench = await openBench()
t.teardown(() => bench.close())

type Values = readonly (readonly (string | number | boolean | null)[])[]

const sheetOf = (values: Values, merges: readonly string[] = []) => {
  const sheet = workbooks.utils.aoa_to_sheet(values as unknown[][])
  sheet['!merges'] = merges.map((range) => workbooks.utils.decode_range(range))
  return sheet
}
const bookOf = (sheets: Readonly<Record<string, workbooks.WorkSheet>>) => {
  const book = workbooks.utils.book_new()
  for (const [name, sheet] of Object.entries(sheets)) workbooks.utils.book_append_sheet(book, sheet, name)
  return book
}
const bytesOf = (book: workbooks.WorkBook, bookType: workbooks.BookType): Uint8Array =>
  workbooks.write(book, { type: 'buffer', bookType })
/** Today's, that of Excel 97 and that of Excel 95. */
const kinds = ['xlsx', 'biff8', 'biff5'] as const

const read = async (bytes: Uint8Array, sheet?: string) => {
  const file = { ...(await bench.spooled('book.xlsx', bytes)), ...(sheet === undefined ? {} : { sheet }) }
  await bench.tabular.inspect(file)
  const { profile } = await bench.tabular.profile(file)
  const table = await bench.tabular.preview(file, profile, 100)
  return { profile, rows: table.rows, warnings: profile.warnings.map(({ code }) => code) }
}

const two = bookOf({
  Notes: sheetOf([]),
  January: sheetOf([
    ['day', 'n'],
    ['2024-01-01', 1],
    ['2024-01-02', 2],
  ]),
  'Februar 2': sheetOf([
    ['day', 'shop', 'm'],
    ['2024-02-01', 'a', 10],
  ]),
})

for (const kind of kinds)
  t.test(`reads the sheet that is asked for, ${kind}`, async (t) => {
    const bytes = bytesOf(two, kind)
    const first = await read(bytes)
    t.match(first.profile, { sheet: 'January', sheets: ['Notes', 'January', 'Februar 2'], rows: 2 })
    t.same(first.warnings, ['sheets'])
    const other = await read(bytes, 'Februar 2')
    t.match(other.profile, { sheet: 'Februar 2', rows: 1 })
    t.same(
      other.profile.columns.map(({ name }) => name),
      ['day', 'shop', 'm'],
    )
    t.same(other.warnings, [], 'who chose knows')
    t.equal(other.rows[0]?.[2], 10)
  })

t.test('refuses a sheet that is not there, one without rows, and any of a file that is no workbook', async (t) => {
  const bytes = bytesOf(two, 'xlsx')
  await t.rejects(read(bytes, 'March'), {
    code: 'invalid_request',
    message: /"March".*"Notes", "January", "Februar 2"/,
  })
  await t.rejects(read(bytes, 'Notes'), { code: 'no_rows', message: /"Notes"/ })
  await t.rejects(read(Buffer.from('a,b\n1,2\n'), 'Notes'), { code: 'invalid_request', message: /no workbook/ })
})

t.test('one copy of a sheet is not pulled away under another reader', async (t) => {
  const rows = Array.from({ length: 3000 }, (_, n) => [`2024-01-01T00:00:${String(n % 60).padStart(2, '0')}Z`, n])
  const file = await bench.spooled('book.xlsx', bytesOf(bookOf({ A: sheetOf([['at', 'n'], ...rows]) }), 'xlsx'))
  const { profile } = await bench.tabular.profile(file)
  const found = await Promise.all([
    bench.tabular.profile(file),
    ...Array.from({ length: 4 }, () => bench.tabular.preview(file, profile, 5000)),
  ])
  t.equal(found[0].profile.rows, 3000)
  for (const table of found.slice(1)) t.equal((table as { rows: readonly unknown[] }).rows.length, 3000)
})

const body: Values = [
  ['day', 'n'],
  ['2024-01-01', 1],
  ['2024-01-02', 2],
  ['2024-01-03', 3],
]
const titled: readonly [what: string, values: Values, merges: readonly string[], names: readonly string[]][] = [
  ['one title over two columns', [['Report', null], ...body], ['A1:B1'], ['day', 'n']],
  ['two titles and a gap', [['Report', null], ['of 2024', null], [], ...body], ['A1:B1', 'A2:B2'], ['day', 'n']],
  ['a title over three rows', [['Report', null], [], [], ...body], ['A1:B3'], ['day', 'n']],
  [
    'a title over groups of columns',
    [
      ['Report', null, null],
      ['', 'Sales', null],
      ['day', 'n', 'amount'],
      ['2024-01-01', 1, 2.5],
      ['2024-01-02', 2, 3.5],
      ['2024-01-03', 2, 3.5],
    ],
    ['A1:C1', 'B2:C2'],
    ['day', 'Sales n', 'Sales amount'],
  ],
  [
    'names over two rows beside groups',
    [
      ['day', 'Sales', null],
      [null, 'n', 'amount'],
      ['2024-01-01', 1, 2.5],
      ['2024-01-02', 2, 3.5],
      ['2024-01-03', 2, 3.5],
    ],
    ['A1:A2', 'B1:C1'],
    ['day', 'Sales n', 'Sales amount'],
  ],
]
for (const [what, values, merges, names] of titled)
  for (const kind of ['xlsx', 'biff8'] as const)
    t.test(`reads past ${what}, ${kind}`, async (t) => {
      const { profile } = await read(bytesOf(bookOf({ A: sheetOf(values, merges) }), kind))
      t.same(
        profile.columns.map(({ name }) => name),
        names,
      )
      t.equal(profile.time?.column, 'day')
      t.equal(profile.columns[1]?.type, 'long')
    })

t.test('a cell merged over rows stands in each of them', async (t) => {
  const sheet = sheetOf(
    [
      ['region', 'day', 'n'],
      ['North', '2024-01-01', 1],
      [null, '2024-01-02', 2],
      ['South', '2024-01-01', 3],
    ],
    ['A2:A3'],
  )
  const { profile, rows, warnings } = await read(bytesOf(bookOf({ A: sheet }), 'xlsx'))
  t.same(
    rows.map((row) => row[0]),
    ['North', 'North', 'South'],
  )
  t.same(warnings, ['merged'])
  t.equal(profile.columns[0]?.nulls, 0)
})

t.test('takes the values of formulas, and says where there are none', async (t) => {
  const sheet = sheetOf([...body, ['2024-01-04', null]])
  sheet.B3 = { t: 'n', v: 20, f: 'B2*20' }
  sheet.B5 = { t: 'n', f: 'SUM(B2:B4)' }
  const { profile, warnings } = await read(bytesOf(bookOf({ A: sheet }), 'xlsx'))
  t.match(profile.columns[1], { type: 'long', sum: 24, nulls: 1 })
  t.same(warnings, ['formulas'])
  t.match(profile.warnings[0]?.message, /^1 formulas? /)
})

for (const kind of kinds)
  t.test(`reads days and moments of date cells, in both calendars, ${kind}`, async (t) => {
    for (const date1904 of [false, true]) {
      const serial = (iso: string) => Date.parse(iso) / 86_400_000 + 25_569 - (date1904 ? 1462 : 0)
      const sheet = sheetOf(body)
      for (const [row, iso] of ['2024-01-01T00:00:00Z', '2024-01-02T13:45:30Z', '2024-02-29T23:59:59Z'].entries())
        sheet[`A${row + 2}`] = { t: 'n', v: serial(iso), z: 'yyyy\\-mm\\-dd hh:mm:ss' }
      const book = bookOf({ A: sheet })
      book.Workbook = { WBProps: { date1904 } }
      const { profile } = await read(bytesOf(book, kind))
      t.match(profile.time, {
        column: 'day',
        min: '2024-01-01T00:00:00.000Z',
        max: '2024-02-29T23:59:59.000Z',
        failed: 0,
      })
    }
  })

const below: readonly [what: string, rows: Values, kept: number][] = [
  ['a total', [['Total', 6]], 3],
  ['a gap and a total', [[], ['Total', 6]], 3],
  ['a total and a note', [['Total', 6], [], ['Source: the tills']], 3],
  ['a sentence after a gap', [[], ['Figures of the branches are not audited.', null]], 3],
  ['a row that only lacks a value', [['2024-01-04', null]], 4],
]
for (const [what, rows, kept] of below)
  t.test(`takes no footer for data: ${what}`, async (t) => {
    const { profile, warnings } = await read(bytesOf(bookOf({ A: sheetOf([...body, ...rows]) }), 'xlsx'))
    t.match(profile, { rows: kept, time: { column: 'day', failed: 0 }, columns: [{}, { type: 'long', sum: 6 }] })
    t.same(warnings, kept === 3 ? ['footer'] : [])
    if (kept === 3) t.match(profile.warnings[0], { line: /^[567]$/, message: /left out/ })
  })
