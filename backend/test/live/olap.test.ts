import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { type IngestionMode, type IngestionPlan, query, type Row } from '@nemeton/contract'
import t from 'tap'
import { folderOf, examples as specs } from '../../../ingestion-specs/specs.ts'
import { compile, compileTotals } from '../../src/olap/compile.ts'
import type { DatasourceSchema } from '../../src/olap/datasource-schema.ts'
import { buildSpec } from '../../src/olap/ingestion/batch-spec.ts'
import { buildSamplerSpec } from '../../src/olap/ingestion/sampler-spec.ts'
import type { Compiled } from '../../src/olap/shape.ts'
import { toTable } from '../../src/olap/table.ts'
import { findZone } from '../../src/olap/time.ts'
import { floorTime, parseGranularity } from '../../src/olap/time-bucket.ts'
import { derived } from '../olap/derived-queries.ts'
import { examples, rolledUp, sales } from '../olap/queries.ts'

const druid = process.env.DRUID_URL
if (druid === undefined) throw new Error('DRUID_URL must say where the router of a Druid is')

const run = `${Date.now().toString(36)}_${process.pid}`
const loaded: string[] = []

// biome-ignore lint/suspicious/noExplicitAny: Druid's answers are looked into at any depth
async function ask(method: 'GET' | 'POST' | 'DELETE', path: string, body?: unknown): Promise<any> {
  const response = await fetch(`${druid}${path}`, {
    method,
    headers: { 'content-type': 'application/json', accept: 'application/json' },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    signal: AbortSignal.timeout(60_000),
  })
  const text = await response.text()
  if (!response.ok) throw new Error(`${response.status} ${path}: ${text.slice(0, 1000)}`)
  return text === '' ? null : JSON.parse(text)
}

const answer = ({ sql, parameters, context }: Compiled, prefix = ''): Promise<unknown[][]> =>
  ask('POST', '/druid/v2/sql', {
    query: prefix + sql,
    parameters,
    context,
    resultFormat: 'array',
    header: true,
    sqlTypesHeader: true,
  })

/** The spec as it is but for its rows, which stand in it: no object store is needed. */
function withRows(spec: object, data: string): { spec: { ioConfig: object; dataSchema: object } } {
  const copy = structuredClone(spec) as { spec: { ioConfig: { inputSource: object }; dataSchema: object } }
  copy.spec.ioConfig.inputSource = { type: 'inline', data }
  return copy
}

async function ingest(plan: IngestionPlan, rows: readonly object[], existingInterval: string | null = null) {
  const input = { kind: 'staged', objects: [{ bucket: 'none', key: 'none.ndjson', bytes: 0 }] } as const
  const profile = { format: 'ndjson', compression: 'none', dialect: null, encoding: 'UTF-8', columns: [] } as const
  const spec = buildSpec({ plan, profile, input, existingInterval, taskId: `${plan.datasource}_${loaded.length}` })
  loaded.push(plan.datasource)
  const { task } = await ask(
    'POST',
    '/druid/indexer/v1/task',
    withRows(spec, rows.map((row) => JSON.stringify(row)).join('\n')),
  )
  for (;;) {
    const { status } = await ask('GET', `/druid/indexer/v1/task/${task}/status`)
    if (status.statusCode === 'FAILED') throw new Error(`${task}: ${status.errorMsg}`)
    if (status.statusCode === 'SUCCESS') return
    await sleep(200)
  }
}

async function untilCounted(datasource: string, rows: number): Promise<void> {
  const deadline = Date.now() + 60_000
  for (;;) {
    const sql = `SELECT COUNT(*) AS "n" FROM "${datasource}"`
    const counted = await ask('POST', '/druid/v2/sql', { query: sql }).catch(() => [{ n: -1 }])
    if (counted[0]?.n === rows) return
    if (Date.now() > deadline) throw new Error(`${datasource} has ${counted[0]?.n} rows, not ${rows}`)
    await sleep(200)
  }
}

const january = Date.UTC(2025, 0, 1)
const day = 86_400_000

function planOf(schema: DatasourceSchema, mode: IngestionMode, min: number, max: number): IngestionPlan {
  const rollup = schema.countMetric !== null
  const columns = schema.columns
    .filter(({ name, type }) => name !== '__time' && name !== schema.countMetric && type !== 'complex')
    .map(({ name, type, role }) => ({ name, as: name, type: type as 'string', role, include: true, reason: 'test' }))
  return {
    datasource: `${schema.name}_${run}`,
    mode,
    time: {
      kind: 'column',
      column: 'time',
      format: 'millis',
      timezone: 'Etc/UTC',
      min: new Date(min).toISOString(),
      max: new Date(max).toISOString(),
      reason: 'test',
    },
    columns: [{ name: 'time', as: 'time', type: 'timestamp', role: 'time', include: true, reason: 'test' }, ...columns],
    segmentGranularity: 'month',
    queryGranularity: rollup ? 'day' : 'none',
    rollup,
    metrics: rollup
      ? [
          { name: 'count', kind: 'count' },
          { name: 'amount', kind: 'sum', column: 'amount', type: 'double' },
          { name: 'customers', kind: 'hll', column: 'branch' },
        ]
      : [],
    onBadRows: 'fail',
    maxRejectedRows: null,
    reasons: {},
  }
}

