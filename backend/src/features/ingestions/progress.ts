import { keepPace, remainingMs } from '../../olap/ingestion/pace.ts'
import type { Patch, StoredIngestion, TaskReport } from '../../ports/ports.ts'

/** What the live report of a running task adds; all rows read, the pace stays as it was until the task has ended. */
export function progressOf({ facts, stages }: StoredIngestion, report: TaskReport, at: number): Patch {
  const allRows = facts.rowsInFile - facts.rejected
  const began = stages.find(({ name }) => name === 'running')?.startedAt
  if (facts.processed >= allRows) return { status: 'running', facts: { etaMs: null } }
  const before = {
    at: facts.pacedAt ?? (began === undefined ? at : Date.parse(began)),
    rows: facts.processed,
    rowsPerSecond: facts.rowsPerSecond,
  }
  const pace = keepPace(before, at, report.processed)
  return {
    status: 'running',
    facts: {
      processed: pace.rows,
      processedBytes: Math.max(facts.processedBytes, report.processedBytes),
      pacedAt: pace.rowsPerSecond === null ? null : pace.at,
      rowsPerSecond: pace.rowsPerSecond,
      etaMs: remainingMs(pace, allRows),
    },
  }
}
