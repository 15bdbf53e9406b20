import type { Readable } from 'node:stream'
import type { IngestionSpec, SqlParameter, SqlRequest } from '@nemeton/contract'
import type { Inspection } from './inspection.ts'
import type { Upkeep } from './upkeep.ts'

export type { StoredSegment, Worker } from './inspection.ts'

export interface SqlCall {
  readonly query: string
  readonly parameters?: readonly SqlParameter[]
  readonly context?: Readonly<Record<string, unknown>>
}

export type TaskState = 'RUNNING' | 'SUCCESS' | 'FAILED'

export interface TaskStatus {
  readonly id: string
  readonly state: TaskState
  /** NONE, WAITING (for a lock), PENDING (for a slot), RUNNING. */
  readonly runner: string
  /** Druid's own words when it failed. */
  readonly errorMessage: string | null
  readonly durationMs: number | null
  readonly raw: unknown
}

/** What a report says of rows, live or final. */
export interface TaskReport {
  readonly raw: unknown
  readonly processed: number
  /** Unpacked. */
  readonly processedBytes: number
  readonly processedWithError: number
  readonly unparseable: number
  readonly thrownAway: number
  /** Druid's words on the first row that it could not read. */
  readonly firstError: string | null
  /** Druid's words on why the task failed, whole: those of its status are cut short. */
  readonly errorMessage: string | null
  readonly phase: string | null
}

export interface SampledRow {
  readonly input: unknown
  readonly parsed: Readonly<Record<string, unknown>> | null
  readonly unparseable: boolean
  readonly error: string | null
}

/** A load or drop rule as Druid has it. */
export interface Rule {
  /** Druid's name of its kind, for example `loadForever` or `dropByInterval`. */
  readonly type: string
  readonly interval: string | null
  /** ISO period before now. */
  readonly period: string | null
  readonly includeFuture: boolean
  /** Copies by tier; empty for a rule that loads nothing. */
  readonly tiers: Readonly<Record<string, number>>
}

/** A segment as the metadata store knows it. */
export interface Segment {
  readonly id: string
  readonly interval: string
  readonly version: string
  readonly partition: number
}

export interface ServerQueue {
  readonly server: string
  readonly toLoad: { readonly segments: number; readonly bytes: number }
  readonly toDrop: { readonly segments: number; readonly bytes: number }
}

/** A segment that queries read now: its id in the timeline with its size, and whether rows may still come into it. */
export interface VisibleSegment {
  readonly id: string
  readonly isGrowing: boolean
}

/**
 * Druid through its router. Every call has a timeout and takes a signal. Errors: `druid_unavailable` (no answer),
 * `druid_rejected` (a 4xx, with Druid's words), `invalid_query` (a query that its own text makes fail),
 * `druid_query_failed`, `druid_timeout`, `canceled`; `too_large` for rows of more than 64 MiB.
 */
export interface Druid extends Upkeep, Inspection {
  /** Small results, as objects. */
  rows(
    call: SqlCall,
    options?: { signal?: AbortSignal; timeoutMs?: number },
  ): Promise<readonly Record<string, unknown>[]>
  /** Results as arrays: the first row is the column names, the second their SQL types. */
  arrays(call: SqlCall, options?: { signal?: AbortSignal; timeoutMs?: number }): Promise<readonly unknown[][]>
  /**
   * Any result, unparsed; an error that Druid answers is thrown. `body` is a stream, to be consumed or destroyed, which
   * fails when Druid leaves the result's end out; or all bytes when all came at once.
   */
  stream(
    request: SqlRequest & { readonly sqlTypesHeader?: boolean },
    options: { signal?: AbortSignal; timeoutMs: number },
  ): Promise<{ contentType: string; body: Readable | Buffer }>
  /** True when Druid knew the query. */
  cancelSql(queryId: string): Promise<boolean>
  submitTask(spec: IngestionSpec): Promise<void>
  /** Null when Druid does not know the task. */
  taskStatus(taskId: string, signal?: AbortSignal): Promise<TaskStatus | null>
  /** Null when Druid has none; `druid_unavailable` while the task hands it over. */
  taskReport(taskId: string, signal?: AbortSignal): Promise<TaskReport | null>
  /** Null when there is no log, or no such task. */
  taskLogTail(taskId: string, bytes: number, signal?: AbortSignal): Promise<string | null>
  /** Ids of the tasks that run now and write to a datasource. */
  runningTasks(datasource: string, signal?: AbortSignal): Promise<readonly string[]>
  shutdownTask(taskId: string): Promise<void>
  sample(spec: IngestionSpec, rows: number, signal?: AbortSignal): Promise<readonly SampledRow[]>
  /** Published and used segments of a datasource, as the metadata store has them. */
  usedSegments(datasource: string, signal?: AbortSignal): Promise<readonly Segment[]>
  /** Load and drop rules of a datasource, those of the cluster behind them: the first that fits a segment decides. */
  rules(datasource: string, signal?: AbortSignal): Promise<readonly Rule[]>
  /** Segments that are kept and not used, those replaced long ago among them; within an ISO interval, or all for null. */
  unusedSegments(datasource: string, interval: string | null, signal?: AbortSignal): Promise<readonly Segment[]>
  /**
   * Brings unused segments back, but none that a newer used one covers. May run twice. Error: `druid_rejected` when an id is not known; the metadata store's lists show it
   * after its next poll.
   */
  markUsed(datasource: string, segmentIds: readonly string[], signal?: AbortSignal): Promise<void>
  /** Takes segments out of use; they can be brought back until Druid kills them. May run twice. */
  markUnused(datasource: string, segmentIds: readonly string[], signal?: AbortSignal): Promise<void>
  /** Rows (or the summed count metric) over exactly these segments, as the broker sees them. */
  countOver(
    datasource: string,
    segments: readonly Segment[],
    countMetric: string | null,
    signal?: AbortSignal,
  ): Promise<number>
  /** Rows as Druid stores them that a query over these ISO intervals sees; 0 for a datasource that is not there. */
  countIn(datasource: string, intervals: readonly string[], signal?: AbortSignal): Promise<number>
  /**
   * What a query over these ISO intervals would read at this moment, by the one broker that all queries go to; null when
   * no such broker is named, for several learn of changes at different moments.
   */
  readonly visibleSegments:
    | ((datasource: string, intervals: readonly string[], signal?: AbortSignal) => Promise<readonly VisibleSegment[]>)
    | null
  /** Instants of the first and the last row that a query would see; null when there is none. Reads no more than it must. */
  timeBoundary(datasource: string, signal?: AbortSignal): Promise<{ first: string; last: string } | null>
  /** First and last instant of the time chunks of every datasource that is loaded, ISO interval by name. */
  intervals(signal?: AbortSignal): Promise<ReadonlyMap<string, string>>
  /** The same of one datasource; null when nothing of it is loaded. */
  interval(datasource: string, signal?: AbortSignal): Promise<string | null>
  taskSlots(signal?: AbortSignal): Promise<{ used: number; total: number }>
  /** What the coordinator wants each server to load and drop, by its `host:port`. */
  loadQueues(signal?: AbortSignal): Promise<readonly ServerQueue[]>
  overlordLeader(signal?: AbortSignal): Promise<string | null>
  /** The version of one server by its `host:port`, asked directly; null when it does not answer. */
  serverVersion(server: string, signal?: AbortSignal): Promise<string | null>
  status(signal?: AbortSignal): Promise<{ version: string; extensions: readonly string[] }>
  close(): Promise<void>
}
