import type { Granularity, IngestionPlan, PlanChanges, Profile } from '@nemeton/contract'
import t from 'tap'
import { applyChanges } from '../../../src/olap/ingestion/apply-changes.ts'
import { type BatchOrder, buildSpec } from '../../../src/olap/ingestion/batch-spec.ts'
import { eternity, planIntervals } from '../../../src/olap/ingestion/granularity-spec.ts'
import { inferPlan } from '../../../src/olap/ingestion/infer-schema.ts'
import { sourceObstacles } from '../../../src/olap/ingestion/input.ts'
import { countMetricOf } from '../../../src/olap/ingestion/metrics-spec.ts'
import { buildSamplerSpec } from '../../../src/olap/ingestion/sampler-spec.ts'
import { column, csvDialect, orders, timeless } from './profiles.ts'

// biome-ignore lint/suspicious/noExplicitAny: a spec is looked into at any depth
type Spec = any
const object = { bucket: 'b', key: 'uploads/orders/1/orders.csv', bytes: 9 }
const original = { kind: 'original', objects: [object] } as const
const staged = (parts: number) => ({
  kind: 'staged' as const,
  objects: Array.from({ length: parts }, (_, index) => ({ ...object, key: `part-${index}.ndjson.zst` })),
})
const planOf = (changes: PlanChanges = {}, profile: Profile = orders) =>
  applyChanges(inferPlan(profile, { filename: 'orders.csv' }), changes, profile)
const build = (changes: PlanChanges = {}, more: Partial<BatchOrder> = {}): Spec => {
  const profile = (more.profile as Profile) ?? orders
  return buildSpec({ plan: planOf(changes, profile), profile, input: original, ...more })
}

t.test('columns are named by position with the types that the plan says', async (t) => {
  const { spec } = build()
  t.same(spec.ioConfig.inputFormat, {
    type: 'csv',
    columns: ['Sold at', 'branch', 'quantity', 'amount', 'entered'],
    findColumnsFromHeader: false,
    skipHeaderRows: 1,
  })
  t.same(spec.dataSchema.timestampSpec, { column: 'Sold at', format: 'iso' })
  t.same(spec.dataSchema.dimensionsSpec.dimensions, [
    { type: 'string', name: 'branch' },
    { type: 'long', name: 'quantity' },
    { type: 'double', name: 'amount' },
    { type: 'long', name: 'entered' },
  ])
  t.same(spec.dataSchema.metricsSpec, [])
  t.same(spec.ioConfig.inputSource, { type: 's3', objects: [{ bucket: 'b', path: object.key }] })
})

t.test('what is left out is read past and not stored, whatever it is called', async (t) => {
  const { spec } = build({
    columns: [
      { name: 'quantity', include: false },
      { name: 'Branch', as: 'quantity' },
      { name: 'amount', as: 'Sold at' },
    ],
  })
  t.same(spec.ioConfig.inputFormat.columns, ['Sold at_', 'quantity', 'quantity_', 'Sold at', 'entered'])
  t.equal(spec.dataSchema.timestampSpec.column, 'Sold at_')
  t.same(
    spec.dataSchema.dimensionsSpec.dimensions.map(({ name }: Spec) => name),
    ['quantity', 'Sold at', 'entered'],
  )
})

t.test('a task carries the id that the caller chose', async (t) => {
  t.equal(build({}, { taskId: 'nemeton_1' }).id, 'nemeton_1')
  t.notOk('id' in build())
})

