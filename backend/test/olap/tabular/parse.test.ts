import fc from 'fast-check'
import t from 'tap'
import { createParser, parseText, type Splitting } from '../../../src/olap/tabular/parse.ts'
import { type Way, writeTable } from './made-tables.ts'

const usual: Splitting = { delimiter: ',', quote: '"', escape: '"', lineEnding: '\n' }
const cells = (text: string, how: Partial<Splitting> = {}) =>
  parseText(text, { ...usual, ...how }).map((row) => row.cells)

t.test('splits text into cells', (t) => {
  const cases: [string, Partial<Splitting>, (string | null)[][]][] = [
    [
      'a,b\n1,2\n',
      {},
      [
        ['a', 'b'],
        ['1', '2'],
      ],
    ],
    [
      'a,b\r\n1,2',
      {},
      [
        ['a', 'b'],
        ['1', '2'],
      ],
    ],
    ['a\rb\r', { lineEnding: '\r' }, [['a'], ['b']]],
    ['1,,""\n', {}, [['1', null, '']]],
    ['"a ""b"", c","d\ne"\n', {}, [['a "b", c', 'd\ne']]],
    ['"a \\"b\\"",c\\,d\n', { escape: '\\' }, [['a "b"', 'c,d']]],
    ["'it''s',x\n", { quote: "'", escape: "'" }, [["it's", 'x']]],
    ['say "x",y\n', {}, [['say "x"', 'y']]],
    ['a, "b, c"\n', {}, [['a', 'b, c']]],
    [
      '\n\n1,2\n  \n3,4\n',
      {},
      [
        ['1', '2'],
        ['3', '4'],
      ],
    ],
    ['  a   b "c d" \n', { delimiter: ' ' }, [['a', 'b', 'c d']]],
    ['a||b|c||d\n', { delimiter: '||' }, [['a', 'b|c', 'd']]],
    ['"a"b,c\n', {}, [['ab', 'c']]],
  ]
  for (const [text, how, wanted] of cases) t.same(cells(text, how), wanted, JSON.stringify(text))
  t.end()
})

t.test('knows where each row stands, also after cells with line breaks', (t) => {
  const rows = parseText('a,b\n1,"x\ny"\n\n2,z\n', usual)
  t.same(
    rows.map(({ line, start, length }) => [line, start, length]),
    [
      [1, 0, 4],
      [2, 4, 8],
      [5, 13, 4],
    ].map(([line, start, length]) => [line, start, (length as number) - 1]),
  )
  t.end()
})

t.test('reports an unclosed quote on its own line and reads on', (t) => {
  const rows = parseText('a,b\n1,"never\n2,"x"\n3,y\n', usual)
  t.same(
    rows.map((row) => [row.line, row.flaw, row.cells.length]),
    [
      [1, null, 2],
      [2, 'unclosed quote', 1],
      [3, null, 2],
      [4, null, 2],
    ],
  )
  t.end()
})

t.test('gives up a row that is too long without holding it all', (t) => {
  const seen: [number, string | null][] = []
  const parser = createParser(usual, (row) => seen.push([row.line, row.flaw]), 1_000)
  for (const piece of ['a,b\n', 'x'.repeat(900), 'x'.repeat(900), 'x'.repeat(900), ',1\n', '2,3\n']) parser.push(piece)
  parser.end()
  t.same(seen, [
    [1, null],
    [2, 'too long'],
    [3, null],
  ])
  t.end()
})

const cell = fc.option(
  fc.string({
    unit: fc.constantFrom('a', 'b', ' ', ',', ';', '\t', '|', '"', "'", '\n', '1', 'é', '.', '^', ':'),
    maxLength: 8,
  }),
  { nil: null },
)
const way: fc.Arbitrary<Way> = fc
  .record({
    delimiter: fc.constantFrom(',', ';', '\t', '|', ':', '^', '~', '||', '::', ' '),
    quoting: fc.constantFrom({ quote: '"', escape: '"' }, { quote: "'", escape: "'" }, { quote: '"', escape: '\\' }),
    lineEnding: fc.constantFrom('\n' as const, '\r\n' as const, '\r' as const),
  })
  .map(({ delimiter, quoting, lineEnding }) => ({ delimiter, ...quoting, lineEnding }))

t.test('reads back every table from every dialect, in whatever pieces it comes', (t) => {
  const tables = fc
    .integer({ min: 2, max: 6 })
    .chain((width) => fc.array(fc.array(cell, { minLength: width, maxLength: width }), { minLength: 1, maxLength: 12 }))
  fc.assert(
    fc.property(tables, way, fc.integer({ min: 1, max: 40 }), (rows, how, size) => {
      const text = writeTable(rows, how, true)
      const read: (string | null)[][] = []
      const parser = createParser(how, (row) => read.push(row.cells))
      for (let at = 0; at < text.length; at += size) parser.push(text.slice(at, at + size))
      parser.end()
      const wanted = how.delimiter === ' ' ? rows.map((row) => row.map((one) => one ?? '')) : rows
      t.same(read, wanted) || fc.pre(true)
      return JSON.stringify(read) === JSON.stringify(wanted)
    }),
    { numRuns: 400, seed: 42 },
  )
  t.end()
})
