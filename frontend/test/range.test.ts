import t from 'tap'
import { chooseBucket, endOfDay, offeredBuckets, parseInterval, resolveRange, zoomOut } from '../src/explore/range.ts'
import { dayMs, hourMs } from '../src/format/time.ts'

const at = (text: string) => Date.parse(text)
const iso = (instant: number) => new Date(instant).toISOString()
const span = (from: string, to: string) => ({ from: at(from), to: at(to) })

t.test('chooses a bucket that shows a shape and can be read', async (t) => {
  const cases: readonly [number, string][] = [
    [60_000, 'PT1S'],
    [hourMs, 'PT1M'],
    [6 * hourMs, 'PT5M'],
    [dayMs, 'PT15M'],
    [2 * dayMs, 'PT1H'],
    [7 * dayMs, 'PT6H'],
    [30 * dayMs, 'PT6H'],
    [31 * dayMs, 'P1D'],
    [92 * dayMs, 'P1D'],
    [365 * dayMs, 'P1W'],
    [731 * dayMs, 'P1W'],
    [1200 * dayMs, 'P1M'],
    [20 * 365 * dayMs, 'P3M'],
    [300 * 365 * dayMs, 'P1Y'],
  ]
  for (const [length, period] of cases) t.equal(chooseBucket({ from: 0, to: length }), period, `${length / dayMs} days`)
})

t.test('offers neither a million buckets nor a single one', async (t) => {
  t.same(offeredBuckets({ from: 0, to: 731 * dayMs }), ['P1D', 'P1W', 'P1M', 'P3M', 'P1Y'])
})

t.test('counts the last stretch back from the end of the data', async (t) => {
  const bounds = span('2023-01-01T00:04:00Z', '2024-12-31T20:51:00Z')
  const last = (period: 'P1D' | 'P1W' | 'P1M' | 'P3M' | 'P1Y', zone = 'Etc/UTC') => {
    const { from, to } = resolveRange({ kind: 'last', period }, bounds, zone)
    return [iso(from), iso(to)]
  }
  t.same(last('P1D'), ['2024-12-31T00:00:00.000Z', '2025-01-01T00:00:00.000Z'])
  t.same(last('P1W'), ['2024-12-25T00:00:00.000Z', '2025-01-01T00:00:00.000Z'])
  t.same(last('P1M'), ['2024-12-01T00:00:00.000Z', '2025-01-01T00:00:00.000Z'])
  t.same(last('P1Y'), ['2024-01-01T00:00:00.000Z', '2025-01-01T00:00:00.000Z'])
  t.same(last('P1M', 'Africa/Nairobi'), ['2024-11-30T21:00:00.000Z', '2024-12-31T21:00:00.000Z'])
})

t.test('days of a custom range are days of the zone', async (t) => {
  const range = { kind: 'between', from: '2024-01-01', to: '2024-01-02' } as const
  const { from, to } = resolveRange(range, { from: 0, to: 1 }, 'Africa/Nairobi')
  t.same([iso(from), iso(to)], ['2023-12-31T21:00:00.000Z', '2024-01-01T21:00:00.000Z'])
})

t.test('reads intervals and refuses eternity', async (t) => {
  t.same(parseInterval('2023-01-01T00:00:00.000Z/2025-01-01T00:00:00.000Z'), span('2023-01-01', '2025-01-01'))
  t.equal(parseInterval('-146136543-09-08T08:23:32.096Z/146140482-04-24T15:36:27.903Z'), null)
  t.equal(parseInterval('0000-01-01T00:00:00Z/9999-01-01T00:00:00Z'), null)
  t.equal(parseInterval(null), null)
})

t.test('midnight is the end of its own day', async (t) => {
  t.equal(iso(endOfDay(at('2024-03-01T00:00:00Z'), 'Etc/UTC')), '2024-03-01T00:00:00.000Z')
  t.equal(iso(endOfDay(at('2024-02-29T00:00:01Z'), 'Etc/UTC')), '2024-03-01T00:00:00.000Z')
})

t.test('zooming out stays within the data', async (t) => {
  t.same(zoomOut({ from: 40, to: 60 }, { from: 35, to: 100 }), { from: 35, to: 70 })
})
