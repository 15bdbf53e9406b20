import { type IngestionSpec, ProductError } from '@nemeton/contract'
import type { Patch, Ports, StoredIngestion, TaskReport, TaskStatus } from '../../ports/ports.ts'

export interface Evidence {
  readonly report: TaskReport | null
  readonly logTail: string | null
  readonly task: TaskStatus | null
}

const logBytes = 500_000
const logLines = 1000
const reportWithinMs = 60_000

/**
 * What Druid tells of a task that has ended, taken before Druid forgets it. A worker that keeps no log a task has none;
 * a report that is on its way is waited for, by the patch instead.
 */
export async function collectEvidence(
  { facts }: Pick<StoredIngestion, 'facts'>,
  task: TaskStatus,
  druid: Pick<Ports['druid'], 'taskReport' | 'taskLogTail'>,
  signal: AbortSignal,
): Promise<Evidence | Pick<Patch, 'facts'>> {
  const [report, logTail] = await Promise.allSettled([
    druid.taskReport(task.id, signal),
    druid.taskLogTail(task.id, logBytes),
  ])
  signal.throwIfAborted()
  const now = Date.now()
  const isLate = facts.endSeenAt !== null && now - facts.endSeenAt > reportWithinMs
  if (report.status === 'rejected' && !isLate) {
    if (!(report.reason instanceof ProductError)) throw report.reason
    return { facts: { endSeenAt: facts.endSeenAt ?? now } }
  }
  return {
    task,
    report: report.status === 'fulfilled' ? report.value : null,
    logTail: logTail.status === 'fulfilled' ? lastLines(logTail.value) : null,
  }
}

export const kept = ({ report, logTail, task }: Evidence): Patch => ({
  report: report?.raw ?? null,
  logTail,
  taskStatus: task?.raw ?? null,
})

/** Of a task that is about to be ended: what is there now. */
export async function evidenceOfCanceled(
  taskId: string | null,
  druid: Pick<Ports['druid'], 'taskReport' | 'taskLogTail' | 'taskStatus'>,
): Promise<Patch> {
  if (taskId === null) return {}
  const [task, report, logTail] = await Promise.all([
    druid.taskStatus(taskId).catch(() => null),
    druid.taskReport(taskId).catch(() => null),
    druid.taskLogTail(taskId, logBytes).catch(() => null),
  ])
  return kept({ task, report, logTail: lastLines(logTail) })
}

/** The cut of the first line may stand within it. */
function lastLines(log: string | null): string | null {
  if (log === null || log.trim() === '') return null
  const lines = log.trimEnd().split('\n')
  return lines.slice(-logLines).join('\n')
}

const specKey = (datasource: string, ingestionId: string): string =>
  `processed/metadata/ingestion_specs/${datasource}/${ingestionId}.json`

/** Beside the rows that Druid reads, so that what was asked of it outlives every database. */
export async function keepSpec(
  { id, datasource }: Pick<StoredIngestion, 'id' | 'datasource'>,
  spec: IngestionSpec,
  objectStore: Pick<Ports['objectStore'], 'put'>,
  signal: AbortSignal,
): Promise<void> {
  const body = async function* () {
    yield Buffer.from(`${JSON.stringify(spec, null, 2)}\n`)
  }
  await objectStore.put(specKey(datasource, id), body(), { signal, contentType: 'application/json' })
}
