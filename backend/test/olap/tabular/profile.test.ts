import iconv from 'iconv-lite'
import t from 'tap'
import { encodingOf } from '../../../src/olap/tabular/encoding.ts'
import { contentOf } from '../../../src/olap/tabular/format.ts'
import { compileJoda, parseJoda } from '../../../src/olap/tabular/joda.ts'
import { jsonFault } from '../../../src/olap/tabular/json-fault.ts'
import { druidNames, headerNames } from '../../../src/olap/tabular/names.ts'
import { obstaclesOf } from '../../../src/olap/tabular/obstacles.ts'
import { type FileFacts, profileOf } from '../../../src/olap/tabular/profile.ts'
import { roleOf } from '../../../src/olap/tabular/roles.ts'
import { sampleFacts } from '../../../src/olap/tabular/sample-facts.ts'
import { chooseTime, type TimeFacts } from '../../../src/olap/tabular/time-column.ts'

const day = 86_400_000
const begin = Date.UTC(2024, 0, 1)
const time = (column: string, more: Partial<TimeFacts> = {}): TimeFacts => ({
  column,
  format: 'yyyy-MM-dd',
  rows: 100,
  parsed: 100,
  distinct: 90,
  min: begin,
  max: begin + 90 * day,
  ambiguous: false,
  ...more,
})

t.test('chooses the primary time by rate, name and spread, and ranks the others', (t) => {
  const cases: [TimeFacts[], string | null][] = [
    [[], null],
    [[time('when', { parsed: 20 })], null],
    [[time('birth_date'), time('order_date')], 'order_date'],
    [[time('updated_at'), time('created_at')], 'created_at'],
    [[time('a'), time('b')], 'a'],
    [[time('loaded_at', { distinct: 1 }), time('sold', {})], 'sold'],
    [[time('start', { parsed: 60 }), time('other')], 'other'],
    [[time('year', { format: 'yyyy' }), time('date')], 'date'],
  ]
  for (const [facts, wanted] of cases)
    t.equal(chooseTime(facts)?.column ?? null, wanted, facts.map((one) => one.column).join(' '))
  t.same(
    chooseTime([time('birth_date'), time('order_date')])?.candidates.map((candidate) => candidate.column),
    ['order_date', 'birth_date'],
  )
  t.match(chooseTime([time('d', { ambiguous: true })]), { ambiguous: true, confidence: 0.5 })
  t.end()
})

t.test('tells what is summed from what is not, with a reason', (t) => {
  const role = (name: string, type: 'string' | 'long' | 'double' | 'boolean', more = {}) =>
    roleOf({ name, type, rows: 100, values: 100, distinct: 50, min: 0, max: 1_000_000, ...more })
  for (const name of ['customer_id', 'orderId', 'zip', 'product_code', 'phone', 'year', 'store', 'Rank'])
    t.equal(role(name, 'long').role, 'dimension', name)
  for (const name of ['latitude', 'lon']) t.equal(role(name, 'double').role, 'dimension', name)
  for (const name of ['amount', 'quantity', 'Cost Total $', 'paid'])
    t.match(role(name, 'long'), { role: 'measure', reason: /summed/ }, name)
  for (const name of ['price', 'unit_price', 'discount_pct', 'age', 'IMDB Rating'])
    t.match(role(name, 'double'), { role: 'measure', reason: /averaged rather than summed/ }, name)
  t.equal(role('n', 'long', { distinct: 100, min: 1, max: 100 }).role, 'dimension', 'one by one')
  for (const type of ['string', 'boolean'] as const) t.equal(role('x', type).role, 'dimension')
  t.end()
})

t.test('names columns for Druid', (t) => {
  t.same(druidNames(['a', 'A', ' a ', '', '__time', 'time', 'x\ny']), [
    'a',
    'A_2',
    'a_3',
    'column_4',
    'time',
    'time_2',
    'x y',
  ])
  t.same(
    headerNames(
      [
        ['2023', null, '2024', null],
        ['units', 'value', 'units', 'value'],
      ],
      4,
    ),
    ['2023 units', '2023 value', '2024 units', '2024 value'],
  )
  t.same(headerNames([], 2), ['column_1', 'column_2'])
  t.end()
})