/** Ninety days from the first of January: what each holds can be told from its number. */
const salesRows = Array.from({ length: 90 }, (_, index) => ({
  __time: january + index * day,
  branch: [null, 'Nairobi', 'Mombasa'][index % 3],
  'product "x"': index % 2 ? 'Sugar' : 'Rice, 5 kg',
  online: index % 4 === 0 ? 1 : 0,
  delivered: index % 5 === 0 ? null : january + (index + 2) * day,
  quantity: index === 7 ? 9_007_199_254_740_992 : (index % 10) - 4,
  amount: index / 10,
}))
const rolledUpRows = Array.from({ length: 100 }, (_, index) => ({
  __time: january + (index % 10) * 1000,
  branch: index % 2 ? 'Nairobi' : 'Kisumu',
  age: index % 4 < 2 ? 20 : 40,
  amount: 1.5,
}))

const facts = { queryId: 'q', elapsedMs: 0, cached: false }
const here = (schema: DatasourceSchema): DatasourceSchema => ({ ...schema, name: `${schema.name}_${run}` })
const base = { datasource: 'sales', interval: '2025-01-01/2026-01-01', measures: [{ name: 'rows', kind: 'count' }] }
const rowsOf = async (input: object, schema = sales): Promise<readonly Row[]> => {
  const compiled = compile(query.parse({ ...base, ...input }), here(schema))
  return toTable(compiled, await answer(compiled), facts).rows
}

if (!process.env.KEEP)
  t.teardown(async () => {
    for (const name of new Set(loaded)) await ask('DELETE', `/druid/coordinator/v1/datasources/${name}`).catch(() => {})
  })

t.test('every example spec reads every row of its sample through the sampler', async (t) => {
  for (const { name } of specs) {
    const folder = folderOf(name)
    const sample = readdirSync(folder).find((file) => file.startsWith('sample.')) ?? ''
    const lines = readFileSync(join(folder, sample), 'utf8').split('\n')
    const spec = JSON.parse(readFileSync(join(folder, 'spec.json'), 'utf8'))
    const data = lines.slice(0, 400).join('\n')
    const sampler = withRows(buildSamplerSpec(spec), data)
    const rows = data.trim().split('\n').length - (sample.endsWith('ndjson') ? 0 : 1)
    const answer = await ask('POST', '/druid/indexer/v1/sampler', { ...sampler, samplerConfig: { numRows: 1000 } })
    t.equal(answer.numRowsRead, rows, `${name}: rows read`)
    t.equal(answer.numRowsIndexed, rows, `${name}: rows indexed`)
    t.same(
      answer.data.filter((row: { unparseable?: boolean }) => row.unparseable),
      [],
      `${name}: none unparseable`,
    )
    if (name !== 'sales') continue
    const products = answer.data.map(({ parsed }: { parsed: { product: string } }) => parsed.product)
    for (const quoted of ['Smartphone 6.5"', 'Rice, Pishori 5 kg']) t.ok(products.includes(quoted), quoted)
  }
})

t.test('the examples for queries are loaded by specs of the product', async () => {
  const last = salesRows.at(-1)?.__time ?? 0
  await Promise.all([
    ingest(planOf(sales, 'append', january, last), salesRows),
    ingest(planOf(rolledUp, 'append', january, january + 9000), rolledUpRows),
  ])
  await untilCounted(here(sales).name, 90)
  await untilCounted(here(rolledUp).name, 4)
})

t.test('Druid plans and runs every compiled query', async (t) => {
  for (const { says, query, datasource } of [...examples, ...derived]) {
    for (const compiled of [compile(query, here(datasource)), compileTotals(query, here(datasource))]) {
      if (compiled.shape.columns.length === 0) continue
      try {
        const plan = await answer(compiled, 'EXPLAIN PLAN FOR ')
        t.match(String(plan[2]?.[0]), /"queryType"/, `plans: ${says}`)
        const table = toTable(compiled, await answer(compiled), facts)
        t.equal(table.columns.length, compiled.shape.columns.length, `runs: ${says}`)
      } catch (error) {
        t.fail(`${says}: ${(error as Error).message}\n${compiled.sql}`)
      }
    }
  }
})

