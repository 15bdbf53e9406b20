import { ProductError } from '@nemeton/contract'
import type { Patch, Ports, StoredIngestion, TaskReport, TaskStatus } from '../../ports/ports.ts'
import { confirm, findPublished } from './confirm.ts'
import { explainTask } from './failure.ts'
import { prepare } from './prepare.ts'

interface Needs extends Ports {
  readonly stagingFolder: string
  readonly watchIntervalMs: number
  readonly loadTimeoutMs: number
}

const logBytes = 200_000

/**
 * What to write down after one look at an ingestion. A patch with `waitMs` ends the look; one without is followed by the
 * next step at once. Every step can be run again after a crash: it finds out what happened before it acts.
 */
export function step(ingestion: StoredIngestion, needs: Needs, signal: AbortSignal): Promise<Patch> {
  switch (ingestion.status) {
    case 'queued':
      return Promise.resolve({ status: 'staging' })
    case 'staging':
      return prepare(ingestion, needs, signal)
    case 'submitted':
      return submitOnce(ingestion, needs, signal)
    case 'waiting':
    case 'running':
      return followTask(ingestion, needs, signal)
    case 'publishing':
      return findPublished(ingestion, needs, signal)
    case 'loading':
      return confirm(ingestion, needs, signal)
    case 'queryable':
    case 'failed':
    case 'canceled':
      throw new Error(`an ended ingestion was claimed: ${ingestion.id}`)
  }
}

/**
 * The task's id is ours: when an earlier submit arrived and its answer was lost, Druid knows the task already. A task
 * that comes before the first worker would wait a minute after it (Druid looks again that seldom), so it comes later.
 */
async function submitOnce(
  { taskId, spec }: StoredIngestion,
  { druid, watchIntervalMs }: Needs,
  signal: AbortSignal,
): Promise<Patch> {
  if (taskId === null || spec === null) throw new Error('a submitted ingestion has a task id and a spec')
  const [task, slots] = await Promise.all([druid.taskStatus(taskId, signal), druid.taskSlots(signal)])
  if (task === null && slots.total === 0) return { waitMs: watchIntervalMs }
  if (task === null)
    await druid.submitTask(spec).catch((error: unknown) => {
      if (!(error instanceof ProductError && /already exists/i.test(error.message))) throw error
    })
  return { status: 'waiting', facts: { seen: true } }
}

async function followTask(
  ingestion: StoredIngestion,
  { druid, watchIntervalMs }: Needs,
  signal: AbortSignal,
): Promise<Patch> {
  const { taskId } = ingestion
  if (taskId === null) throw new Error('a followed ingestion has a task id')
  const task = await druid.taskStatus(taskId, signal)
  if (task === null)
    throw new ProductError(
      'druid_task_failed',
      'Druid no longer knows this task: its metadata was lost or cleaned up. Try again.',
    )
  switch (task.state) {
    case 'RUNNING':
      return { ...(await progress(ingestion, task, druid, signal)), waitMs: watchIntervalMs }
    case 'SUCCESS': {
      const report = await druid.taskReport(taskId, signal)
      const known = { report: report?.raw ?? null, facts: { etaMs: null } }
      if (report === null || report.processed > 0 || report.unparseable === 0) return { ...known, status: 'publishing' }
      return { ...known, status: 'failed', error: nothingRead(ingestion, report) }
    }
    case 'FAILED': {
      const [report, logTail] = await Promise.all([
        druid.taskReport(taskId, signal).catch(() => null),
        druid.taskLogTail(taskId, logBytes).catch(() => null),
      ])
      const tail = logTail?.split('\n').slice(-1000).join('\n') ?? null
      return {
        status: 'failed',
        error: explainTask(task.errorMessage, tail),
        report: report?.raw ?? null,
        logTail: tail,
      }
    }
  }
}

async function progress(
  ingestion: StoredIngestion,
  task: TaskStatus,
  druid: Ports['druid'],
  signal: AbortSignal,
): Promise<Patch> {
  // A task that has run says so no longer while it hands over its result.
  if (task.runner !== 'RUNNING') return { status: ingestion.status }
  const report = await druid.taskReport(task.id, signal).catch(() => null)
  const { facts, stages } = ingestion
  const processed = Math.max(facts.processed, report?.processed ?? 0)
  const started = stages.find((stage) => stage.name === 'running')?.startedAt
  const elapsedMs = started === undefined ? 0 : Date.now() - Date.parse(started)
  if (processed === facts.processed || elapsedMs === 0) return { status: 'running' }
  const rowsPerSecond = Math.round((processed * 1000) / elapsedMs)
  const left = Math.max(0, facts.rowsInFile - facts.rejected - processed)
  const etaMs = rowsPerSecond > 0 ? Math.round((left * 1000) / rowsPerSecond) : null
  return { status: 'running', facts: { processed, rowsPerSecond, etaMs } }
}

/** A task that read not one row succeeds all the same in Druid's eyes. */
const nothingRead = ({ facts }: StoredIngestion, report: TaskReport): NonNullable<Patch['error']> => ({
  code: 'rows_missing',
  message: `Druid could not read one of the ${facts.rowsInFile - facts.rejected} rows; nothing was loaded.`,
  hint: 'Check the time column, its format and the column types of the plan against what Druid says below.',
  raw: report.firstError,
})
