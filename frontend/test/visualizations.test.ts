import t from 'tap'
import { ticksOf } from '../src/visualizations/ticks.ts'
import { chartRows, isPartial, nearestPoint } from '../src/visualizations/time-series.ts'

const at = (text: string) => Date.parse(text)
const utc = 'Etc/UTC'
const labels = (from: string, to: string, bucket: Parameters<typeof ticksOf>[1], most: number) => {
  const ticks = ticksOf({ from: at(from), to: at(to) }, bucket, utc, most)
  return ticks.at.map(ticks.label)
}

t.test('marks an axis at round times', async (t) => {
  t.same(labels('2023-01-01', '2025-01-01', 'P1W', 9), [
    'Jan 2023',
    'Apr 2023',
    'Jul 2023',
    'Oct 2023',
    'Jan 2024',
    'Apr 2024',
    'Jul 2024',
    'Oct 2024',
  ])
  t.same(labels('2024-11-05', '2024-11-25', 'PT6H', 12).slice(0, 3), ['5 Nov', '7 Nov', '9 Nov'])
  t.same(labels('2024-11-05', '2024-11-06', 'PT1H', 6), ['5 Nov', '06:00', '12:00', '18:00'])
})

t.test('never marks more than fit, nor outside the span', async (t) => {
  for (const most of [2, 5, 9, 14])
    for (const days of [1, 3, 10, 45, 200, 900, 4000]) {
      const span = { from: at('2021-03-05T07:00:00Z'), to: at('2021-03-05T07:00:00Z') + days * 86_400_000 }
      const ticks = ticksOf(span, 'PT1H', 'Africa/Nairobi', most)
      t.ok(ticks.at.length <= most + 1, `${days} days, ${most} marks: ${ticks.at.length}`)
      t.ok(ticks.at.every((instant) => instant >= span.from && instant < span.to))
    }
})

t.test('a bucket at an edge of the interval is drawn apart', async (t) => {
  const span = { from: at('2024-01-10'), to: at('2024-05-01') }
  const months = ['2024-01-01', '2024-02-01', '2024-03-01', '2024-04-01'].map(at)
  const frame = { bucket: 'P1M' as const, zone: utc, span }
  t.same(
    months.map((month) => isPartial(month, frame)),
    [true, false, false, false],
  )
  const rows = chartRows(
    months.map((month, index) => ({ at: month, values: [index + 1] })),
    (month) => isPartial(month, frame),
  )
  t.same(
    rows.map((row) => [row[0], row.edge0]),
    [
      [null, 1],
      [2, 2],
      [3, null],
      [4, null],
    ],
  )
})

t.test('finds the bucket nearest to the pointer', async (t) => {
  const points = [0, 10, 30].map((instant) => ({ at: instant, values: [] }))
  t.same(
    [-5, 4, 6, 19, 21, 99].map((instant) => nearestPoint(points, instant)),
    [0, 0, 1, 1, 2, 2],
  )
})