const values = (column: string, ...values: unknown[]) => ({ filter: { kind: 'values', column, values } })
const excluded = (column: string, ...values: unknown[]) => ({
  filter: { kind: 'values', column, values, exclude: true },
})
const counted: readonly [says: string, input: object, rows: number][] = [
  ['all', {}, 90],
  ['a value', values('branch', 'Nairobi'), 30],
  ['a value or none', values('branch', 'Nairobi', null), 60],
  ['all but a value, those without one included', excluded('branch', 'Nairobi'), 60],
  ['all but a value and none', excluded('branch', 'Nairobi', null), 30],
  ['what is not a value, those without one included', { filter: { kind: 'not', ...values('branch', 'Nairobi') } }, -1],
  ['true', values('online', 'true'), 23],
  ['an instant', values('__time', '2025-01-02'), 1],
  ['an instant of another column', values('delivered', '2025-01-04'), 1],
  ['a long beyond 2^53, which its neighbour is not', values('quantity', '9007199254740992'), 1],
  ['a neighbour of a long beyond 2^53', values('quantity', '9007199254740993'), 0],
  ['doubles', values('amount', 0.3, '8.9'), 2],
  ['text in it, in any case', { filter: { kind: 'contains', column: 'product "x"', text: 'rICE, 5' } }, 45],
  ['a pattern', { filter: { kind: 'regexp', column: 'branch', pattern: '^(Nai|Mom)' } }, 60],
  ['a half-open range', { filter: { kind: 'numberRange', column: 'amount', from: 1, to: 2 } }, 10],
  ['an interval', { interval: '2025-01-01/2025-01-31' }, 30],
  ['the days of a zone', { interval: undefined, relative: { last: 'P1M', to: '2025-03-01T00:00:00Z' } }, 28],
  ['nothing', { filter: { kind: 'or', filters: [] } }, 0],
  ['where nothing is', { interval: '2020-01-01/2021-01-01' }, 0],
]
for (const [says, input, rows] of counted) {
  t.test(`counts ${says}`, async (t) => {
    const wanted = rows === -1 ? { filter: { kind: 'not', filter: values('branch', 'Nairobi').filter } } : input
    t.same(await rowsOf(wanted), [[rows === -1 ? 60 : rows]])
  })
}

t.test('measures are what the rows say', async (t) => {
  const measures = [
    { name: 'sum', kind: 'sum', column: 'amount' },
    { name: 'avg', kind: 'avg', column: 'online' },
    { name: 'min', kind: 'min', column: 'delivered' },
    { name: 'max', kind: 'max', column: '__time' },
    { name: 'some', kind: 'count', column: 'delivered' },
    { name: 'exact', kind: 'countDistinct', column: 'amount', exact: true },
    { name: 'online', kind: 'countDistinct', column: 'branch', exact: true, filter: values('online', 1).filter },
  ].map((measure) => measure)
  t.same(await rowsOf({ measures: measures.slice(1, 7) }), [
    [23 / 90, '2025-01-04T00:00:00.000Z', '2025-03-31T00:00:00.000Z', 72, 90, 2],
  ])
  t.ok(Math.abs(Number((await rowsOf({ measures: measures.slice(0, 1) }))[0]?.[0]) - 400.5) < 1e-9)
  const [[approximate]] = (await rowsOf({
    measures: [{ name: 'd', kind: 'countDistinct', column: 'amount' }],
  })) as [[number]]
  t.ok(Math.abs(approximate - 90) <= 3)
})

t.test('rolled-up rows count, sum and average as the rows they were', async (t) => {
  const measures = [
    { name: 'rows', kind: 'count' },
    { name: 'none', kind: 'count', filter: { kind: 'isNull', column: 'branch' } },
    { name: 'sum', kind: 'sum', column: 'amount' },
    { name: 'avg', kind: 'avg', column: 'amount' },
    { name: 'age', kind: 'avg', column: 'age' },
    { name: 'ages', kind: 'sum', column: 'age' },
    { name: 'customers', kind: 'countDistinct', column: 'customers' },
  ]
  t.same(await rowsOf({ measures }, rolledUp), [[100, 0, 150, 1.5, 30, 3000, 2]])
})

