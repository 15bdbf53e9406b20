import { type PlanChanges, type Profile, planChanges } from '@nemeton/contract'
import t from 'tap'
import { applyChanges } from '../../../src/olap/ingestion/apply-changes.ts'
import { checkPlan } from '../../../src/olap/ingestion/check-plan.ts'
import { inferPlan } from '../../../src/olap/ingestion/infer-schema.ts'
import { column, orders, timeless } from './profiles.ts'

const inferred = inferPlan(orders, { filename: 'orders.csv' })
const change = (changes: PlanChanges) => applyChanges(inferred, planChanges.parse(changes), orders)

t.test('no changes change nothing', async (t) => t.same(change({}), inferred))

t.test('columns are renamed, retyped and left out by their name in the file', async (t) => {
  const plan = change({
    columns: [
      { name: 'Branch', as: 'shop' },
      { name: 'quantity', type: 'string', role: 'dimension' },
      { name: 'amount', include: false },
    ],
  })
  t.same(
    plan.columns.map(({ as, type, role, include }) => [as, type, role, include]),
    [
      ['sold_at', 'timestamp', 'time', true],
      ['shop', 'string', 'dimension', true],
      ['quantity', 'string', 'dimension', true],
      ['amount', 'double', 'measure', false],
      ['entered', 'long', 'measure', true],
    ],
  )
  t.equal(plan.columns[1]?.reason, 'as asked')
})

t.test('another time column makes the first one a dimension and chooses segments anew', async (t) => {
  const plan = change({ time: { kind: 'column', column: 'entered', format: 'posix' } })
  t.match(plan.time, { column: 'entered', min: '2025-01-15T08:00:00.000Z', max: '2025-03-02T17:03:20.000Z' })
  t.equal(plan.columns[0]?.role, 'dimension')
  t.equal(plan.columns[4]?.role, 'time')
})

t.test('one instant for all rows fits a file without times', async (t) => {
  const plan = inferPlan(timeless, { filename: 'x.csv' })
  const changed = applyChanges(plan, { time: { kind: 'fixed', instant: '2025-11-01T00:00:00Z' } }, timeless)
  t.match(changed.time, { kind: 'fixed', instant: '2025-11-01T00:00:00Z' })
  t.equal(changed.segmentGranularity, 'day')
  t.same(
    changed.columns.map(({ role }) => role),
    ['dimension', 'measure', 'measure', 'measure'],
  )
})

const zones: readonly [format: string, min: string, max: string][] = [
  ['yyyy-MM-dd HH:mm:ss', '2025-01-15T05:00:00.000Z', '2025-03-02T14:30:00.000Z'],
  ['yyyy-MM-dd HH:mm:ssZ', '2025-01-15T08:00:00.000Z', '2025-03-02T17:30:00.000Z'],
  ["yyyy-MM-dd'Z'HH:mm:ss", '2025-01-15T05:00:00.000Z', '2025-03-02T14:30:00.000Z'],
  ['iso', '2025-01-15T05:00:00.000Z', '2025-03-02T17:30:00.000Z'],
]
for (const [format, min, max] of zones) {
  t.test(`times written as ${format} and read in Nairobi bound ${min} to ${max}`, async (t) => {
    t.match(change({ time: { kind: 'column', column: 'Sold at', format, timezone: 'Africa/Nairobi' } }).time, {
      min,
      max,
    })
  })
}

t.test('times that move out of a gap stay within the bounds', async (t) => {
  const bounds = (first: string, last: string) => {
    const time = { column: 'Sold at', format: 'yyyy-MM-dd HH:mm:ss', timezone: 'Etc/UTC', min: first, max: last }
    const profile = { ...orders, time: { ...orders.time, ...time } as Profile['time'] }
    const plan = inferPlan(profile, { filename: 'x.csv' })
    const changes = { time: { kind: 'column' as const, column: 'Sold at', timezone: 'America/New_York' } }
    const moved = applyChanges(plan, changes, profile).time
    return moved?.kind === 'column' ? [moved.min, moved.max] : []
  }
  t.same(bounds('2024-03-10T02:30:00Z', '2024-03-10T03:00:00Z'), [
    '2024-03-10T07:00:00.000Z',
    '2024-03-10T07:59:59.999Z',
  ])
  t.same(bounds('2024-11-03T01:30:00Z', '2024-11-03T02:30:00Z'), [
    '2024-11-03T05:30:00.000Z',
    '2024-11-03T07:30:00.000Z',
  ])
})

t.test('rollup counts rows and sums measures unless told otherwise', async (t) => {
  t.same(change({ rollup: true }).metrics, [
    { name: 'count', kind: 'count' },
    { name: 'quantity', kind: 'sum', column: 'quantity', type: 'long' },
    { name: 'amount', kind: 'sum', column: 'amount', type: 'double' },
    { name: 'entered', kind: 'sum', column: 'entered', type: 'long' },
  ])
  const named = change({ rollup: true, metrics: [{ name: 'rows', kind: 'count' }] })
  t.same(named.metrics, [{ name: 'rows', kind: 'count' }])
  const clash = change({ rollup: true, columns: [{ name: 'Branch', as: 'count' }], metrics: [] })
  t.same(clash.metrics, [{ name: 'count_2', kind: 'count' }])
})

t.test('what was asked is the reason', async (t) => {
  const { reasons } = change({ mode: 'replace', segmentGranularity: 'day' })
  t.equal(reasons.mode, 'as asked')
  t.equal(reasons.segmentGranularity, 'as asked')
  t.equal(reasons.time, inferred.reasons.time)
})

