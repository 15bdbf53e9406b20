import { ingestionPlan, type Profile } from '@nemeton/contract'
import t from 'tap'
import { datasourceFromFilename } from '../../../src/olap/ingestion/datasource-name.ts'
import { inferPlan } from '../../../src/olap/ingestion/infer-schema.ts'
import { chooseSegmentGranularity } from '../../../src/olap/ingestion/segment-granularity.ts'
import { parseInterval } from '../../../src/olap/time.ts'
import { orders, timeless } from './profiles.ts'

const names: readonly [filename: string, datasource: string][] = [
  ['Sales report 2024 (final).csv.gz', 'sales_report_2024_final'],
  ['sales.csv', 'sales'],
  ['Mauzo – Nairobi.XLSX', 'mauzo_nairobi'],
  ['../../etc/passwd', 'passwd'],
  ['C:\\data\\events.ndjson.zst', 'events'],
  ['.csv', 'upload'],
  ['...', 'upload'],
  ['2024.01.csv', '2024_01'],
  ['Übersicht.tsv', 'übersicht'],
  ['売上.csv', '売上'],
  [`${'x'.repeat(300)}.csv`, 'x'.repeat(100)],
]
for (const [filename, datasource] of names) {
  t.test(`calls ${filename.slice(0, 40)} ${datasource.slice(0, 40)}`, async (t) => {
    t.equal(datasourceFromFilename(filename), datasource)
    t.ok(ingestionPlan.shape.datasource.safeParse(datasource).success)
  })
}

const granularities: readonly [rows: number, interval: string, granularity: string][] = [
  [18_000, '2024-01-01/2026-01-01', 'month'],
  [500, '2025-01-01/2025-01-02', 'day'],
  [1, '2025-01-01T00:00:00Z/2025-01-01T00:00:01Z', 'day'],
  [100_000_000, '2025-01-01/2025-01-02', 'hour'],
  [1_000_000_000, '2024-01-01/2026-01-01', 'day'],
  [100_000_000_000, '2024-01-01/2026-01-01', 'day'],
  [1000, '1900-01-01/2025-01-01', 'year'],
  [1000, '-100000-01-01/2025-01-01'.replace('-100000', '-002000'), 'year'],
  [1000, '-004000-01-01/2025-01-01', 'all'],
  [3_000_000, '2025-01-01/2025-12-31', 'month'],
]
for (const [rows, interval, granularity] of granularities) {
  t.test(`cuts ${rows} rows over ${interval} by ${granularity}`, async (t) => {
    t.equal(chooseSegmentGranularity(rows, parseInterval(interval)).granularity, granularity)
  })
}

t.test('a plan takes over what the profile found and says why', async (t) => {
  const plan = inferPlan(orders, { filename: 'Orders.csv' })
  t.ok(ingestionPlan.safeParse(plan).success)
  t.match(plan, {
    datasource: 'orders',
    mode: 'append',
    time: { kind: 'column', column: 'Sold at', format: 'iso', min: '2025-01-15T08:00:00Z' },
    segmentGranularity: 'month',
    queryGranularity: 'none',
    rollup: false,
    metrics: [],
  })
  t.same(
    plan.columns.map(({ as, type, role, include }) => [as, type, role, include]),
    [
      ['sold_at', 'timestamp', 'time', true],
      ['branch', 'string', 'dimension', true],
      ['quantity', 'long', 'measure', true],
      ['amount', 'double', 'measure', true],
      ['entered', 'long', 'measure', true],
    ],
  )
  for (const field of ['datasource', 'mode', 'time', 'segmentGranularity', 'queryGranularity', 'rollup'])
    t.ok(plan.reasons[field], field)
})

t.test('a file without times asks for an instant', async (t) => {
  const plan = inferPlan(timeless, { filename: 'x.csv', datasource: 'prices', mode: 'replace' })
  t.match(plan, { datasource: 'prices', mode: 'replace', time: null, reasons: { time: /choose one instant/ } })
})

t.test('a column without a single value is left out, and says so', async (t) => {
  const [first, second, ...others] = orders.columns as [Profile['columns'][number], Profile['columns'][number]]
  const plan = inferPlan(
    { ...orders, columns: [first, { ...second, nulls: orders.rows }, ...others] },
    { filename: 'x.csv' },
  )
  t.match(plan.columns[1], { include: false, reason: /no row has a value/ })
  t.ok(plan.columns.every(({ include }, index) => include === (index !== 1)))
  const empty = { ...timeless, columns: timeless.columns.map((column) => ({ ...column, nulls: timeless.rows })) }
  t.ok(inferPlan(empty, { filename: 'x.csv' }).columns.every(({ include }) => include))
})
