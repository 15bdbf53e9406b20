import { ProductError } from '@nemeton/contract'
import t from 'tap'
import { parseAddress, printAddress } from '../src/sql/address.ts'
import { completionsAt } from '../src/sql/complete.ts'
import { offsetsOf, placeOfError, shortReason } from '../src/sql/error-place.ts'
import { createRecordCutter, guardCsv } from '../src/sql/export.ts'
import { type HistoryEntry, readHistory, searchHistory, withEntry, writeHistory } from '../src/sql/history.ts'
import { createLineCutter, parseLine } from '../src/sql/lines.ts'
import { createKinds } from '../src/sql/result.ts'
import { chartOf } from '../src/sql/result-chart.ts'
import { quoteName } from '../src/sql/words.ts'

t.test('the address holds the statement and the limit', async (t) => {
  const asked = { statement: 'SELECT 1 + 1 -- "ä" & ?\nFROM x', rowLimit: 1000 } as const
  t.same(parseAddress(new URLSearchParams(printAddress(asked) ?? '')), asked)
  t.equal(printAddress({ statement: 'SELECT 1', rowLimit: 10_000 }), 'q=SELECT+1', 'the usual limit is left out')
  t.equal(printAddress({ statement: '', rowLimit: 10_000 }), '')
  t.equal(printAddress({ statement: 'x'.repeat(20_000), rowLimit: 10_000 }), null, 'too long for a link')
  t.equal(parseAddress(new URLSearchParams('rows=7')).rowLimit, 10_000, 'an unknown limit is the usual one')
})

t.test('no digit of a long is lost', async (t) => {
  t.same(parseLine('[1,"a",9007199254740993,-9223372036854775808,1.5,null]'), [
    1,
    'a',
    '9007199254740993',
    '-9223372036854775808',
    1.5,
    null,
  ])
  t.same(parseLine('["1,9007199254740993,2","\\"9007199254740993"]'), ['1,9007199254740993,2', '"9007199254740993'])
  t.same(parseLine('[9007199254740991,1234567890123456.5]'), [9007199254740991, 1234567890123456.5])
})

t.test('lines are whole, however the stream was cut', async (t) => {
  const text = '["a"]\n[1]\n[2]\n\n'
  for (let size = 1; size <= text.length; size += 1) {
    const cutter = createLineCutter()
    const lines: string[] = []
    for (let at = 0; at < text.length; at += size) lines.push(...cutter.push(text.slice(at, at + size)))
    t.same(lines, ['["a"]', '[1]', '[2]', ''], `in pieces of ${size}`)
  }
})

function kindsOf(rows: readonly (readonly (string | number | null)[])[]) {
  const kinds = createKinds()
  for (const row of rows) kinds.add([...row])
  return [...(rows[0]?.keys() ?? [])].map(kinds.of)
}

t.test('what a column holds is told by its values', async (t) => {
  const rows = [
    ['2024-01-01T00:00:00.000Z', 1, 'x', null, 1, '9007199254740993'],
    [null, 2.5, '2', null, 'a', 5],
  ]
  t.same(kindsOf(rows), ['time', 'number', 'text', 'text', 'text', 'number'])
  t.same(kindsOf([...rows, ['soon', null, null, null, null, 'x']]), ['text', 'number', 'text', 'text', 'text', 'text'])
})

const refusal = (line: string, column: string, end = '') =>
  new ProductError('druid_rejected', `Druid refused: Column 'foo' not found (line [${line}], column [${column}])`, {
    details: {
      status: 400,
      druid: `{"errorMessage":"x","context":{"sourceType":"sql","line":"${line}","column":"${column}"${end}}}`,
    },
  })

