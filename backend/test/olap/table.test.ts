import { query } from '@nemeton/contract'
import t from 'tap'
import { compile } from '../../src/olap/compile.ts'
import { toTable } from '../../src/olap/table.ts'
import { sales } from './queries.ts'

const facts = { queryId: 'q', elapsedMs: 1, cached: false }
const ask = (input: object) =>
  compile(query.parse({ datasource: 'sales', interval: '2025-01-01/2025-05-01', ...input }), sales)
const rows = { name: 'rows', kind: 'count' }
const sum = { name: 'sum', kind: 'sum', column: 'amount' }
const least = { name: 'least', kind: 'min', column: 'amount' }
const months = { column: '__time', bucket: { granularity: 'P1M' } }

t.test('values take the types that the columns have', async (t) => {
  const raw = { columns: ['__time', 'branch', 'online', 'delivered', 'quantity', 'amount'], limit: 5 }
  const table = toTable(
    ask({ raw }),
    [
      raw.columns,
      ['TIMESTAMP', 'VARCHAR', 'BIGINT', 'TIMESTAMP', 'BIGINT', 'DOUBLE'],
      ['2025-01-01T00:00:00.000Z', 'Nairobi', 1, '2025-01-02T00:00:00.000Z', '9007199254740993', 1.5],
      ['2025-01-01T00:00:00.000Z', null, 0, null, 7, 'NaN'],
    ],
    facts,
  )
  t.same(
    table.columns.map(({ type }) => type),
    ['timestamp', 'string', 'boolean', 'timestamp', 'long', 'double'],
  )
  t.same(table.rows, [
    ['2025-01-01T00:00:00.000Z', 'Nairobi', true, '2025-01-02T00:00:00.000Z', '9007199254740993', 1.5],
    ['2025-01-01T00:00:00.000Z', null, false, null, 7, null],
  ])
  t.match(table, { complete: true, approximate: [], ...facts })
})

t.test("Druid's header says what a sum is", async (t) => {
  const table = toTable(ask({ measures: [sum] }), [['sum'], ['BIGINT'], [3]], facts)
  t.same(table.columns, [{ name: 'sum', type: 'long' }])
})

t.test('the row beyond the limit is not shown and says that there are more', async (t) => {
  const compiled = ask({ splits: [{ column: 'branch', limit: 2 }], measures: [rows] })
  const answer = (count: number) => [
    ['branch', 'rows'],
    ['VARCHAR', 'BIGINT'],
    ...['a', 'b', 'c'].slice(0, count).map((branch) => [branch, 1]),
  ]
  t.match(toTable(compiled, answer(2), facts), {
    complete: true,
    rows: [
      ['a', 1],
      ['b', 1],
    ],
  })
  const cut = toTable(compiled, answer(3), facts)
  t.equal(cut.complete, false)
  t.same(cut.rows, [
    ['a', 1],
    ['b', 1],
  ])
})

t.test('sketched measures are named as approximate', async (t) => {
  const compiled = ask({ measures: [rows, { name: 'people', kind: 'countDistinct', column: 'branch' }] })
  t.same(
    toTable(
      compiled,
      [
        ['rows', 'people'],
        ['BIGINT', 'BIGINT'],
        [1, 1],
      ],
      facts,
    ).approximate,
    ['people'],
  )
})

t.test('an answer of another width is refused', async (t) => {
  t.throws(
    () =>
      toTable(
        ask({ measures: [rows] }),
        [
          ['a', 'b'],
          ['BIGINT', 'BIGINT'],
        ],
        facts,
      ),
    {
      code: 'druid_query_failed',
    },
  )
})

const filled = (compiled: ReturnType<typeof ask>, found: unknown[][]) =>
  toTable(
    compiled,
    [compiled.shape.columns.map(({ name }) => name), compiled.shape.columns.map(() => 'BIGINT'), ...found],
    facts,
  ).rows