t.test('splits are ordered, cut and filled', async (t) => {
  t.same(await rowsOf({ splits: [{ column: 'branch', orderBy: { column: 'branch', direction: 'ascending' } }] }), [
    [null, 30],
    ['Mombasa', 30],
    ['Nairobi', 30],
  ])
  t.same(await rowsOf({ splits: [{ column: 'online', limit: 1 }] }), [[false, 67]])
  t.same(
    await rowsOf({
      splits: [
        { column: 'amount', bucket: { size: 0.1 }, orderBy: { column: 'amount', direction: 'ascending' }, limit: 100 },
      ],
    }),
    salesRows.map(({ amount }) => [amount, 1]),
  )
  t.same(
    await rowsOf({ ...values('quantity', -4, -1, 5, 0), splits: [{ column: 'quantity', bucket: { size: 5 } }] }),
    [
      [-5, 18],
      [0, 9],
      [5, 9],
    ].map(([from, rows]) => [from, rows]),
  )
  const months = { column: '__time', bucket: { granularity: 'P1M' } }
  t.same(
    await rowsOf(
      { ...values('__time', '2025-01-02', '2025-03-02'), splits: [months] },
      { ...sales, interval: '2025-01-01/2025-04-01' },
    ),
    [
      ['2025-01-01T00:00:00.000Z', 1],
      ['2025-02-01T00:00:00.000Z', 0],
      ['2025-03-01T00:00:00.000Z', 1],
    ],
  )
  t.same(await rowsOf({ measures: [], raw: { columns: ['branch', 'online', 'delivered'], limit: 1 } }), [
    ['Mombasa', false, '2025-04-02T00:00:00.000Z'],
  ])
})

t.test('buckets begin where Druid says they do', async (t) => {
  const zones = [
    'Etc/UTC',
    'Africa/Nairobi',
    'Europe/Berlin',
    'America/New_York',
    'Asia/Kathmandu',
    'Australia/Lord_Howe',
    'America/Sao_Paulo',
  ]
  const granularities = [
    'P1Y',
    'P2Y',
    'P3M',
    'P1M',
    'P1W',
    'P2W',
    'P1D',
    'P7D',
    'PT6H',
    'PT1H',
    'PT30M',
    'PT15M',
    'PT1M',
    'PT10S',
  ]
  const instants = Array.from(
    { length: 400 },
    (_, index) => Date.UTC(1965, 0, 1) + index * 55 * day + ((index * 7919) % 1440) * 60_000,
  )
  const changes = [
    '2025-03-30T00:30',
    '2025-03-30T01:30',
    '2025-10-26T00:30',
    '2025-10-26T01:30',
    '2025-04-05T14:45',
    '2025-04-05T15:10',
    '2018-11-04T03:30',
    '2018-02-18T02:30',
  ]
  const all = [...instants, ...changes.map((text) => Date.parse(`${text}Z`))]
  for (const zone of zones) {
    for (const granularity of granularities) {
      const sql = `SELECT "x", TIMESTAMP_TO_MILLIS(TIME_FLOOR(MILLIS_TO_TIMESTAMP("x"), '${granularity}', NULL, '${zone}')) AS "start"
        FROM (VALUES ${all.map((instant) => `(CAST(${instant} AS BIGINT))`).join(', ')}) AS "t" ("x")`
      const rows = (await ask('POST', '/druid/v2/sql', { query: sql })) as { x: number; start: number }[]
      const wrong = rows.filter(({ x, start }) => floorTime(x, parseGranularity(granularity), findZone(zone)) !== start)
      t.same(
        wrong.map(({ x, start }) => `${new Date(x).toISOString()} ${new Date(start).toISOString()}`),
        [],
        `${granularity} in ${zone}`,
      )
    }
  }
})

t.test(
  'append adds, replace empties its time chunks, overwrite leaves nothing else, and a dropped datasource can be filled again',
  async (t) => {
    const schema = { ...sales, name: 'sales_modes' }
    const name = here(schema).name
    const load = async (mode: IngestionMode, from: number, days: number, existing: string | null = null) => {
      const rows = Array.from({ length: days }, (_, index) => ({ __time: from + index * day, branch: mode }))
      await ingest(planOf(schema, mode, from, from + (days - 1) * day), rows, existing)
    }
    await load('append', january, 59)
    await untilCounted(name, 59)
    await load('append', january, 31)
    await untilCounted(name, 90)
    await load('replace', Date.UTC(2025, 1, 10), 5)
    await untilCounted(name, 67)
    await load('append', Date.UTC(2025, 1, 10), 3)
    await untilCounted(name, 70)
    await load('overwrite', Date.UTC(2025, 2, 1), 2, '2025-01-01T00:00:00.000Z/2025-03-01T00:00:00.000Z')
    await untilCounted(name, 2)
    t.same(await rowsOf({}, schema), [[2]])
    await ask('DELETE', `/druid/coordinator/v1/datasources/${name}`)
    await load('append', january, 31)
    await untilCounted(name, 31)
  },
)