const modes: readonly [mode: IngestionPlan['mode'], append: boolean, drop: boolean, interval: string][] = [
  ['append', true, false, '2025-01-01T00:00:00.000Z/2025-04-01T00:00:00.000Z'],
  ['replace', false, true, '2025-01-01T00:00:00.000Z/2025-04-01T00:00:00.000Z'],
  ['overwrite', false, true, '2024-05-01T00:00:00.000Z/2025-04-01T00:00:00.000Z'],
]
for (const [mode, append, drop, interval] of modes) {
  t.test(`${mode} touches ${interval}`, async (t) => {
    const existingInterval = '2024-05-07T00:00:00.000Z/2025-02-01T00:00:00.000Z'
    const { spec } = build({ mode }, { existingInterval })
    t.match(spec.ioConfig, { appendToExisting: append, dropExisting: drop })
    t.same(spec.dataSchema.granularitySpec, {
      type: 'uniform',
      segmentGranularity: 'month',
      queryGranularity: 'none',
      rollup: false,
      intervals: [interval],
    })
  })
}

const aligned: readonly [granularity: Granularity, min: string, max: string, interval: string][] = [
  ['hour', '2025-03-31T10:15:00Z', '2025-03-31T10:59:59.999Z', '2025-03-31T10:00:00.000Z/2025-03-31T11:00:00.000Z'],
  ['hour', '2025-03-31T10:15:00Z', '2025-03-31T11:00:00Z', '2025-03-31T10:00:00.000Z/2025-03-31T12:00:00.000Z'],
  ['day', '2025-03-31T00:00:00Z', '2025-03-31T00:00:00Z', '2025-03-31T00:00:00.000Z/2025-04-01T00:00:00.000Z'],
  ['week', '2025-04-02T00:00:00Z', '2025-04-07T00:00:00Z', '2025-03-31T00:00:00.000Z/2025-04-14T00:00:00.000Z'],
  ['quarter', '2024-12-31T23:59:59Z', '2025-01-01T00:00:00Z', '2024-10-01T00:00:00.000Z/2025-04-01T00:00:00.000Z'],
  ['year', '1969-07-20T20:17:40Z', '1969-07-20T20:17:40Z', '1969-01-01T00:00:00.000Z/1970-01-01T00:00:00.000Z'],
  ['six_hour', '2025-03-31T05:00:00Z', '2025-03-31T06:00:00Z', '2025-03-31T00:00:00.000Z/2025-03-31T12:00:00.000Z'],
  ['all', '2025-03-31T05:00:00Z', '2025-03-31T06:00:00Z', eternity],
]
for (const [segmentGranularity, min, max, interval] of aligned) {
  t.test(`${min} to ${max} by ${segmentGranularity} is ${interval}`, async (t) => {
    const plan = planOf()
    t.same(planIntervals({ ...plan, segmentGranularity, time: { ...plan.time, min, max } as never }, null), [interval])
  })
}

t.test('overwriting one chunk over all of time by smaller ones is refused', async (t) => {
  t.throws(() => build({ mode: 'overwrite' }, { existingInterval: eternity }), {
    code: 'invalid_plan',
    message: /overwrite it by "all"/,
  })
  t.same(
    build({ mode: 'overwrite', segmentGranularity: 'all' }, { existingInterval: eternity }).spec.dataSchema
      .granularitySpec.intervals,
    [eternity],
  )
})

t.test('a fixed instant is what no row has a time for', async (t) => {
  const { spec } = build({ time: { kind: 'fixed', instant: '2025-11-01T10:00:00Z' } }, { profile: timeless })
  t.same(spec.dataSchema.timestampSpec, {
    column: '!!!_no_such_column_!!!',
    format: 'iso',
    missingValue: '2025-11-01T10:00:00.000Z',
  })
  t.same(spec.dataSchema.granularitySpec.intervals, ['2025-11-01T00:00:00.000Z/2025-11-02T00:00:00.000Z'])
})

t.test('a plan without time has no spec', async (t) => {
  t.throws(() => build({}, { profile: timeless }), { code: 'invalid_plan', details: { field: 'time' } })
})

t.test('a staged copy has one key per column and the time in milliseconds', async (t) => {
  const { spec } = build(
    { time: { kind: 'column', column: 'Sold at', timezone: 'Africa/Nairobi' } },
    { input: staged(1) },
  )
  t.same(spec.ioConfig.inputFormat, { type: 'json' })
  t.same(spec.dataSchema.timestampSpec, { column: '__time', format: 'millis' })
})

