import type { Cell, ColumnType, PlanColumn, PlanTime } from '@nemeton/contract'
import t from 'tap'
import { applyChanges } from '../../../src/olap/ingestion/apply-changes.ts'
import { inferPlan } from '../../../src/olap/ingestion/infer-schema.ts'
import { judgeRollup, suggestSketches } from '../../../src/olap/ingestion/suggest.ts'
import { column, orders } from './profiles.ts'

const planned = (name: string, type: ColumnType, role: PlanColumn['role'], include = true): PlanColumn => ({
  name,
  as: name,
  type,
  role,
  include,
  reason: '',
})
const columns = [
  planned('at', 'timestamp', 'time'),
  planned('shop', 'string', 'dimension'),
  planned('amount', 'double', 'measure'),
]
const time: PlanTime = {
  kind: 'column',
  column: 'at',
  format: 'iso',
  timezone: 'UTC',
  min: '2025-01-01T00:00:00Z',
  max: '2025-02-01T00:00:00Z',
  reason: '',
}
const begin = Date.UTC(2025, 0, 1)
/** A row each `seconds`, of so many shops in turn. */
const every = (seconds: number, shops: number, count = 200): Cell[][] =>
  Array.from({ length: count }, (_, n) => [new Date(begin + n * seconds * 1000).toISOString(), `s${n % shops}`, n / 3])

const verdicts: readonly [what: string, rows: Cell[][], by: string | null, reason: RegExp][] = [
  ['ten a minute of two shops', every(6, 2), 'minute', /by minute, 200 rows of the file become 40,/],
  ['one in ten minutes of one shop', every(600, 1), 'hour', /by hour, 200 rows of the file become 34,/],
  ['one an hour of one shop', every(3600, 1), 'day', /by day, 200 rows of the file become 9,/],
  ['one a day', every(86_400, 1), null, /would not pay: even by day, 200 of 200 rows/],
  ['many shops', every(6, 200), null, /would not pay: even by day, 200 of 200 rows/],
  ['just over a half', every(60, 101), null, /would not pay: even by day, 101 of 200 rows/],
  [
    'times that are none',
    every(6, 2).map(([, shop = null, n = null]) => ['yesterday', shop, n]),
    'minute',
    /become 2,/,
  ],
  ['too few rows to say', every(1, 1, 19), null, /^every row is kept as it is, so that single rows can be looked at$/],
]
for (const [what, rows, by, reason] of verdicts)
  t.test(`${what}: ${by === null ? 'no rollup is suggested' : `rollup by ${by}`}`, async (t) => {
    const { suggestion, reason: words } = judgeRollup(columns, time, { rows })
    t.match(words, reason)
    if (by === null) t.equal(suggestion, null)
    else t.match(suggestion, { kind: 'rollup', changes: { rollup: true, queryGranularity: by }, message: /would pay/ })
  })

t.test('columns that are left out keep no rows apart, and without measures nothing is merged', async (t) => {
  const rows = every(6, 200)
  const without = columns.map((one) => (one.name === 'shop' ? { ...one, include: false } : one))
  t.match(judgeRollup(without, time, { rows }).suggestion, { changes: { queryGranularity: 'minute' } })
  t.equal(judgeRollup(columns.slice(0, 2), time, { rows: every(6, 1) }).suggestion, null)
  const fixed: PlanTime = { kind: 'fixed', instant: '2025-01-01T00:00:00Z', reason: '' }
  t.match(judgeRollup(columns.slice(1), fixed, { rows: rows.map((row) => ['one shop', row[2] ?? 0]) }).suggestion, {
    kind: 'rollup',
  })
})

t.test('suggests a sketch for identifiers of very many values only', async (t) => {
  const wide = [
    planned('customer_id', 'long', 'dimension'),
    planned('email', 'string', 'dimension'),
    planned('few', 'string', 'dimension'),
    planned('amount', 'double', 'measure'),
    planned('left out', 'string', 'dimension', false),
    planned('due', 'timestamp', 'dimension'),
  ]
  const distinct = [50_000, 10_000, 9_999, 80_000, 90_000, 90_000]
  const found = suggestSketches(wide, {
    columns: wide.map(({ name, type }, n) =>
      column(name, type, { distinct: distinct[n] ?? 0, ...(n === 0 ? { distinctError: 0.02 } : {}) }),
    ),
  })
  t.match(found, [
    { kind: 'sketch', column: 'customer_id', message: /about 50,000 values.*hll/ },
    { kind: 'sketch', column: 'email', message: /has 10,000 values/ },
  ])
  t.equal(found.length, 2)
})

t.test('a plan carries its suggestions, which can be followed, and a reason for every choice', async (t) => {
  const rows = every(1, 2).map(([at = null, shop = null, amount = null]) => [at, shop, 1, amount, 5])
  const plan = inferPlan(orders, { filename: 'orders.csv', sample: { rows } })
  t.equal(plan.rollup, false)
  const [first] = plan.suggestions ?? []
  t.match(first, { kind: 'rollup' })
  const followed = applyChanges(plan, first?.changes ?? {}, orders)
  t.match(followed, { rollup: true, queryGranularity: 'minute' })
  const { reasons, columns: _columns, sheet: _sheet, suggestions: _suggestions, ...fields } = plan
  for (const field of Object.keys(fields)) t.match(reasons[field], /\w{3}/, field)
  for (const one of plan.columns) t.match(one.reason, /\w{3}/, one.name)
})
