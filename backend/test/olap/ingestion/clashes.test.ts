import type { ColumnProfile, ColumnType, DatasourceColumn, PlanColumn, Profile } from '@nemeton/contract'
import t from 'tap'
import { applyChanges } from '../../../src/olap/ingestion/apply-changes.ts'
import { checkPlan } from '../../../src/olap/ingestion/check-plan.ts'
import { clashesOf } from '../../../src/olap/ingestion/clashes.ts'
import { inferPlan } from '../../../src/olap/ingestion/infer-schema.ts'
import { column, orders } from './profiles.ts'

type Stored = DatasourceColumn['type']
const there = (name: string, type: Stored, role: DatasourceColumn['role'] = 'dimension'): DatasourceColumn => ({
  name,
  type,
  role,
})
const sales = (...columns: DatasourceColumn[]) => ({
  datasource: 'sales',
  columns: [there('__time', 'timestamp', 'time'), ...columns],
})
const file = (...columns: ColumnProfile[]): Profile => ({
  ...orders,
  columns: [orders.columns[0] as ColumnProfile, ...columns],
})
const planFor = (profile: Profile, existing: ReturnType<typeof sales> | null) =>
  inferPlan(profile, { filename: 'sales.csv', existing })

/** What a file's column becomes where the datasource has one of that name already. */
const fits: readonly [
  guess: ColumnType,
  more: Partial<ColumnProfile>,
  existing: Stored,
  becomes: ColumnType,
  clash: boolean,
][] = [
  ['string', {}, 'string', 'string', false],
  ['long', { min: 1, max: 9 }, 'string', 'string', false],
  ['double', {}, 'string', 'string', false],
  ['boolean', {}, 'string', 'string', false],
  ['timestamp', { format: 'iso' }, 'string', 'string', false],
  ['long', { min: 1, max: 9 }, 'double', 'double', false],
  ['long', {}, 'long', 'long', false],
  ['boolean', {}, 'long', 'boolean', false],
  ['long', { min: 0, max: 1 }, 'boolean', 'boolean', false],
  ['timestamp', { format: 'posix' }, 'long', 'long', false],
  ['double', {}, 'long', 'double', true],
  ['string', {}, 'long', 'string', true],
  ['string', {}, 'double', 'string', true],
  ['string', {}, 'timestamp', 'string', true],
  ['string', {}, 'boolean', 'string', true],
  ['long', { min: 0, max: 7 }, 'boolean', 'long', true],
  ['long', {}, 'timestamp', 'long', true],
  ['timestamp', { format: 'iso' }, 'long', 'timestamp', true],
  ['boolean', {}, 'double', 'boolean', true],
  ['string', {}, 'complex', 'string', true],
  ['long', {}, 'complex', 'long', true],
]
for (const [guess, more, existing, becomes, clash] of fits)
  t.test(
    `${guess} ${JSON.stringify(more)} into ${existing} becomes ${becomes}${clash ? ' and clashes' : ''}`,
    async (t) => {
      const profile = file(column('a', guess, more), column('b', 'string'))
      const before = sales(there('a', existing, 'measure'), there('b', 'string'))
      const plan = planFor(profile, before)
      t.equal(plan.columns[1]?.type, becomes)
      if (becomes !== guess) t.match(plan.columns[1]?.reason, /"sales" has it already/)
      t.doesNotThrow(() => checkPlan(plan, profile))
      const found = clashesOf(plan, before)
      t.equal(found.length, clash ? 1 : 0, JSON.stringify(found))
      if (clash) {
        t.match(found[0], { kind: 'type', column: 'a', existingType: existing, planType: becomes })
        t.match(found[0]?.message, /^"a" holds .* in "sales" and .* in this plan: .*\.$/)
      }
    },
  )

t.test('names a column that is new and one that is missing, after those whose types clash', async (t) => {
  const before = sales(there('old', 'long', 'measure'), there('amount', 'long', 'measure'))
  const plan = planFor(file(column('fresh', 'string'), column('amount', 'double')), before)
  t.same(
    clashesOf(plan, before).map(({ kind, column: name, existingType, planType }) => [
      kind,
      name,
      existingType,
      planType,
    ]),
    [
      ['type', 'amount', 'long', 'double'],
      ['new', 'fresh', null, 'string'],
      ['missing', 'old', 'long', null],
    ],
  )
})

