import type {
  DefaultMeasure,
  DialectChoice,
  ErrorBody,
  IngestionPlan,
  IngestionSpec,
  NumberFormat,
  Profile,
  RunningQuery,
  SqlParameter,
  Table,
  Tile,
} from '@nemeton/contract'
import type { ColumnType, Generated, GeneratedAlways, JSONColumnType } from 'kysely'
import type { IngestionError, IngestionFacts, RunFile, Stage } from './repositories/stored-ingestion.ts'

type Json<T extends object | null> = JSONColumnType<T, string | null, string | null>
type Instant = ColumnType<Date, Date | string | undefined, Date | string>

export interface UploadsTable {
  id: string
  filename: string
  datasource: string
  mode: string
  bytes: number
  sha256: string | null
  bucket: string | null
  object_key: string | null
  compression: string
  status: string
  error: Json<ErrorBody | null>
  profile: Json<Profile | null>
  obstacles: Json<readonly string[]>
  preview: Json<Table | null>
  plan: Json<IngestionPlan | null>
  /** The ingestion to begin as soon as the profile is there. */
  ingest_as: string | null
  sheet: string | null
  dialect_choice: Json<DialectChoice | null>
  lease_until: Instant | null
  created_at: Generated<Date>
  updated_at: Generated<Date>
}

export interface IngestionTasksTable {
  id: string
  kind: Generated<string>
  undo_of: string | null
  task_id: string | null
  upload_id: string
  datasource_name: string
  filename: string
  mode: string
  status: string
  sha256: string | null
  idempotency_key: string | null
  plan: Json<IngestionPlan>
  spec: Json<IngestionSpec | null>
  stages: Json<readonly Stage[]>
  facts: Json<IngestionFacts>
  report: Json<object | null>
  log_tail: string | null
  task_status: Json<object | null>
  /** Empty for a run of one upload: that is `upload_id`. */
  files: ColumnType<readonly RunFile[], string | undefined, string>
  error: Json<IngestionError | null>
  /** Canceled, and its task, its copies or its rows may still be there. */
  is_ending: Generated<boolean>
  lease_owner: string | null
  lease_until: Instant | null
  not_before: Instant
  /** Grows with every change that a person can see; PostgreSQL counts. */
  change: Generated<number>
  created_at: Generated<Date>
  updated_at: Generated<Date>
}

export interface DataSourcesTable {
  id: Generated<string>
  name: string
  description: string | null
  measures: Json<readonly DefaultMeasure[] | null>
  formats: ColumnType<Readonly<Record<string, NumberFormat>>, string | undefined, string>
  created_at: Generated<Date>
  last_updated: Generated<Date>
}

export interface ResumableUploadsTable {
  id: string
  length: number
  part_size: number
  metadata: string
  /** The store's id of the multipart upload; null before its first part. */
  parts_id: string | null
  /** Who may append, one request or one instance at a time. */
  writer: string | null
  writer_until: Instant | null
  expires_at: Instant
}

/** Bytes of an unfinished upload: a part in the store, or, when they make no whole part yet, kept here. */
export interface UploadPartsTable {
  upload_id: string
  at: number
  bytes: number
  etag: string | null
  checksum: string | null
  content: Buffer | null
}

export interface DatasourceDropsTable {
  id: Generated<string>
  datasource_name: string
  status: string
  row_count: number
  bytes: number
  interval: string | null
  segment_ids: ColumnType<readonly string[], string, string>
  created_at: Generated<Date>
  restored_at: Instant | null
}

export interface HousekeepingSweepsTable {
  id: Generated<string>
  started_at: Generated<Date>
  /** Null until it has ended well. */
  removed: number | null
  removed_bytes: number | null
}

export interface ViewsTable {
  id: Generated<string>
  name: string
  datasource_name: string
  exploration: string
  created_at: Generated<Date>
  updated_at: Generated<Date>
}

export interface DashboardsTable {
  id: Generated<string>
  name: string
  tiles: ColumnType<readonly Tile[], string, string>
  refresh_seconds: number | null
  created_at: Generated<Date>
  updated_at: Generated<Date>
}

export interface HealthInstancesTable {
  id: string
  facts: ColumnType<object, string, string>
  seen_at: Generated<Date>
}

/** One row. */
export interface HealthCollectionTable {
  id: number
  owner: string | null
  owned_until: Instant | null
  snapshot: Json<object | null>
  snapshot_at: Instant | null
}

export interface HealthPeriodsTable {
  check_name: string
  level: string
  from_at: Instant
  to_at: Instant
  severity: string
  sentence: string
}

export interface HealthChangesTable {
  id: Generated<number>
  at: Instant
  kind: string
  subject: string
  severity: string
  from_state: string | null
  to_state: string
  sentence: string
}

export interface HealthDeliveriesTable {
  id: string
  /** Which webhook, as a hash of its address. */
  target: string
  body: string
  attempts: Generated<number>
  /** Null once it was delivered or given up. */
  due_at: ColumnType<Date | null, string | null | undefined, string | null>
  delivered_at: Instant | null
  created_at: Generated<Date>
}

export interface RunningQueriesTable {
  instance: string
  name: string
  queries: ColumnType<readonly Omit<RunningQuery, 'instance'>[], string, string>
  written_at: Generated<Date>
  beat_at: Generated<Date>
}

export interface SlowQueriesTable {
  id: GeneratedAlways<string>
  query_id: string
  kind: string
  at: Date
  elapsed_ms: number
  waited_ms: number
  outcome: string
  message: string | null
  datasource: string | null
  client: string
  sql: string
  parameters: ColumnType<readonly SqlParameter[], string, never>
  context: ColumnType<Readonly<Record<string, unknown>>, string, never>
  row_count: number | null
}

export interface QueryHoursTable {
  hour: Date
  kind: string
  instance: string
  buckets: ColumnType<readonly (readonly [number, number])[], string, string>
}

export interface Schema {
  uploads: UploadsTable
  resumable_uploads: ResumableUploadsTable
  upload_parts: UploadPartsTable
  ingestion_tasks: IngestionTasksTable
  data_sources: DataSourcesTable
  datasource_drops: DatasourceDropsTable
  housekeeping_sweeps: HousekeepingSweepsTable
  views: ViewsTable
  dashboards: DashboardsTable
  health_instances: HealthInstancesTable
  health_collection: HealthCollectionTable
  health_periods: HealthPeriodsTable
  health_changes: HealthChangesTable
  health_deliveries: HealthDeliveriesTable
  running_queries: RunningQueriesTable
  slow_queries: SlowQueriesTable
  query_hours: QueryHoursTable
}
