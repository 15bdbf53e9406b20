import type { IngestionStatus, Upload, UploadStatus } from '@nemeton/contract'
import { formatShare } from '../format/number.ts'
import type { Tone } from '../ui/Tag.tsx'

/** The line that every ingestion walks, in order. */
export const stageOrder = [
  'queued',
  'staging',
  'submitted',
  'waiting',
  'running',
  'publishing',
  'loading',
  'queryable',
] as const satisfies readonly IngestionStatus[]

/** The part of it that an undo walks. */
export const undoOrder = ['queued', 'staging', 'publishing', 'loading', 'queryable'] as const satisfies readonly Stage[]

export type Stage = (typeof stageOrder)[number]

export const isOver = (status: IngestionStatus): boolean =>
  status === 'queryable' || status === 'failed' || status === 'canceled'

export function ingestionTone(status: IngestionStatus): Tone {
  if (status === 'queryable') return 'good'
  if (status === 'failed') return 'bad'
  if (status === 'canceled') return 'warn'
  return status === 'queued' ? 'quiet' : 'busy'
}

export const uploadTone: Readonly<Record<UploadStatus, Tone>> = {
  receiving: 'busy',
  profiling: 'busy',
  ready: 'quiet',
  failed: 'bad',
}

const uploadWords: Readonly<Record<UploadStatus, string>> = {
  receiving: 'receiving',
  profiling: 'profiling',
  ready: 'ready to load',
  failed: 'failed',
}

/** An unfinished one says how much of it has come, unless that is shown beside it. */
export const statusWords = ({ status, bytes, resumable }: Upload, isShownBeside = false): string =>
  resumable && !isShownBeside ? `${uploadWords[status]} ${formatShare(bytes / resumable.length)}` : uploadWords[status]

/** What happens in a stage, for people who have not met Druid. */
export const stageHints: Readonly<Record<Stage, string>> = {
  queued: 'Waits for its turn',
  staging: 'The file is put where Druid can read it',
  submitted: 'Druid has the task',
  waiting: 'Druid looks for a free worker',
  running: 'Rows are read and indexed',
  publishing: 'Segments are written and announced',
  loading: 'Historicals load the segments',
  queryable: 'A count through the broker agrees',
}

/** The same for an undo. */
export const undoHints: Readonly<Record<(typeof undoOrder)[number], string>> = {
  queued: 'Waits for its turn',
  staging: 'Druid’s segments are compared with what the load left',
  publishing: 'Segments of the load go out of use, those before it come back',
  loading: 'Historicals load what comes back',
  queryable: 'A count through the broker agrees with the count before the load',
}
