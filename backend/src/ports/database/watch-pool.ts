import type pg from 'pg'
import type { Metrics } from '../telemetry/telemetry.ts'

/** The connections of this instance, and who waits for one. */
export function watchPool(pool: pg.Pool, metrics: Metrics): void {
  metrics.watch({
    name: 'nemeton_database_pool_connections',
    help: 'Connections to PostgreSQL that this instance holds.',
    labels: ['state'],
    read: () => [
      { labels: { state: 'idle' }, value: pool.idleCount },
      { labels: { state: 'busy' }, value: pool.totalCount - pool.idleCount },
    ],
  })
  metrics.watch({
    name: 'nemeton_database_pool_most_connections',
    help: 'Connections to PostgreSQL that this instance may hold.',
    read: () => [{ value: pool.options.max }],
  })
  metrics.watch({
    name: 'nemeton_database_pool_waiting',
    help: 'Statements that wait for a connection.',
    read: () => [{ value: pool.waitingCount }],
  })
}
