import { type Diagnostics, ProductError } from '@nemeton/contract'
import type pg from 'pg'
import pino from 'pino'
import { watchParts } from '../../src/features/metrics/watch-parts.ts'
import { watchTallies } from '../../src/features/metrics/watch-tallies.ts'
import { createMemoryCache } from '../../src/ports/cache/memory.ts'
import type { Database } from '../../src/ports/database/database.ts'
import { watchPool } from '../../src/ports/database/watch-pool.ts'
import { measuredCache } from '../../src/ports/telemetry/measured-cache.ts'
import { watchProcess } from '../../src/ports/telemetry/process-gauges.ts'
import { measuredQueue } from '../../src/queries/measured-queue.ts'
import { createQueue } from '../../src/queries/queue.ts'
import { until } from '../live/until.ts'
import { newTelemetry } from '../ports/telemetry/telemetry-app.ts'

const tallies = {
  read: async () => ({
    ingestions: new Map([['failed', 2]]),
    uploads: new Map([['ready', { count: 3, bytes: 300 }]]),
    watcherLagMs: 1500,
  }),
} as unknown as Database['tallies']

const check = { check: 'segments-unavailable', severity: 'critical' } as Diagnostics['checks'][number]

/** The text of a registry in which every instrument has seen something. */
export async function exercisedMetrics(): Promise<string> {
  const telemetry = newTelemetry()
  const { metrics, beginCall } = telemetry
  const ends = [
    watchProcess(metrics, '1.2.3', 20),
    watchTallies({ database: { tallies } as Database, telemetry, log: pino({ level: 'silent' }) }),
  ]
  watchPool({ idleCount: 1, totalCount: 3, waitingCount: 0, options: { max: 10 } } as pg.Pool, metrics)
  watchParts(telemetry, {
    parts: () => [{ name: 'druid', state: 'up' } as never, { name: 'postgresql', state: 'unknown' } as never],
    notReady: () => null,
    diagnostics: () => ({ checks: [check] }) as unknown as Diagnostics,
  })
  metrics.answered({ method: 'GET', route: '/api/v1/query', status: '2xx', seconds: 0.01 }, null)
  for (const part of ['druid', 'object_store', 'database'] as const) {
    beginCall({ part, operation: 'some' })()
    beginCall({ part, operation: 'some' })(new ProductError('druid_timeout', 'late'))
  }
  metrics.stored(5)
  metrics.spansSent('failed', 2)
  const cache = measuredCache(createMemoryCache(1000), metrics)
  await cache.set('a', Buffer.from('b'))
  await cache.get('a')
  await cache.get('b')
  const queue = measuredQueue(createQueue({ atOnce: 1, perClient: 1, waiting: 0 }), telemetry)
  const place = { client: 'a', tile: null, signal: new AbortController().signal }
  await queue.enter(place)
  await queue.enter(place).catch(() => {})
  await until('the event loop was looked at', async () =>
    (await metrics.write('prometheus')).text.includes('nemeton_event_loop_delay_seconds{'),
  )
  const { text } = await metrics.write('prometheus')
  await Promise.all(ends.map((end) => end()))
  return text
}
