import { type IngestionPlan, ProductError, type Profile } from '@nemeton/contract'
import t from 'tap'
import { inferPlan } from '../../../src/olap/ingestion/infer-schema.ts'
import { areReadAlike, type Member, planTogether } from '../../../src/olap/ingestion/together.ts'
import { column, csvDialect, orders } from './profiles.ts'

const member = (filename: string, changes: Partial<Profile> = {}): Member => {
  const profile = { ...orders, ...changes }
  return { filename, profile, plan: inferPlan(profile, { filename, datasource: 'orders' }) }
}
const time = (min: string, max: string, more: Partial<NonNullable<Profile['time']>> = {}) => ({
  columns: orders.columns.map((one) => (one.role === 'time' ? { ...one, min, max } : one)),
  time: orders.time && { ...orders.time, min, max, ...more },
})
const first = member('january.csv')
const later = member('may.csv', time('2025-05-01T00:00:00.000Z', '2025-05-31T00:00:00.000Z'))
const changed = (name: string, change: Partial<Profile['columns'][number]>): Partial<Profile> => ({
  columns: orders.columns.map((one) => (one.name === name ? { ...one, ...change } : one)),
})
const refusal = (run: () => unknown): ProductError => {
  try {
    run()
  } catch (error) {
    if (error instanceof ProductError) return error
    throw error
  }
  throw new Error('nothing was refused')
}

t.test('one plan spans the time of all files', async (t) => {
  const plan = planTogether([later, first])
  t.match(plan.time, { kind: 'column', min: '2025-01-15T08:00:00.000Z', max: '2025-05-31T00:00:00.000Z' })
  t.same(plan.columns, first.plan.columns)
  const own: IngestionPlan = { ...first.plan, mode: 'replace', segmentGranularity: 'year' }
  t.match(planTogether([first, later], own), {
    mode: 'replace',
    segmentGranularity: 'year',
    time: { max: '2025-05-31T00:00:00.000Z' },
  })
})

const disagreeing: readonly [what: string, other: Partial<Profile>, column: string | null, message: RegExp][] = [
  ['another type', changed('quantity', { type: 'string' }), 'quantity', /it holds text, and whole numbers/],
  ['fractions', changed('quantity', { type: 'double' }), 'quantity', /fractions, and whole numbers/],
  ['a missing column', { columns: orders.columns.filter(({ name }) => name !== 'Branch') }, 'Branch', /no such column/],
  ['one column more', { columns: [...orders.columns, column('extra', 'long')] }, 'extra', /no such column/],
  ['another family of formats', { format: 'parquet', dialect: null }, null, /it is Parquet/],
  ['times written otherwise', time('2025-05-01', '2025-05-02', { format: 'dd.MM.yyyy' }), 'Sold at', /dd\.MM\.yyyy/],
]
for (const [what, other, name, message] of disagreeing)
  t.test(`refuses ${what}, naming the file and the column`, async (t) => {
    const error = refusal(() => planTogether([first, member('other.csv', other)]))
    t.equal(error.code, 'invalid_plan')
    t.match(error.message, /^"other\.csv"/)
    t.match(error.message, message)
    t.same(error.details, { filename: 'other.csv', column: name })
  })

t.test('a column without a value agrees with any, and another file speaks for it', async (t) => {
  const empty = member('empty.csv', changed('quantity', { type: 'string', role: 'dimension', nulls: orders.rows }))
  for (const members of [[empty, first] as const, [first, empty] as const])
    t.match(
      planTogether(members).columns.find(({ name }) => name === 'quantity'),
      { type: 'long', include: true, role: 'measure' },
    )
})

t.test('a given plan may widen what the files hold, and nothing else', async (t) => {
  const fractions = member('fractions.csv', changed('quantity', { type: 'double' }))
  const typed = (type: 'double' | 'string' | 'long'): IngestionPlan => ({
    ...first.plan,
    columns: first.plan.columns.map((one) =>
      one.name === 'quantity' ? { ...one, type, role: type === 'string' ? 'dimension' : 'measure' } : one,
    ),
  })
  t.ok(planTogether([first, fractions], typed('double')))
  t.ok(planTogether([first, fractions], typed('string')))
  t.match(refusal(() => planTogether([first, fractions], typed('long'))).details, { filename: 'fractions.csv' })
})

t.test('a file whose days and months can be told decides for those whose cannot', async (t) => {
  const vague = member('vague.csv', time('2025-01-02', '2025-01-03', { format: 'MM/dd/yyyy', ambiguous: true }))
  const clear = member('clear.csv', time('2025-01-20', '2025-01-31', { format: 'dd/MM/yyyy' }))
  t.match(planTogether([vague, clear]).time, { format: 'dd/MM/yyyy' })
})

t.test('files without times need a plan that names one instant', async (t) => {
  const timeless = { columns: orders.columns.filter(({ role }) => role !== 'time'), time: null }
  const members = [member('a.csv', timeless), member('b.csv', timeless)] as const
  const plan = planTogether(members)
  t.equal(plan.time, null)
  t.match(refusal(() => planTogether(members, plan)).message, /no time column/)
  t.match(
    planTogether(members, { ...plan, time: { kind: 'fixed', instant: '2025-01-01T00:00:00Z', reason: '' } }).time,
    { kind: 'fixed' },
  )
})

t.test('Druid reads files as they are only when all are written in one way', async (t) => {
  const file = (changes: Partial<Profile> = {}, key = 'a.csv') => ({
    profile: { ...orders, ...changes },
    object: { bucket: 'b', key, bytes: 1 },
  })
  const { plan } = first
  t.equal(areReadAlike(plan, [file(), file()]), true)
  t.equal(areReadAlike(plan, [file(), file({ compression: 'gzip' }, 'b.csv.gz')]), true)
  t.equal(areReadAlike(plan, [file(), file({ compression: 'gzip' }, 'b.csv')]), false)
  t.equal(areReadAlike(plan, [file(), file({ dialect: { ...csvDialect, headerRows: 2 } })]), false)
  t.equal(areReadAlike(plan, [file(), file({ columns: orders.columns.toReversed() })]), false, 'cells go by place')
})
