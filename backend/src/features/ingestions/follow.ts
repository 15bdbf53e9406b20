import { ProductError } from '@nemeton/contract'
import type { Patch, Ports, StoredIngestion, TaskReport, TaskStatus } from '../../ports/ports.ts'
import { collectEvidence, kept } from './evidence.ts'
import { explainTask } from './failure.ts'
import { progressOf } from './progress.ts'
import { explainWaiting } from './waiting.ts'

interface Needs extends Pick<Ports, 'druid'> {
  readonly watchIntervalMs: number
}

/** From Druid's having the task to its end. */
export async function followTask(ingestion: StoredIngestion, needs: Needs, signal: AbortSignal): Promise<Patch> {
  const { taskId } = ingestion
  const { druid, watchIntervalMs: waitMs } = needs
  if (taskId === null) throw new Error('a followed ingestion has a task id')
  const task = await druid.taskStatus(taskId, signal)
  if (task === null)
    throw new ProductError('task_forgotten', 'Druid no longer knows this task: its metadata was lost or cleaned up.')
  if (task.state === 'RUNNING') return { ...(await look(ingestion, task, druid, signal)), waitMs }
  const evidence = await collectEvidence(ingestion, task, druid, signal)
  if (!('task' in evidence)) return { ...evidence, waitMs }
  const { report, logTail } = evidence
  if (task.state === 'FAILED')
    return { ...kept(evidence), status: 'failed', error: explainTask({ task, report, logTail }), facts: ended }
  const facts =
    report === null ? ended : { ...ended, processed: report.processed, processedBytes: report.processedBytes }
  if (report === null || report.processed > 0 || report.unparseable === 0)
    return { ...kept(evidence), status: 'publishing', facts }
  return { ...kept(evidence), status: 'failed', error: nothingRead(ingestion, report), facts }
}

const ended = { etaMs: null }

async function look(
  ingestion: StoredIngestion,
  task: TaskStatus,
  druid: Ports['druid'],
  signal: AbortSignal,
): Promise<Patch> {
  if (task.runner === 'RUNNING') {
    const report = await druid.taskReport(task.id, signal).catch(() => null)
    return report === null ? { status: 'running' } : progressOf(ingestion, report, Date.now())
  }
  // A task that has run says so no longer while it hands over its result.
  return ingestion.status === 'waiting' ? explainWaiting(ingestion, task, druid, signal) : {}
}

/** A task that read not one row succeeds all the same in Druid's eyes. */
const nothingRead = ({ facts }: StoredIngestion, report: TaskReport): NonNullable<Patch['error']> => ({
  code: 'unparseable_rows',
  message: `Druid could not read one of the ${facts.rowsInFile - facts.rejected} rows; nothing was loaded.`,
  hint: 'Check the time column, its format and the column types of the plan against what Druid says below.',
  raw: report.firstError,
})
