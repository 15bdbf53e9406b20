import type { Ingestion, IngestionStatus } from '@nemeton/contract'
import type { StoredIngestion } from '../../ports/ports.ts'
import { accountOf } from './undo.ts'
import { judgeByHistory } from './undo-judgement.ts'

/** The public face of a stored ingestion. */
export function toContract(stored: StoredIngestion): Ingestion {
  const { facts } = stored
  const ingested = facts.ingested ?? 0
  const known = facts.ingested !== null
  const undoing = facts.undoing && accountOf(facts.undoing)
  return {
    id: stored.id,
    kind: stored.kind,
    uploadId: stored.uploadId,
    uploadIds: stored.files.map(({ uploadId }) => uploadId),
    datasource: stored.datasource,
    filename: stored.filename,
    filenames: stored.files.map(({ filename }) => filename),
    mode: stored.mode,
    status: stored.status,
    queuePosition: stored.queuePosition,
    stages: [...stored.stages],
    progress: progressOf(stored),
    waitingFor: stored.status === 'submitted' || stored.status === 'waiting' ? facts.waitingFor : null,
    rowsPerSecond: facts.rowsPerSecond === null ? null : Math.round(facts.rowsPerSecond),
    etaMs: facts.etaMs,
    read:
      facts.processed === 0
        ? null
        : { rows: facts.processed, bytes: facts.processedBytes, totalBytes: facts.inputBytes },
    rows: {
      inFile: facts.rowsInFile,
      ingested,
      rejected: facts.rejected,
      missing: known ? facts.rowsInFile - facts.rejected - ingested : 0,
    },
    taskId: stored.taskId,
    plan: stored.plan,
    spec: stored.spec,
    report: stored.report,
    taskStatus: stored.taskStatus,
    logTail: stored.logTail,
    error: stored.error,
    intervals: undoing?.intervals ?? [...new Set(facts.published.map((segment) => segment.interval))],
    segments: undoing?.takesOut.segments ?? facts.published.length,
    undoOf: stored.undoOf,
    undo: judgeByHistory(stored),
    undoing,
    createdAt: stored.createdAt.toISOString(),
    updatedAt: stored.updatedAt.toISOString(),
  }
}

const reached: Readonly<Record<IngestionStatus, number>> = {
  queued: 0,
  staging: 0.02,
  submitted: 0.2,
  waiting: 0.2,
  running: 0.25,
  publishing: 0.9,
  loading: 0.95,
  queryable: 1,
  failed: 0,
  canceled: 0,
}

function progressOf({ status, facts, stages }: StoredIngestion): number {
  const stage = status === 'failed' || status === 'canceled' ? (stages.at(-2)?.name ?? 'queued') : status
  const base = reached[stage]
  const rows = facts.rowsInFile - facts.rejected
  if (stage !== 'running' || rows <= 0) return base
  return base + (reached.publishing - base) * Math.min(1, facts.processed / rows)
}
