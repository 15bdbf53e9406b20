import type { DatasourceColumn } from '@nemeton/contract'
import t from 'tap'
import { rankDimensions, shownFirst } from '../src/explore/dimensions.ts'
import { filterOf } from '../src/explore/filters.ts'
import { chooseMeasure, isRatio, measuresOf, offeredMeasures, readable } from '../src/explore/measures.ts'
import { frameOf, pointsOf, seriesPoints, settledSpan } from '../src/explore/series.ts'
import { assignColors } from '../src/visualizations/colors.ts'

const column = (name: string, type: DatasourceColumn['type'], role: DatasourceColumn['role']): DatasourceColumn => ({
  name,
  type,
  role,
})
const at = (text: string) => Date.parse(text)

t.test('averages what must not be added up', async (t) => {
  for (const name of ['unit_price', 'unitPrice', 'discount_rate', 'Price', 'avg speed', 'vat-percent', 'rating'])
    t.ok(isRatio(name), name)
  for (const name of ['amount', 'amount_kes', 'quantity', 'cost', 'operations', 'storage_bytes', 'averaged_total'])
    t.notOk(isRatio(name), name)
})

t.test('offers no sum of numbers that only name something', async (t) => {
  const offered = offeredMeasures(
    ['order_number', 'orderId', 'year', 'quantity'].map((name) => column(name, 'long', 'measure')),
  )
  t.same(
    offered.map((measure) => measure.key),
    ['count', 'sum:quantity'],
  )
})

t.test('opens on money, else on a sum, else on rows', async (t) => {
  const offered = offeredMeasures([
    column('quantity', 'long', 'measure'),
    column('unit_price', 'double', 'measure'),
    column('amount_kes', 'double', 'measure'),
  ])
  t.same(
    offered.map((measure) => measure.key),
    ['count', 'sum:quantity', 'avg:unit_price', 'sum:amount_kes'],
  )
  t.equal(chooseMeasure(offered, null).key, 'sum:amount_kes')
  t.equal(chooseMeasure(offered.slice(0, 2), null).key, 'sum:quantity')
  t.equal(chooseMeasure(offered.slice(0, 1), null).key, 'count')
  t.equal(chooseMeasure(offered, 'avg:unit_price').key, 'avg:unit_price')
  t.equal(chooseMeasure(offered, 'sum:gone').key, 'sum:amount_kes')
})

t.test('reads column names as people do', async (t) => {
  t.equal(readable('amount_kes'), 'Amount KES')
  t.equal(readable('unitPrice'), 'Unit Price')
})

t.test('puts dimensions with a few values before identifiers', async (t) => {
  const columns = ['customer_id', 'constant', 'branch', 'receipt', 'channel'].map((name) =>
    column(name, 'string', 'dimension'),
  )
  const distinct = { customer_id: 9000, constant: 1, branch: 11, receipt: 50_000, channel: 3 }
  t.same(
    rankDimensions(columns, distinct, 60_000).map(({ name }) => name),
    ['branch', 'channel', 'customer_id', 'receipt', 'constant'],
  )
})

t.test('shows no top values unasked where there are too many to rank', async (t) => {
  const columns = ['order', 'branch', 'city', 'unknown'].map((name) => column(name, 'string', 'dimension'))
  const names = (most: number) =>
    shownFirst(columns, { order: 3_000_000, branch: 11, city: 100_000 }, most).map(({ name }) => name)
  t.same(names(6), ['branch', 'city', 'unknown'])
  t.same(names(2), ['branch', 'city'])
})

t.test('compares a column of numbers with numbers', async (t) => {
  const columns = [column('online', 'long', 'dimension'), column('branch', 'string', 'dimension')]
  t.equal(filterOf([], columns, 'Etc/UTC'), undefined)
  t.same(filterOf([{ kind: 'values', column: 'online', values: ['1', null], exclude: false }], columns, 'Etc/UTC'), {
    kind: 'values',
    column: 'online',
    values: [1, null],
    exclude: false,
  })
  const two = filterOf(
    [
      { kind: 'values', column: 'online', values: ['1'], exclude: false },
      { kind: 'values', column: 'branch', values: ['7'], exclude: true },
    ],
    columns,
    'Etc/UTC',
  )
  t.same(
    filterOf(
      [
        { kind: 'contains', column: 'branch', text: 'a', exclude: true },
        { kind: 'regexp', column: 'branch', pattern: '^N', exclude: false },
        { kind: 'numberRange', column: 'online', from: null, to: 5, exclude: false },
        { kind: 'time', column: '__time', from: '2024-01-01', to: '2024-01-02', exclude: true },
      ],
      columns,
      'Africa/Nairobi',
    ),
    {
      kind: 'and',
      filters: [
        { kind: 'not', filter: { kind: 'contains', column: 'branch', text: 'a' } },
        { kind: 'regexp', column: 'branch', pattern: '^N' },
        { kind: 'numberRange', column: 'online', from: null, to: 5 },
        {
          kind: 'not',
          filter: {
            kind: 'timeInterval',
            column: '__time',
            interval: '2023-12-31T21:00:00.000Z/2024-01-01T21:00:00.000Z',
          },
        },
      ],
    },
    'a day begins at midnight of the chosen zone',
  )
  t.match(two, { kind: 'and', filters: [{ values: [1] }, { values: ['7'], exclude: true }] })
})

