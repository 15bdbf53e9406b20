import type { ErrorCode, IngestionMode, IngestionPlan, IngestionSpec, IngestionStatus } from '@nemeton/contract'
import type { Segment } from '../../druid/druid.ts'

export interface Stage {
  readonly name: IngestionStatus
  readonly startedAt: string
  readonly endedAt: string | null
}

export interface IngestionError {
  readonly code: ErrorCode
  readonly message: string
  readonly hint: string | null
  readonly raw: string | null
}

export interface StagedObject {
  readonly bucket: string
  readonly key: string
  readonly bytes: number
}

/** What the watcher has found out so far; each step adds to it, so that any instance can go on. */
export interface IngestionFacts {
  readonly rowsInFile: number
  readonly rejected: number
  readonly ingested: number | null
  /** Objects of the normalised copy; null when Druid reads the original. */
  readonly staged: readonly StagedObject[] | null
  readonly rejectedRowsKey: string | null
  /** Ids of the used segments before the submit. */
  readonly before: readonly string[] | null
  /** The segments this run published. */
  readonly published: readonly Segment[]
  readonly processed: number
  readonly rowsPerSecond: number | null
  readonly etaMs: number | null
  /** True once Druid has told us of the task. */
  readonly seen: boolean
  /** Looks at loaded segments whose rows did not add up. */
  readonly mismatches: number
}

export interface StoredIngestion {
  readonly id: string
  readonly uploadId: string
  readonly taskId: string | null
  readonly datasource: string
  readonly filename: string
  readonly mode: IngestionMode
  readonly status: IngestionStatus
  readonly sha256: string | null
  readonly plan: IngestionPlan
  readonly spec: IngestionSpec | null
  readonly stages: readonly Stage[]
  readonly facts: IngestionFacts
  readonly report: unknown
  readonly logTail: string | null
  readonly error: IngestionError | null
  readonly queuePosition: number | null
  readonly createdAt: Date
  readonly updatedAt: Date
}
