import type { Cache } from './cache/cache.ts'
import type { Database } from './database/database.ts'
import type { Druid } from './druid/druid.ts'
import type { Events } from './events/events.ts'
import type { ObjectStore } from './object-store/object-store.ts'
import type { Peer } from './peer/peer.ts'
import type { Spool, Tabular } from './tabular/tabular.ts'
import type { Telemetry } from './telemetry/telemetry.ts'
import type { Webhooks } from './webhook/webhook.ts'

export type { DatabaseFacts, PoolFacts } from './database/database.ts'
export type { StoredDrop } from './database/repositories/drops.ts'
export type { NewChange } from './database/repositories/health-changes.ts'
export type { StandingRun } from './database/repositories/health-collection.ts'
export type { Delivery } from './database/repositories/health-deliveries.ts'
export type { Period, Stretch } from './database/repositories/health-periods.ts'
export type { Patch } from './database/repositories/ingestion-queue.ts'
export type { NewResumable, Piece, Unfinished } from './database/repositories/resumables.ts'
export type { Writer } from './database/repositories/running-queries.ts'
export type {
  Held,
  IngestionFacts,
  RunFile,
  StagedObject,
  StoredIngestion,
  Undoing,
} from './database/repositories/stored-ingestion.ts'
export type { ReadingChoice, StoredUpload } from './database/repositories/stored-upload.ts'
export type { Tallies } from './database/repositories/tallies.ts'
export type { Rule, Segment, StoredSegment, TaskReport, TaskStatus, Worker } from './druid/druid.ts'
export { leastPartBytes, mostParts } from './object-store/object-store.ts'
export type { LocalHours, Reading, SpooledFile } from './tabular/tabular.ts'

/** Everything outside the process that features may use. */
export interface Ports {
  readonly druid: Druid
  readonly database: Database
  readonly objectStore: ObjectStore
  readonly tabular: Tabular
  readonly spool: Spool
  readonly events: Events
  readonly peer: Peer
  readonly webhooks: Webhooks
  /** Null: nothing is kept. */
  readonly cache: Cache | null
  readonly telemetry: Telemetry
}
