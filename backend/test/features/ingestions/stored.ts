import { inferPlan } from '../../../src/olap/ingestion/infer-schema.ts'
import type { IngestionFacts, StoredIngestion } from '../../../src/ports/ports.ts'
import { orders } from '../../olap/ingestion/profiles.ts'

/** A run of 10 rows besides a rejected one, in that status for so long. */
export function stored(
  status: StoredIngestion['status'],
  sinceMs: number,
  facts: Partial<IngestionFacts> = {},
): StoredIngestion {
  const startedAt = new Date(Date.now() - sinceMs).toISOString()
  return {
    id: 'an-ingestion',
    kind: 'load',
    undoOf: null,
    undone: null,
    uploadId: 'an-upload',
    files: [{ uploadId: 'an-upload', filename: 'orders.csv', sha256: null }],
    taskId: 'a-task',
    datasource: 'orders',
    filename: 'orders.csv',
    mode: 'append',
    status,
    sha256: null,
    plan: inferPlan(orders, { filename: 'orders.csv' }),
    spec: null,
    stages: [{ name: status, startedAt, endedAt: null }],
    facts: {
      rowsInFile: 11,
      rejected: 1,
      ingested: null,
      staged: null,
      rejectedRowsKey: null,
      before: [],
      held: null,
      undoing: null,
      published: [],
      inputBytes: null,
      processed: 0,
      processedBytes: 0,
      pacedAt: null,
      rowsPerSecond: null,
      etaMs: null,
      waitingFor: null,
      seen: true,
      endSeenAt: null,
      mismatches: 0,
      tookBack: null,
      slots: 1,
      ...facts,
    },
    report: null,
    logTail: null,
    taskStatus: null,
    error: null,
    queuePosition: null,
    change: 1,
    createdAt: new Date(startedAt),
    updatedAt: new Date(startedAt),
  }
}