t.test('the place of an error is where Druid says', async (t) => {
  t.same(placeOfError(refusal('2', '8', ',"endLine":"2","endColumn":"10"')), {
    line: 2,
    column: 8,
    endLine: 2,
    endColumn: 10,
  })
  t.same(placeOfError(refusal('2', '8')), { line: 2, column: 8, endLine: 2, endColumn: 8 })
  t.equal(placeOfError(new ProductError('druid_timeout', 'Druid ran out of time')), null)
  t.equal(placeOfError(new Error('(line [1], column [2])')), null, 'not of Druid')
  const text = 'SELECT 1,\n  foo\nFROM x'
  const { from, to } = offsetsOf(text, { line: 2, column: 3, endLine: 2, endColumn: 5 })
  t.equal(text.slice(from, to), 'foo')
  t.same(offsetsOf(text, { line: 9, column: 9, endLine: 9, endColumn: 9 }), { from: text.length, to: text.length })
})

t.test('a reason is as long as a person reads', async (t) => {
  t.equal(
    shortReason('Received an unexpected token [+ FROM] (line [1], column [10]), acceptable options: [<EOF>, "]"]'),
    'Received an unexpected token [+ FROM] in line 1, column 10',
  )
})

const table = (name: string, ...columns: string[]) => ({
  name,
  written: name.includes('.') ? name : quoteName(name),
  columns: columns.map((column) => ({ name: column, type: 'string' })),
})
const schema = {
  tables: [table('sales', 'branch', 'amount due'), table('other one', 'thing'), table('sys.segments', 'size')],
  functions: [{ name: 'TIME_FLOOR', isAggregator: false, signatures: 'TIME_FLOOR(t, p)' }],
}
/** The statement with the caret as |. */
const inserted = (marked: string) => {
  const at = marked.indexOf('|')
  return completionsAt(marked.replace('|', ''), at, schema)
    .offers.toSorted((one, other) => other.rank - one.rank)
    .map(({ insert }) => insert)
}

t.test('completion knows where it is', async (t) => {
  t.same(inserted('SELECT * FROM |'), ['sales', '"other one"', 'sys.segments'], 'only tables after FROM')
  t.same(inserted('SELECT | FROM sales').slice(0, 2), ['branch', '"amount due"'], 'columns of the table come first')
  t.ok(inserted('SELECT TIME|').includes('TIME_FLOOR('))
  t.same(inserted('SELECT s.| FROM sales AS s'), ['branch', '"amount due"'], 'an alias')
  t.same(inserted('SELECT "other one".| FROM "other one"'), ['thing'])
  t.same(inserted('SELECT * FROM sys.|'), ['segments'])
  t.same(inserted("SELECT 'text |"), [], 'nothing inside a text')
  t.same(inserted('SELECT 1 -- a remark |'), [], 'nothing inside a comment')
  t.ok(inserted("SELECT 'it''s', |").includes('SELECT'), 'a doubled quote ends no text')
})

t.test('names are quoted where SQL asks it', async (t) => {
  t.same(['branch', 'Count', 'two words', 'a"b', '__time'].map(quoteName), [
    'branch',
    '"Count"',
    '"two words"',
    '"a""b"',
    '__time',
  ])
})

t.test('an exported text is no formula', async (t) => {
  t.equal(guardCsv('a,b\n=1+1,-5\n'), "a,b\n'=1+1,-5\n")
  t.equal(guardCsv('"=SUM(1,2)","say ""=x"""\n'), '"\'=SUM(1,2)","say ""=x"""\n')
  t.equal(guardCsv('@x,+1.5e3,-,,"-a\nb"\n'), "'@x,+1.5e3,'-,,\"'-a\nb\"\n")
})

t.test('records are whole, however the stream was cut', async (t) => {
  const text = 'a,b\n"x\ny",1\n"q""\n",2\n\n'
  for (let size = 1; size <= text.length; size += 1) {
    const cutter = createRecordCutter()
    const pieces: string[] = []
    for (let at = 0; at < text.length; at += size) pieces.push(cutter.push(text.slice(at, at + size)))
    t.equal(pieces.join(''), text, `in pieces of ${size}`)
    const whole = pieces.filter((piece) => piece !== '')
    t.ok(whole.every((piece) => (piece.split('"').length - 1) % 2 === 0 && piece.endsWith('\n')))
    t.equal(cutter.rest(), '')
  }
})

