import { ProductError } from '@nemeton/contract'
import t from 'tap'
import { confirm } from '../../../src/features/ingestions/confirm.ts'
import type { StoredIngestion } from '../../../src/ports/ports.ts'
import { stored } from './stored.ts'

const published = [
  { id: 'one', interval: '2025-01-01/2025-02-01', version: 'v', partition: 0 },
  { id: 'two', interval: '2025-02-01/2025-03-01', version: 'v', partition: 0 },
]
const signal = new AbortController().signal
const limits = { watchIntervalMs: 250, loadTimeoutMs: 60_000 }

/** An ingestion of 10 rows that has been loading for so long. */
const loading = (sinceMs: number, mismatches = 0): StoredIngestion =>
  stored('loading', sinceMs, { published, processed: 10, mismatches })

const broken = new ProductError('druid_query_failed', 'Druid failed: Faulty channel in resource pool')

/** A Druid that counts so many rows, or fails, and serves so many of the published segments. */
const druid = (count: number | Error, served = published.length) => ({
  usedSegments: async () => published,
  countIn: async () => 0,
  countOver: async () => {
    if (typeof count !== 'number') throw count
    return count
  },
  rules: async () => [{ type: 'loadForever', interval: null, period: null, includeFuture: true, tiers: { hot: 1 } }],
  rows: async ({ query }: { query: string }) => {
    if (/sys\.servers/.test(query)) return []
    if (!/sys\.segments/.test(query)) return [{ columns: 3 }]
    return published.slice(0, served).map(({ id }) => ({ id, available: 1 }))
  },
})
const look = (from: StoredIngestion, as: ReturnType<typeof druid>) => confirm(from, { druid: as, ...limits }, signal)

t.test('is queryable once the count over what was published is right', async (t) => {
  t.match(await look(loading(0), druid(10)), { status: 'queryable', facts: { ingested: 10 } })
})

t.test('looks again while a count is broken: the rows are published, whoever went away comes back', async (t) => {
  t.same(await look(loading(59_000), druid(broken)), { waitMs: limits.watchIntervalMs })
})

t.test('tells why the count is broken when that lasts', async (t) => {
  await t.rejects(look(loading(61_000), druid(broken)), broken)
})

t.test('does not look again when the count is refused', async (t) => {
  const refused = new ProductError('druid_rejected', 'Druid refused: no such column')
  await t.rejects(look(loading(0), druid(refused)), refused)
})

t.test('believes no wrong count of segments that have only just been published', async (t) => {
  t.same(await look(loading(0), druid(9)), { waitMs: limits.watchIntervalMs })
})

t.test('waits for segments that no historical serves yet, and says so when that lasts', async (t) => {
  t.same(await look(loading(0), druid(4, 1)), { waitMs: limits.watchIntervalMs })
  await t.rejects(look(loading(61_000), druid(4, 1)), {
    code: 'no_historical',
    message: /1 of the 2 published segments/,
  })
})

t.test('counts ten times before it believes that rows are missing', async (t) => {
  t.same(await look(loading(4000), druid(9)), { facts: { mismatches: 1 }, waitMs: 2 * limits.watchIntervalMs })
  const last = await look(loading(4000, 10), druid(9))
  t.match(last, { status: 'failed', facts: { ingested: 9 }, error: { code: 'rows_missing', message: /10 rows.*9/ } })
})