t.test('understands Joda patterns', (t) => {
  const cases: [string, string, string | null][] = [
    ['yyyy-MM-dd', '2024-02-29', '2024-02-29T00:00:00.000Z'],
    ['yyyy-MM-dd', '2023-02-29', null],
    ["yyyy-MM-dd'T'HH:mm:ss.SSSZZ", '2024-01-01T00:30:00.5+02:00', '2023-12-31T22:30:00.500Z'],
    ['M/d/yy h:mm a', '1/2/24 12:05 AM', '2024-01-02T00:05:00.000Z'],
    ['d MMM yyyy', '3 oct 1999', '1999-10-03T00:00:00.000Z'],
    ['HH:mm', '25:00', null],
  ]
  for (const [pattern, text, wanted] of cases) {
    const compiled = compileJoda(pattern)
    const ms = compiled === null ? null : parseJoda(compiled, text)
    t.equal(ms === null ? null : new Date(ms).toISOString(), wanted, `${pattern} ${text}`)
  }
  t.equal(compileJoda('QQQ'), null)
  t.end()
})

t.test('finds where JSON breaks', (t) => {
  const cases: [string, number | null, boolean?][] = [
    ['{"a":[1,2,{"b":null}],"c":"x\\u00e9"}', null],
    ['{"a":1} {"b":2}', null],
    ['{"a":1,"b":}', 11],
    ['[1 2]', 3],
    ['{"a" 1}', 5],
    ['{"a":1', 6, true],
    ['{"a":"x', 7, true],
    ['{"a":tru}', 5],
  ]
  for (const [text, position, cut] of cases) {
    const fault = jsonFault(text)
    t.equal(fault?.position ?? null, position, text)
    if (cut !== undefined) t.equal(fault?.cut, cut, text)
  }
  t.end()
})

t.test('tells encodings and formats by content', (t) => {
  const decode = (bytes: Uint8Array, encoding: string): string =>
    iconv.decode(Buffer.from(bytes), encoding === 'us-ascii' ? 'utf-8' : encoding)
  const kind = (text: string | Uint8Array) => {
    const content = contentOf(Buffer.from(text as string), true, decode)
    return content.kind === 'text' ? content.format : content.kind
  }
  const cases: [string | Uint8Array, string][] = [
    ['a,b\n', 'csv'],
    ['{"a":1}\n', 'ndjson'],
    ['[{"a":1}]', 'json'],
    ['[\n{"a":1}]', 'json'],
    ['{\n"a":1}', 'json'],
    ['{% load x %}a,b\n', 'csv'],
    ['[x],y\n1,2\n', 'csv'],
    ['PAR1', 'parquet'],
    ['PK\u0003\u0004', 'xlsx'],
    ['%PDF', 'unknown'],
    ['', 'empty'],
    [Buffer.from([1, 2, 3, 0, 200, 7]), 'unknown'],
  ]
  for (const [text, wanted] of cases) t.equal(kind(text), wanted, String(text))
  for (const name of ['utf-16le', 'utf-16be']) t.equal(encodingOf(iconv.encode('a,b\n1,2\nc,d\n', name)).name, name)
  t.equal(encodingOf(Buffer.from('abcé').subarray(0, 4), false).name, 'utf-8', 'a letter cut at the end of a sample')
  t.end()
})

const factsOf = (names: string[], rows: (string | null)[][]): FileFacts => ({
  format: 'csv',
  compression: 'none',
  dialect: {
    delimiter: ',',
    quote: null,
    escape: null,
    headerRows: 1,
    preambleRows: 0,
    lineEnding: '\n',
    decimalSeparator: '.',
  },
  encoding: 'utf-8',
  rows: rows.length,
  ragged: 0,
  columns: sampleFacts(names, rows, '.'),
  warnings: [],
})
const flags = { bom: false, nested: false, quotes: false }