const slots: readonly [objects: number, freeSlots: number, subTasks: number][] = [
  [1, 10, 1],
  [5, 1, 1],
  [5, 2, 1],
  [5, 3, 2],
  [2, 8, 2],
  [5, 0, 1],
]
for (const [objects, freeSlots, subTasks] of slots) {
  t.test(`${objects} objects and ${freeSlots} free slots run ${subTasks} at a time`, async (t) => {
    const { spec } = build({}, { input: staged(objects), capacity: { freeSlots } })
    t.equal(spec.tuningConfig.maxNumConcurrentSubTasks, subTasks)
  })
}

t.test('bad rows are kept for the report, or fail the task', async (t) => {
  const kept = build().spec.tuningConfig
  t.equal(kept.maxSavedParseExceptions, 100)
  t.notOk('maxParseExceptions' in kept)
  t.equal(build({ maxRejectedRows: 7 }).spec.tuningConfig.maxParseExceptions, 7)
  t.equal(build({ onBadRows: 'fail' }).spec.tuningConfig.maxParseExceptions, 0)
  t.equal(kept.logParseExceptions, true)
})

t.test('rows roll up perfectly where the run owns its intervals', async (t) => {
  const tuning = (changes: PlanChanges) => build(changes).spec.tuningConfig
  for (const mode of ['replace', 'overwrite'] as const)
    t.match(tuning({ rollup: true, mode }), {
      partitionsSpec: { type: 'hashed', targetRowsPerSegment: 5_000_000 },
      forceGuaranteedRollup: true,
    })
  for (const changes of [{ rollup: true }, { mode: 'replace' }] as const) {
    t.equal(tuning(changes).partitionsSpec.type, 'dynamic')
    t.notOk('forceGuaranteedRollup' in tuning(changes))
  }
})

t.test('with rollup measures are metrics and rows are counted', async (t) => {
  const { spec } = build({
    rollup: true,
    metrics: [
      { name: 'total', kind: 'sum', column: 'amount' },
      { name: 'least', kind: 'min', column: 'quantity' },
      { name: 'most', kind: 'max', column: 'quantity', type: 'double' },
      { name: 'branches', kind: 'hll', column: 'Branch' },
      { name: 'shops', kind: 'theta', column: 'Branch' },
      { name: 'amounts', kind: 'quantiles', column: 'amount' },
    ],
  })
  t.same(spec.dataSchema.dimensionsSpec.dimensions, [{ type: 'string', name: 'branch' }])
  t.match(spec.dataSchema.metricsSpec, [
    { type: 'count', name: 'count' },
    { type: 'doubleSum', name: 'total', fieldName: 'amount' },
    { type: 'longMin', name: 'least', fieldName: 'quantity' },
    { type: 'doubleMax', name: 'most', fieldName: 'quantity' },
    { type: 'HLLSketchBuild', name: 'branches', fieldName: 'branch' },
    { type: 'thetaSketch', name: 'shops', fieldName: 'branch' },
    { type: 'quantilesDoublesSketch', name: 'amounts', fieldName: 'amount' },
  ])
  t.equal(countMetricOf(planOf({ rollup: true })), 'count')
  t.equal(countMetricOf(planOf()), null)
})

t.test('keys of JSON are read under the names of the plan', async (t) => {
  const profile = { ...orders, format: 'ndjson' as const, dialect: null }
  const { spec } = build(
    {
      columns: [
        { name: 'quantity', include: false },
        { name: 'amount', as: "it's" },
      ],
    },
    { profile },
  )
  t.same(spec.ioConfig.inputFormat, {
    type: 'json',
    flattenSpec: {
      useFieldDiscovery: false,
      fields: [
        { type: 'root', name: 'Sold at' },
        { type: 'path', name: 'branch', expr: "$['Branch']" },
        { type: 'path', name: "it's", expr: "$['amount']" },
        { type: 'root', name: 'entered' },
      ],
    },
  })
  const plain = { ...profile, columns: profile.columns.map((one) => ({ ...one, as: one.name })) }
  t.same(build({}, { profile: plain }).spec.ioConfig.inputFormat, { type: 'json' })
})

