import type { Dashboards } from './repositories/dashboards.ts'
import type { Datasources } from './repositories/datasources.ts'
import type { Drops } from './repositories/drops.ts'
import type { Housekeeping } from './repositories/housekeeping.ts'
import type { Ingestions } from './repositories/ingestions.ts'
import type { Resumables } from './repositories/resumables.ts'
import type { TallyRepository } from './repositories/tallies.ts'
import type { Uploads } from './repositories/uploads.ts'
import type { Views } from './repositories/views.ts'

/** PostgreSQL: one repository a table. Error of every call: `database_unavailable`. */
export interface Database {
  readonly uploads: Uploads
  readonly resumables: Resumables
  readonly ingestions: Ingestions
  readonly datasources: Datasources
  readonly drops: Drops
  readonly housekeeping: Housekeeping
  readonly views: Views
  readonly dashboards: Dashboards
  readonly tallies: TallyRepository
  /** Brings the schema up to date, trying until PostgreSQL answers or the signal; answers the names of the migrations it ran. */
  migrate(signal: AbortSignal, onFailure: (error: Error) => void): Promise<readonly string[]>
  /** One cheap call; answers the server's version. */
  ping(timeoutMs: number): Promise<string>
  close(): Promise<void>
}