const entry = (statement: string): HistoryEntry => ({
  id: statement,
  statement,
  at: 1,
  outcome: 'done',
  rows: 2,
  elapsedMs: 3,
})

t.test('the history keeps a hundred statements, the latest run of each, never rows', async (t) => {
  const many = Array.from({ length: 130 }, (_, index) => entry(`SELECT ${index}`))
  const kept = many.reduce<readonly HistoryEntry[]>(withEntry, [])
  t.equal(kept.length, 100)
  t.equal(kept[0]?.statement, 'SELECT 129')
  const again = withEntry(kept, entry('SELECT 50'))
  t.equal(again[0]?.statement, 'SELECT 50')
  t.equal(again.filter(({ statement }) => statement === 'SELECT 50').length, 1)
  t.equal(withEntry([], entry('x'.repeat(50_000))).length, 0, 'a very long statement is not kept')
  t.same(
    searchHistory(kept, '12 select')
      .map(({ statement }) => statement)
      .toSorted(),
    [
      'SELECT 112',
      'SELECT 120',
      'SELECT 121',
      'SELECT 122',
      'SELECT 123',
      'SELECT 124',
      'SELECT 125',
      'SELECT 126',
      'SELECT 127',
      'SELECT 128',
      'SELECT 129',
    ],
  )
})

t.test('a history that is broken, or not ours, is none', async (t) => {
  for (const text of [null, '', '{', '5', '[1,null,{"statement":"x"}]'])
    t.same(readHistory({ getItem: () => text }), [], String(text))
  t.equal(readHistory({ getItem: () => JSON.stringify([entry('SELECT 1'), 7]) }).length, 1)
})

t.test('a browser that is out of room keeps the newest', async (t) => {
  let kept = ''
  const storage = {
    setItem: (_: string, text: string) => {
      if (text.length > 300) throw new Error('quota')
      kept = text
    },
  }
  writeHistory(
    storage,
    Array.from({ length: 20 }, (_, index) => entry(`SELECT ${index}`)),
  )
  t.match(JSON.parse(kept), [{ statement: 'SELECT 0' }])
})

const result = (names: string[], rows: (string | number | null)[][]) => ({
  columns: names.map((name, index) => ({ name, kind: kindsOf(rows)[index] ?? 'text' })),
  rows,
  cut: null,
})

t.test('a result is drawn where it has a shape that can be', async (t) => {
  const months = ['2024-01-01T00:00:00.000Z', '2024-03-01T00:00:00.000Z', '2024-02-01T00:00:00.000Z']
  const overTime = chartOf(
    result(
      ['m', 'n'],
      months.map((month, index) => [month, index]),
    ),
  )
  t.match(overTime, { kind: 'time', bucket: 'P1M', names: ['n'] })
  t.same(overTime.kind === 'time' && overTime.points.map(({ values }) => values[0]), [0, 2, 1], 'in the order of time')
  t.match(
    chartOf(
      result(
        ['b', 'n'],
        [
          ['x', 1],
          ['y', -2],
        ],
      ),
    ),
    {
      kind: 'bars',
      bars: [
        { name: 'x', value: 1 },
        { name: 'y', value: -2 },
      ],
    },
  )
  t.match(chartOf(result(['b'], [['x']])), { kind: 'none', why: /numbers/ })
  t.match(chartOf(result(['b', 'c', 'n'], [['x', 'y', 1]])), { kind: 'none', why: /one column/ })
  t.match(
    chartOf(
      result(
        ['m', 'n'],
        [
          [months[0] ?? '', 1],
          [months[0] ?? '', 2],
        ],
      ),
    ),
    { kind: 'none', why: /one row/ },
  )
  t.match(chartOf(result(['b', 'n'], [])), { kind: 'none' })
})
