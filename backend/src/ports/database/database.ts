import type { Dashboards } from './repositories/dashboards.ts'
import type { Datasources } from './repositories/datasources.ts'
import type { Drops } from './repositories/drops.ts'
import type { Health } from './repositories/health.ts'
import type { Housekeeping } from './repositories/housekeeping.ts'
import type { Ingestions } from './repositories/ingestions.ts'
import type { LastChange } from './repositories/last-change.ts'
import type { QueryHours } from './repositories/query-hours.ts'
import type { Resumables } from './repositories/resumables.ts'
import type { RunningQueries } from './repositories/running-queries.ts'
import type { SlowQueries } from './repositories/slow-queries.ts'
import type { TallyRepository } from './repositories/tallies.ts'
import type { Uploads } from './repositories/uploads.ts'
import type { Views } from './repositories/views.ts'

export interface PoolFacts {
  readonly total: number
  readonly idle: number
  /** Those who wait for a connection. */
  readonly waiting: number
  readonly most: number
}

export interface DatabaseFacts {
  readonly version: string
  readonly latencyMs: number
  /** How far its clock is ahead of ours. */
  readonly skewMs: number
  readonly bytes: number
  readonly connections: { readonly used: number; readonly most: number }
  readonly migration: { readonly applied: string | null; readonly newest: string }
  /** Null where it is not this machine's or may not be looked at. */
  readonly disk: { readonly freeBytes: number; readonly totalBytes: number } | null
}

/** PostgreSQL: one repository a table. Error of every call: `database_unavailable`. */
export interface Database {
  readonly uploads: Uploads
  readonly resumables: Resumables
  readonly ingestions: Ingestions & { readonly lastChange: LastChange }
  readonly datasources: Datasources
  readonly drops: Drops
  readonly housekeeping: Housekeeping
  readonly views: Views
  readonly dashboards: Dashboards
  /** Over connections of its own: it answers when all others are taken. */
  readonly health: Health
  readonly runningQueries: RunningQueries
  readonly slowQueries: SlowQueries
  readonly queryHours: QueryHours
  readonly tallies: TallyRepository
  /** Brings the schema up to date, trying until PostgreSQL answers or the signal; answers the names of the migrations it ran. */
  migrate(signal: AbortSignal, onFailure: (error: Error) => void): Promise<readonly string[]>
  /** One cheap call; answers the server's version. */
  ping(timeoutMs: number): Promise<string>
  /** What it tells of itself; over the connections of `health`. */
  facts(): Promise<DatabaseFacts>
  pool(): PoolFacts
  close(): Promise<void>
}