t.test('a bucket without rows is a zero of a count and a gap of an average', async (t) => {
  const frame = { span: { from: at('2024-01-01'), to: at('2024-04-01') }, bucket: 'P1M' as const, zone: 'Etc/UTC' }
  const rows = [
    ['2024-01-01T00:00:00.000Z', 3, 1.5],
    ['2024-03-01T00:00:00.000Z', 4, 2.5],
  ]
  const points = pointsOf(rows, 2, { ...frame, zero: [true, false] })
  t.same(
    points.map(({ values }) => values),
    [
      [3, 1.5],
      [0, null],
      [4, 2.5],
    ],
  )
})

t.test('leaves rows as they came when a bucket lies elsewhere than expected', async (t) => {
  const frame = {
    span: { from: at('2024-01-01'), to: at('2024-03-01') },
    bucket: 'P1M' as const,
    zone: 'Etc/UTC',
    zero: [true],
  }
  t.equal(pointsOf([['2024-01-01T03:00:00.000Z', 3]], 1, frame).length, 1)
})

t.test('puts each value of a split into its own series', async (t) => {
  const frame = {
    span: { from: at('2024-01-01'), to: at('2024-03-01') },
    bucket: 'P1M' as const,
    zone: 'Etc/UTC',
    zero: true,
  }
  const rows = [
    ['Nairobi', '2024-01-01T00:00:00.000Z', 5],
    [null, '2024-02-01T00:00:00.000Z', 2],
  ]
  t.same(
    seriesPoints(rows, ['Nairobi', null], frame).map(({ values }) => values),
    [
      [5, 0],
      [0, 2],
    ],
  )
})

t.test('a value keeps its colour when the order changes, and shares it with none', async (t) => {
  const one = assignColors(['Nairobi', 'Mombasa', 'Kisumu', null])
  const other = assignColors([null, 'Kisumu', 'Mombasa', 'Nairobi'])
  t.same([...one].sort(), [...other].sort())
  t.equal(new Set(one.values()).size, 4)
})

t.test('an answer is framed as its own question asked, not as the next one', async (t) => {
  const question = {
    datasource: 'sales',
    interval: '2024-01-01T00:00:00.000Z/2024-04-01T00:00:00.000Z',
    timezone: 'Africa/Nairobi',
    measures: [],
    splits: [{ column: '__time', bucket: { granularity: 'P1M' }, limit: 10 }],
  }
  t.same(frameOf(question), {
    span: { from: at('2024-01-01'), to: at('2024-04-01') },
    bucket: 'P1M',
    zone: 'Africa/Nairobi',
  })
  t.equal(frameOf({ ...question, splits: [] }), null)
})

t.test('the first and the last day of the data are whole, unless an interval cuts them or today goes on', async (t) => {
  const bounds = { from: at('2024-01-10T07:41:00Z'), to: at('2024-05-30T21:00:00Z') }
  const settled = (from: number, to: number, now: string, zone = 'Etc/UTC') =>
    Object.values(settledSpan({ span: { from, to }, zone }, bounds, at(now))).map((end) =>
      new Date(end).toISOString().slice(0, 16),
    )
  const { from, to } = bounds
  t.same(settled(from, to, '2026-01-01'), ['2024-01-10T00:00', '2024-05-31T00:00'], 'all of it')
  t.same(settled(from, to, '2026-01-01', 'America/New_York'), ['2024-01-10T05:00', '2024-05-31T04:00'])
  t.same(settled(from, to, '2024-05-30T22:00:00Z'), ['2024-01-10T00:00', '2024-05-30T21:00'], 'today')
  const inner = [at('2024-02-10'), at('2024-03-10T12:00:00Z')] as const
  t.same(settled(...inner, '2026-01-01'), ['2024-02-10T00:00', '2024-03-10T12:00'], 'a part of it')
  t.same(settled(at('2023-06-10'), at('2024-07-10'), '2026-01-01'), ['2023-06-10T00:00', '2024-07-10T00:00'])
})

t.test(
  'offers what somebody has chosen for a datasource, with rows beside it and numbers as they shall look',
  async (t) => {
    const columns = [column('amount', 'double', 'measure'), column('branch', 'string', 'dimension')]
    const currency = { kind: 'currency', currency: 'KES', decimals: 0 } as const
    const formats = { amount: currency }
    t.same(measuresOf({ columns, measures: null, formats: {} }), offeredMeasures(columns))
    t.match(measuresOf({ columns, measures: null, formats }), [{ key: 'count', format: null }, { format: currency }])
    const chosen = measuresOf({
      columns,
      formats,
      measures: [
        { name: 'Turnover', kind: 'sum', column: 'amount' },
        { name: 'Shops', kind: 'countDistinct', column: 'branch' },
        { name: 'Lost', kind: 'sum', column: 'no longer there' },
      ],
    })
    t.match(chosen, [
      { title: 'Turnover', measure: { kind: 'sum', column: 'amount' }, additive: true, format: currency },
      { title: 'Shops', additive: false, format: null },
      { key: 'count' },
    ])
    t.equal(chosen.length, 3, 'a measure of a column that is gone is left out')
  },
)
