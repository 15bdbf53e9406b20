import type { QueryKind } from '@nemeton/contract'
import t from 'tap'
import { createMemoryCache } from '../../src/ports/cache/memory.ts'
import { createStatistics, type QueryHour } from '../../src/queries/statistics.ts'

const minuteMs = 60_000
const hourMs = 60 * minuteMs
const begun = Date.parse('2026-03-01T10:00:00Z')

function ground() {
  const clock = { now: begun }
  const statistics = createStatistics(() => clock.now)
  const record = (elapsedMs: number, count = 1, kind: QueryKind = 'explore') => {
    for (let n = 0; n < count; n += 1) statistics.record({ kind, elapsedMs, waitedMs: 0, outcome: 'answered' })
  }
  const explore = () => statistics.latencies().find(({ kind }) => kind === 'explore')
  return { clock, statistics, record, explore }
}
const near = (found: number | null | undefined, wanted: number) =>
  found !== null && found !== undefined && Math.abs(found - wanted) <= wanted * 0.02

t.test('says nothing of what it does not know', async (t) => {
  const { statistics } = ground()
  const none = { count: 0, p50Ms: null, p95Ms: null, p99Ms: null, baselineP95Ms: null }
  t.same(statistics.latencies(), [
    { kind: 'explore', ...none },
    { kind: 'sql', ...none },
    { kind: 'export', ...none },
  ])
  t.same(statistics.minutes(), [])
  t.equal(statistics.cache(), null)
})

t.test('tells the last five minutes of each kind', async (t) => {
  const { clock, statistics, record, explore } = ground()
  record(10, 90)
  record(1000, 10)
  record(5, 1, 'sql')
  t.ok(near(explore()?.p50Ms, 10))
  t.ok(near(explore()?.p95Ms, 1000))
  t.match(statistics.latencies(), [{ count: 100 }, { count: 1 }, { count: 0 }])
  clock.now += 4 * minuteMs
  t.equal(explore()?.count, 100)
  clock.now += minuteMs
  t.equal(explore()?.count, 0)
})

t.test('counts those that Druid answered or let run out of time', async (t) => {
  const { statistics, explore } = ground()
  for (const outcome of ['answered', 'timed_out', 'failed', 'canceled'] as const)
    statistics.record({ kind: 'explore', elapsedMs: 1, waitedMs: 0, outcome })
  statistics.record({ kind: 'explore', elapsedMs: 1, waitedMs: null, outcome: 'timed_out' })
  t.equal(explore()?.count, 2)
})

t.test('tells the last hour minute by minute, oldest first', async (t) => {
  const { clock, statistics, record } = ground()
  record(1)
  clock.now += 59 * minuteMs
  record(2)
  record(3, 2, 'sql')
  t.match(statistics.minutes(), [
    { at: '2026-03-01T10:00:00.000Z', kind: 'explore', count: 1 },
    { at: '2026-03-01T10:59:00.000Z', kind: 'explore', count: 1 },
    { at: '2026-03-01T10:59:00.000Z', kind: 'sql', count: 2 },
  ])
  clock.now += minuteMs
  t.equal(statistics.minutes().length, 2)
})

t.test('holds the day before against them, without them', async (t) => {
  const { clock, record, explore } = ground()
  record(10, 99)
  clock.now += 30 * minuteMs
  t.equal(explore()?.baselineP95Ms, null, 'too few')
  record(10, 20)
  clock.now += 5 * minuteMs
  record(500, 300)
  t.ok(near(explore()?.baselineP95Ms, 10))
  clock.now += 5 * minuteMs
  t.ok(near(explore()?.baselineP95Ms, 500))
  clock.now += 26 * hourMs
  t.equal(explore()?.baselineP95Ms, null, 'a day later they are forgotten')
})

t.test('a restart loses none of it', async (t) => {
  const before = ground()
  before.record(10, 100)
  before.clock.now += hourMs
  before.record(20, 50, 'sql')
  t.equal(before.statistics.hours().length, 1, 'the last minutes are not over')
  const kept = JSON.parse(JSON.stringify(before.statistics.hours(true))) as (Omit<QueryHour, 'hour'> & {
    hour: string
  })[]
  t.equal(kept.length, 2)
  const after = ground()
  after.clock.now = before.clock.now
  after.statistics.restore(kept.map((hour) => ({ ...hour, hour: new Date(hour.hour) })))
  t.ok(near(after.explore()?.baselineP95Ms, 10))
  t.equal(after.explore()?.count, 0)
  t.same(after.statistics.hours(true), [], 'what another has written is not written again')
})

t.test('a clock that is put back puts nothing in the wrong place', async (t) => {
  const { clock, record, explore } = ground()
  record(10)
  clock.now += 20 * minuteMs
  record(10)
  clock.now -= 15 * minuteMs
  record(10)
  t.ok((explore()?.count ?? 0) >= 1)
})

t.test('counts what was found in the cache, and what was not', async (t) => {
  const { statistics } = ground()
  const cache = statistics.counted(createMemoryCache(10_000))
  t.same(statistics.cache(), { hits: 0, misses: 0 })
  t.equal(await cache.get('key'), null)
  await cache.set('key', Buffer.from('5'))
  t.equal(String(await cache.get('key')), '5')
  t.same(statistics.cache(), { hits: 1, misses: 1 })
})