t.test('a column without a value is left out, and told as missing', async (t) => {
  const before = sales(there('a', 'double', 'measure'), there('b', 'string'))
  const plan = planFor(file(column('a', 'string', { nulls: 1000 }), column('b', 'string')), before)
  t.same(
    clashesOf(plan, before).map(({ kind, column: name }) => [kind, name]),
    [['missing', 'a']],
  )
})

t.test('a new datasource and one that is overwritten clash with nothing', async (t) => {
  const profile = file(column('a', 'double'))
  const before = sales(there('a', 'long'))
  t.same(clashesOf(planFor(profile, null), null), [])
  const plan = inferPlan(profile, { filename: 'sales.csv', mode: 'overwrite', existing: before })
  t.equal(plan.columns[1]?.type, 'double')
  t.same(clashesOf(plan, before), [])
})

t.test('what a person asks for is taken, and its clash is told', async (t) => {
  const profile = file(column('a', 'long'), column('b', 'long'))
  const before = sales(there('a', 'string'), there('b', 'long', 'measure'))
  const plan = applyChanges(
    planFor(profile, before),
    {
      columns: [
        { name: 'a', type: 'long', role: 'measure' },
        { name: 'b', include: false },
      ],
    },
    profile,
  )
  t.same(
    clashesOf(plan, before).map(({ kind, column: name }) => [kind, name]),
    [
      ['type', 'a'],
      ['missing', 'b'],
    ],
  )
})

const spellings: readonly [ours: string[], theirs: string[], becomes: string[]][] = [
  [['Unit Price'], ['unit_price'], ['unit_price']],
  [['AMOUNT'], ['amount'], ['amount']],
  [['amount'], ['amount', 'Amount'], ['amount']],
  [['Amount', 'amount'], ['amount'], ['Amount', 'amount']],
  [['AMOUNT'], ['amount', 'Amount'], ['AMOUNT']],
  [['a-b', 'a_b'], ['ab'], ['a-b', 'a_b']],
  [['größe'], ['Größe'], ['Größe']],
  [['%'], ['$'], ['%']],
]
for (const [ours, theirs, becomes] of spellings)
  t.test(`${ours.join(' and ')} beside ${theirs.join(' and ')} is called ${becomes.join(' and ')}`, async (t) => {
    const plan = planFor(
      file(...ours.map((name) => column(name, 'long'))),
      sales(...theirs.map((name) => there(name, 'long', 'measure'))),
    )
    t.same(
      plan.columns.slice(1).map(({ as }) => as),
      becomes,
    )
  })

t.test('a number that is a dimension there is one here, and text is never a measure', async (t) => {
  const plan = planFor(
    file(column('store', 'long'), column('zip', 'long'), column('id', 'long', { role: 'dimension' })),
    sales(there('store', 'long', 'dimension'), there('zip', 'string'), there('id', 'long', 'measure')),
  )
  t.same(
    plan.columns.slice(1).map(({ role }) => role),
    ['dimension', 'dimension', 'dimension'],
  )
})

t.test('the metrics of a rolled up plan are what is compared, sketches and counts too', async (t) => {
  const profile = file(column('shop', 'string'), column('amount', 'long'))
  const before = sales(
    there('shop', 'string'),
    there('count', 'long', 'measure'),
    there('buyers', 'complex', 'measure'),
  )
  const plan = applyChanges(
    planFor(profile, before),
    {
      rollup: true,
      metrics: [
        { name: 'buyers', kind: 'hll', column: 'shop' },
        { name: 'sum', kind: 'sum', column: 'amount' },
      ],
    },
    profile,
  )
  t.same(
    clashesOf(plan, before).map(({ kind, column: name }) => [kind, name]),
    [['new', 'sum']],
  )
  const columns: readonly PlanColumn[] = plan.columns
  t.equal(columns.length, 3)
})
