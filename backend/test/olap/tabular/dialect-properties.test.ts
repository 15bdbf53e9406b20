import fc from 'fast-check'
import t from 'tap'
import { sniff } from '../../../src/olap/tabular/dialect.ts'
import { createParser, type ParsedRow, parseText, type Splitting } from '../../../src/olap/tabular/parse.ts'
import { delimiters } from '../../../src/olap/tabular/rank.ts'
import { type Way, writeTable } from './made-tables.ts'

const seed = 20_240_229
const quotings = [
  { quote: '"', escape: '"' },
  { quote: "'", escape: "'" },
  { quote: '"', escape: '\\' },
  { quote: "'", escape: '\\' },
] as const

const none = { quote: null, escape: null } as const

const way: fc.Arbitrary<Way> = fc
  .record({
    delimiter: fc.constantFrom(...delimiters),
    quoting: fc.constantFrom(...quotings, none),
    lineEnding: fc.constantFrom('\n' as const, '\r\n' as const, '\r' as const),
  })
  .map(({ delimiter, quoting, lineEnding }) => ({ delimiter, ...quoting, lineEnding }))

const tableOf = (cell: fc.Arbitrary<string>, least: { readonly rows: number; readonly columns: number }) =>
  fc
    .integer({ min: least.columns, max: 6 })
    .chain((width) =>
      fc.array(fc.array(cell, { minLength: width, maxLength: width }), { minLength: least.rows, maxLength: 30 }),
    )

const marks = fc.string({
  unit: fc.constantFrom(...'ab1 ,;\t|"\'\\\n\ré.^:~#$@&%<>=', '\u0001', '§', '😀', '', '\u00a0'),
  maxLength: 8,
})
const anyText = fc.oneof(marks, fc.string({ unit: 'binary', maxLength: 8 }))

/** Without quotes a cell can hold neither delimiter nor line end, nor be empty. */
const sayable = (rows: readonly (readonly string[])[], how: Way): boolean =>
  how.quote !== null ||
  rows.every((row) =>
    row.every(
      (cell) => cell !== '' && !/[\r\n"']/.test(cell) && ![...how.delimiter].some((mark) => cell.includes(mark)),
    ),
  )

t.test('reads back any table of strings, given the dialect', async (t) => {
  let read = 0
  fc.assert(
    fc.property(
      tableOf(anyText, { rows: 1, columns: 2 }),
      way,
      fc.boolean(),
      fc.integer({ min: 1, max: 50 }),
      (rows, how, always, size) => {
        fc.pre(sayable(rows, how))
        const text = writeTable(rows, how, always)
        const found: ParsedRow['cells'][] = []
        const parser = createParser(how, (row) => found.push(row.cells))
        for (let at = 0; at < text.length; at += size) parser.push(text.slice(at, at + size))
        parser.end()
        read++
        return JSON.stringify(found) === JSON.stringify(rows)
      },
    ),
    { numRuns: 1_500, seed },
  )
  t.ok(read >= 1_500)
})

/** The cells when all rows are of one width of two and more, else null. */
const consistent = (text: string, how: Splitting): string | null => {
  const rows = parseText(text, how)
  const width = rows[0]?.cells.length ?? 0
  if (width < 2 || rows.some((row) => row.flaw !== null || row.cells.length !== width)) return null
  return JSON.stringify(rows.map((row) => row.cells))
}

/** No other dialect makes rows of one width and other cells of the text; that cells keep their quotes on is no other. */
const isOnlyOne = (text: string, how: Way, cells: string): boolean =>
  delimiters.every((delimiter) =>
    [...quotings, none].every((quoting) => {
      if (delimiter === how.delimiter && quoting === none) return true
      const other = consistent(text, { ...how, ...quoting, delimiter })
      return other === null || other === cells
    }),
  )

const values = fc.oneof(
  marks,
  fc.integer().map(String),
  fc.double({ noNaN: true, min: -1e6, max: 1e6 }).map((value) => value.toFixed(2)),
  fc.constantFrom('Nairobi', 'old town', "O'Brien", 'a "b" c', 'x, y; z', '2024-03-01', '10:30', 'n/a'),
)

t.test('sniffs any table of strings whose dialect is the only consistent one', async (t) => {
  let sniffed = 0
  fc.assert(
    fc.property(tableOf(values, { rows: 10, columns: 2 }), way, fc.boolean(), (rows, how, always) => {
      fc.pre(sayable(rows, how))
      const text = writeTable(rows, how, always)
      const cells = JSON.stringify(rows)
      fc.pre(consistent(text, how) === cells && isOnlyOne(text, how, cells))
      sniffed++
      const { dialect } = sniff(text)
      const read = parseText(text, dialect).map((row) => row.cells)
      return dialect.delimiter === how.delimiter && JSON.stringify(read) === cells
    }),
    { numRuns: 400, seed },
  )
  t.ok(sniffed >= 400)
})