t.test('months in which nothing happened count zero and have no least value', async (t) => {
  t.same(
    filled(ask({ splits: [months], measures: [rows, sum, least] }), [
      ['2025-01-01T00:00:00.000Z', 2, 5, 1],
      ['2025-03-01T00:00:00.000Z', 1, null, null],
    ]),
    [
      ['2025-01-01T00:00:00.000Z', 2, 5, 1],
      ['2025-02-01T00:00:00.000Z', 0, 0, null],
      ['2025-03-01T00:00:00.000Z', 1, null, null],
      ['2025-04-01T00:00:00.000Z', 0, 0, null],
    ],
  )
})

t.test('an axis that runs backwards is filled backwards', async (t) => {
  const split = { ...months, orderBy: { column: '__time', direction: 'descending' } }
  t.same(
    filled(ask({ splits: [split], measures: [rows] }), [['2025-03-01T00:00:00.000Z', 1]]).map(([time]) => time),
    ['2025-04-01', '2025-03-01', '2025-02-01', '2025-01-01'].map((day) => `${day}T00:00:00.000Z`),
  )
})

t.test('each combination of the other splits is filled, no value being one of them', async (t) => {
  const compiled = ask({ interval: '2025-01-01/2025-03-01', splits: [months, { column: 'online' }], measures: [rows] })
  t.same(
    filled(compiled, [
      ['2025-01-01T00:00:00.000Z', 1, 3],
      ['2025-01-01T00:00:00.000Z', null, 2],
      ['2025-02-01T00:00:00.000Z', 0, 1],
    ]),
    [
      ['2025-01-01T00:00:00.000Z', true, 3],
      ['2025-01-01T00:00:00.000Z', null, 2],
      ['2025-01-01T00:00:00.000Z', false, 0],
      ['2025-02-01T00:00:00.000Z', false, 1],
      ['2025-02-01T00:00:00.000Z', null, 0],
      ['2025-02-01T00:00:00.000Z', true, 0],
    ],
  )
})

t.test('gaps are filled in the days of the zone, no further than what is loaded', async (t) => {
  const split = { column: '__time', bucket: { granularity: 'P1D' } }
  const compiled = ask({
    interval: '2024-12-30/2025-01-03',
    timezone: 'Africa/Nairobi',
    splits: [split],
    measures: [rows],
  })
  t.same(filled(compiled, [['2025-01-01T21:00:00.000Z', 1]]), [
    ['2024-12-31T21:00:00.000Z', 0],
    ['2025-01-01T21:00:00.000Z', 1],
    ['2025-01-02T21:00:00.000Z', 0],
  ])
})

const unfilled: readonly [says: string, input: object, found: unknown[][]][] = [
  [
    'the largest months',
    { splits: [{ ...months, orderBy: { measure: 'rows', direction: 'descending' } }] },
    [['2025-03-01T00:00:00.000Z', 1]],
  ],
  [
    'a result that a limit cut',
    { splits: [{ ...months, limit: 1 }] },
    [
      ['2025-01-01T00:00:00.000Z', 1],
      ['2025-03-01T00:00:00.000Z', 1],
    ],
  ],
  ['nothing at all', { splits: [months] }, []],
  [
    'an axis of seconds',
    { splits: [{ column: '__time', bucket: { granularity: 'PT1S' }, limit: 1000 }] },
    [['2025-01-01T00:00:00.000Z', 1]],
  ],
  ['buckets that begin elsewhere', { splits: [months] }, [['2025-01-01T00:00:01.000Z', 1]]],
]
for (const [says, input, found] of unfilled) {
  t.test(`leaves ${says} as it is`, async (t) => {
    const compiled = ask({ ...input, measures: [rows] })
    t.same(filled(compiled, found), compiled.shape.limit === 1 ? found.slice(0, 1) : found)
  })
}

t.test('another time column is filled between its first and last bucket, without rows that have none', async (t) => {
  const compiled = ask({ splits: [{ column: 'delivered', bucket: { granularity: 'P1M' } }], measures: [rows] })
  t.same(
    filled(compiled, [
      [null, 4],
      ['2025-06-01T00:00:00.000Z', 1],
      ['2025-08-01T00:00:00.000Z', 1],
    ]),
    [
      [null, 4],
      ['2025-06-01T00:00:00.000Z', 1],
      ['2025-07-01T00:00:00.000Z', 0],
      ['2025-08-01T00:00:00.000Z', 1],
    ],
  )
})