t.test('text is kept as a sketch of its values where rows are rolled up and it is no dimension', async (t) => {
  const columns = [{ name: 'Branch', role: 'measure' as const }]
  const { metrics } = change({ rollup: true, columns })
  t.match(metrics, [{}, { name: 'branch', kind: 'hll', column: 'Branch' }])
  const theta = [{ name: 'branches', kind: 'theta' as const, column: 'Branch' }]
  t.match(change({ rollup: true, columns, metrics: theta }).metrics, [{ kind: 'count' }, theta[0] as object])
  t.throws(() => change({ rollup: true, columns, metrics: [] }), { message: /only numbers can be measures/ })
})

const all = (include: boolean) => inferred.columns.map(({ name }) => ({ name, include }))
const refused: readonly [says: string, changes: PlanChanges, field: string, message: RegExp][] = [
  ['an unknown column', { columns: [{ name: 'x' }] }, 'columns.0.name', /no column "x"; it has Sold at, Branch/],
  [
    'two columns of one name',
    { columns: [{ name: 'Branch', as: 'amount' }] },
    'columns.3.as',
    /"Branch" and "amount" would both be "amount"/,
  ],
  ["Druid's own name", { columns: [{ name: 'Branch', as: '__time' }] }, 'columns.1.as', /"__time" is Druid's own/],
  ['nothing to load', { columns: all(false) }, 'columns', /at least one column/],
  [
    'text as a measure',
    { columns: [{ name: 'Branch', role: 'measure' }] },
    'columns.1.role',
    /only numbers can be measures/,
  ],
  ['an unknown time column', { time: { kind: 'column', column: 'x' } }, 'time.column', /no column "x"/],
  [
    'text as time',
    { time: { kind: 'column', column: 'Branch', format: 'iso' } },
    'time.column',
    /does not hold times \(string\); these do: Sold at/,
  ],
  [
    'a time without a format',
    { time: { kind: 'column', column: 'quantity' } },
    'time.column',
    /no time format was found/,
  ],
  [
    'an unknown zone',
    { time: { kind: 'column', column: 'Sold at', timezone: 'Mars' } },
    'time.timezone',
    /"Mars" is not a time zone/,
  ],
  [
    'a metric of text',
    { rollup: true, metrics: [{ name: 'm', kind: 'sum', column: 'Branch' }] },
    'metrics.1.column',
    /needs a number/,
  ],
  [
    'a metric of what is left out',
    {
      rollup: true,
      columns: [{ name: 'amount', include: false }],
      metrics: [{ name: 'm', kind: 'sum', column: 'amount' }],
    },
    'metrics.1.column',
    /column that is included/,
  ],
  [
    'a metric named like a dimension',
    { rollup: true, metrics: [{ name: 'branch', kind: 'sum', column: 'amount' }] },
    'metrics.1.name',
    /another column/,
  ],
]
for (const [says, changes, field, message] of refused) {
  t.test(`refuses ${says} and names ${field}`, async (t) => {
    t.throws(() => change(changes), { code: 'invalid_plan', message, details: { field } })
  })
}

t.test('refuses too many time chunks with a code of their own', async (t) => {
  t.throws(() => change({ segmentGranularity: 'minute' }), {
    code: 'too_many_time_chunks',
    message: /66,811 time chunks, more than 5,000/,
    details: { field: 'segmentGranularity' },
  })
})

t.test('a format that is no time format is refused', async (t) => {
  for (const format of ["'; DROP", 'QQ', 'yyyy-MM-dd VVVV'])
    t.throws(() => change({ time: { kind: 'column', column: 'Sold at', format } }), {
      code: 'invalid_plan',
      details: { field: 'time.format' },
    })
})

t.test('day and month read the other way round are bounded by their years', async (t) => {
  const { time } = change({ time: { kind: 'column', column: 'Sold at', format: 'dd/MM/yyyy HH:mm' } })
  t.match(time, { min: '2025-01-01T00:00:00.000Z', max: '2025-12-31T23:59:59.999Z' })
})

t.test('a plan without time can be looked at and not submitted', async (t) => {
  const plan = inferPlan(timeless, { filename: 'x.csv' })
  t.doesNotThrow(() => applyChanges(plan, {}, timeless))
  t.throws(() => checkPlan(plan, timeless), { code: 'invalid_plan', details: { field: 'time' } })
})

t.test("a caller's own plan is held against the file", async (t) => {
  t.doesNotThrow(() => checkPlan(inferred, orders))
  const foreign = { ...orders, columns: [column('x', 'string')] }
  t.throws(() => checkPlan(inferred, foreign), { code: 'invalid_plan', details: { field: 'columns.0.name' } })
  const twice = { ...inferred, columns: [...inferred.columns, ...inferred.columns.slice(1, 2)] }
  t.throws(() => checkPlan(twice, orders), { code: 'invalid_plan', details: { field: 'columns.5.name' } })
  const swapped = { ...inferred, time: { ...inferred.time, kind: 'column', min: '2026-01-01T00:00:00Z' } as never }
  t.throws(() => checkPlan(swapped, orders), { code: 'invalid_plan', details: { field: 'time.min' } })
})

t.test('rolling up keeps the ends of what is averaged, and never its sum', async (t) => {
  const priced = {
    ...orders,
    columns: orders.columns.map((one) => (one.name === 'amount' ? { ...one, aggregate: 'average' as const } : one)),
  }
  const plan = applyChanges(inferPlan(priced, { filename: 'x.csv' }), { rollup: true }, priced)
  t.same(
    plan.metrics.map(({ name, kind, column: of }) => [name, kind, of]),
    [
      ['count', 'count', undefined],
      ['quantity', 'sum', 'quantity'],
      ['amount_min', 'min', 'amount'],
      ['amount_max', 'max', 'amount'],
      ['entered', 'sum', 'entered'],
    ],
  )
  t.doesNotThrow(() => checkPlan(plan, priced))
})