t.test('has no obstacle for what Druid reads exactly, and names each where there is one', (t) => {
  const clean = factsOf(
    ['at', 'city', 'n'],
    [
      ['2024-01-01', 'a', '1'],
      ['2024-01-02', 'b', null],
    ],
  )
  const profile = profileOf(clean)
  t.same(obstaclesOf(clean, profile, flags), [])
  t.match(profile, {
    rows: 2,
    time: { column: 'at' },
    columns: [{ role: 'time' }, { role: 'dimension' }, { role: 'measure', nulls: 1, sum: 1, mean: 1 }],
  })
  const withDialect = (change: object): FileFacts => ({
    ...clean,
    dialect: { ...(clean.dialect as NonNullable<FileFacts['dialect']>), ...change },
  })
  const cases: [string, FileFacts, Partial<typeof flags>][] = [
    ['mark', clean, { bom: true }],
    ['encoding', { ...clean, encoding: 'windows-1252' }, {}],
    ['preamble', withDialect({ preambleRows: 2 }), {}],
    ['two headers', withDialect({ headerRows: 2 }), {}],
    ['single quotes', withDialect({ quote: "'" }), { quotes: true }],
    ['backslash', withDialect({ quote: '"', escape: '\\' }), { quotes: true }],
    ['quoted tabs', withDialect({ delimiter: '\t', quote: '"' }), { quotes: true }],
    ['long delimiter', withDialect({ delimiter: '||' }), {}],
    ['CR', withDialect({ lineEnding: '\r' }), {}],
    ['ragged', { ...clean, ragged: 1 }, {}],
    ['JSON list', { ...clean, format: 'json', dialect: null }, {}],
    [
      'boolean',
      factsOf(
        ['at', 'ok'],
        [
          ['2024-01-01', 'true'],
          ['2024-01-02', 'false'],
        ],
      ),
      {},
    ],
    [
      'second time',
      factsOf(
        ['at', 'due'],
        [
          ['2024-01-01', '2024-01-01'],
          ['2024-01-02', '2024-01-03'],
        ],
      ),
      {},
    ],
    [
      'tokens',
      factsOf(
        ['at', 'n'],
        [
          ['2024-01-01', '1'],
          ['2024-01-02', 'NA'],
        ],
      ),
      {},
    ],
    [
      'thousands',
      factsOf(
        ['at', 'n'],
        [
          ['2024-01-01', '1,234'],
          ['2024-01-02', '2'],
        ],
      ),
      {},
    ],
    [
      'names',
      factsOf(
        ['at', 'n', 'N'],
        [
          ['2024-01-01', '1', '2'],
          ['2024-01-02', '2', '3'],
        ],
      ),
      {},
    ],
    [
      'line breaks',
      factsOf(
        ['at', 's'],
        [
          ['2024-01-01', 'a\nb'],
          ['2024-01-02', 'c'],
        ],
      ),
      {},
    ],
    [
      'no time in a row',
      factsOf(
        ['at', 'n'],
        [
          ['2024-01-01', '1'],
          ['2024-01-03', '1'],
          [null, '2'],
        ],
      ),
      {},
    ],
    [
      'quarters',
      factsOf(
        ['at', 'n'],
        [
          ['2024-Q1', '1'],
          ['2024-Q2', '2'],
        ],
      ),
      {},
    ],
    [
      'month names',
      factsOf(
        ['at', 'n'],
        [
          ['Jan 1 2024', '1'],
          ['Feb 2 2024', '2'],
        ],
      ),
      {},
    ],
  ]
  for (const [name, facts, flag] of cases)
    t.ok(obstaclesOf(facts, profileOf(facts), { ...flags, ...flag }).length > 0, name)
  const tsv = withDialect({ delimiter: '\t' })
  t.same(obstaclesOf(tsv, profileOf(tsv), flags), [], 'tabs without quotes are read as they are')
  t.end()
})
