import type {
  ErrorCode,
  IngestionKind,
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

/** What lay in a run's intervals before it: what it replaced, or the neighbours of what it added. */
export interface Held {
  readonly segments: readonly Segment[]
  /** As Druid stores them; null when not all of them could be counted. */
  readonly rows: number | null
}

/** What an undo takes out and brings back. */
export interface Undoing {
  readonly takesOut: readonly Segment[]
  readonly rowsOut: number
  readonly bringsBack: readonly Segment[]
  readonly rowsBack: number | null
  /** Rows in the same intervals when it is done; null when they could not be counted before. */
  readonly rowsBefore: number | null
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
  /** Null until the submit. */
  readonly held: Held | null
  /** Of an undo, once it is judged. */
  readonly undoing: Undoing | null
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
  /** For a canceled run: ids of the segments that it had replaced and that were brought back, and when, in milliseconds. */
  readonly tookBack: { readonly replaced: readonly string[]; readonly at: number } | null
  /** Task slots that the run may take at most. */
  readonly slots: number
}

export interface StoredIngestion {
  readonly id: string
  /** The first of `files`. */
  readonly kind: IngestionKind
  /** Of an undo: the run that it takes back. */
  readonly undoOf: string | null
  /** The undo of it that is under way or done. */
  readonly undone: { readonly by: string; readonly done: boolean } | null
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