t.test('tabs, rows before the header and no header', async (t) => {
  const tabs = { ...orders, dialect: { ...csvDialect, delimiter: '\t', quote: null, escape: null, preambleRows: 2 } }
  t.match(build({}, { profile: tabs }).spec.ioConfig.inputFormat, { type: 'tsv', delimiter: '\t', skipHeaderRows: 3 })
  const bare = { ...orders, dialect: { ...csvDialect, headerRows: 0 } }
  t.equal(build({}, { profile: bare }).spec.ioConfig.inputFormat.skipHeaderRows, 0)
})

const withColumn = (more: Profile['columns'][number]): Profile => ({ ...orders, columns: [...orders.columns, more] })
const obstacles: readonly [says: string, profile: Profile, changes: PlanChanges, sentence: RegExp][] = [
  ['a workbook', { ...orders, format: 'xlsx' }, {}, /It is xlsx/],
  ['gzip under another name', { ...orders, compression: 'gzip' }, {}, /does not end in \.gz/],
  ['another encoding', { ...orders, encoding: 'windows-1252' }, {}, /windows-1252/],
  [
    'quotes between semicolons',
    { ...orders, dialect: { ...csvDialect, delimiter: ';' } },
    {},
    /not separated by commas/,
  ],
  ['single quotes', { ...orders, dialect: { ...csvDialect, quote: "'" } }, {}, /quotes are '/],
  ['backslashes', { ...orders, dialect: { ...csvDialect, escape: '\\' } }, {}, /escaped by/],
  ['decimal commas', { ...orders, dialect: { ...csvDialect, decimalSeparator: ',' } }, {}, /decimal commas/],
  [
    'times of a zone',
    orders,
    { time: { kind: 'column', column: 'Sold at', timezone: 'Africa/Nairobi' } },
    /Africa\/Nairobi/,
  ],
  ['true and false', withColumn(column('paid', 'boolean')), {}, /"paid" holds true and false/],
  ['a second time', withColumn(column('due', 'timestamp')), {}, /"due" holds times/],
  ['text read as a number', orders, { columns: [{ name: 'Branch', type: 'long' }] }, /"Branch" is read as long/],
  [
    'words for nothing',
    withColumn(column('x', 'string', { nullTokens: ['', 'NA'] })),
    {},
    /"x" spells missing values as/,
  ],
]
for (const [says, profile, changes, sentence] of obstacles) {
  t.test(`${says}: Druid reads a copy`, async (t) => {
    const plan = planOf(changes, profile)
    t.match(sourceObstacles(plan, profile, original), [sentence])
    t.throws(() => buildSpec({ plan, profile, input: original }), { code: 'invalid_plan', message: sentence })
    t.doesNotThrow(() => buildSpec({ plan, profile, input: staged(1) }))
  })
}
t.test('nothing keeps Druid from reading a plain file, a packed one by its name included', async (t) => {
  t.same(sourceObstacles(planOf(), orders, original), [])
  const packed = { objects: [{ ...object, key: 'orders.csv.gz' }] }
  t.same(sourceObstacles(planOf(), { ...orders, compression: 'gzip' }, packed), [])
  t.same(
    sourceObstacles(planOf({ columns: [{ name: 'quantity', type: 'string', role: 'dimension' }] }), orders, original),
    [],
  )
})

t.test('the sampler gets the same reading of the same rows', async (t) => {
  const spec = build()
  const sampler: Spec = buildSamplerSpec(spec)
  t.equal(sampler.type, 'index')
  t.same(sampler.spec.dataSchema, spec.spec.dataSchema)
  t.same(sampler.spec.ioConfig, {
    type: 'index',
    inputSource: spec.spec.ioConfig.inputSource,
    inputFormat: spec.spec.ioConfig.inputFormat,
  })
})
