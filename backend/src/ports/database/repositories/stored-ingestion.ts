import type {
  ErrorCode,
  IngestionMode,
  IngestionPlan,
  IngestionSpec,
  IngestionStatus,
  WaitingFor,
} from '@nemeton/contract'
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

/** One upload of a run. */
export interface RunFile {
  readonly uploadId: string
  readonly filename: string
  readonly sha256: string | null
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
  /** Bytes of the object that Druid reads; null when it unpacks them. */
  readonly inputBytes: number | null
  /** Rows and bytes that Druid has read, as its live report says. */
  readonly processed: number
  readonly processedBytes: number
  /** Epoch ms of the look that `rowsPerSecond` was smoothed at last. */
  readonly pacedAt: number | null
  readonly rowsPerSecond: number | null
  readonly etaMs: number | null
  /** Why the task has not begun, while it waits. */
  readonly waitingFor: WaitingFor | null
  /** True once Druid has told us of the task. */
  readonly seen: boolean
  /** Epoch ms of the look that saw the task ended and its report not there yet. */
  readonly endSeenAt: number | null
  /** Looks at loaded segments whose rows did not add up. */
  readonly mismatches: number
  /** Task slots that the run may take at most. */
  readonly slots: number
}

export interface StoredIngestion {
  readonly id: string
  /** The first of `files`. */
  readonly uploadId: string
  readonly files: readonly RunFile[]
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
  /** As Druid gave it when the task had ended. */
  readonly taskStatus: unknown
  readonly error: IngestionError | null
  readonly queuePosition: number | null
  /** Grows with every change that a person can see. */
  readonly change: number
  readonly createdAt: Date
  readonly updatedAt: Date
}
