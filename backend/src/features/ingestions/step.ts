import { ProductError } from '@nemeton/contract'
import type { Patch, Ports, StoredIngestion } from '../../ports/ports.ts'
import { confirm, findPublished } from './confirm.ts'
import { followTask } from './follow.ts'
import { prepare } from './prepare.ts'
import { undoStep } from './undo-step.ts'
import { noWorker, waitFor } from './waiting.ts'

interface Needs extends Ports {
  readonly stagingFolder: string
  readonly watchIntervalMs: number
  readonly loadTimeoutMs: number
}

/**
 * What to write down after one look at an ingestion. A patch with `waitMs` ends the look; one without is followed by the
 * next step at once. Every step can be run again after a crash: it finds out what happened before it acts.
 */
export function step(ingestion: StoredIngestion, needs: Needs, signal: AbortSignal): Promise<Patch> {
  if (ingestion.kind === 'undo') return undoStep(ingestion, needs, signal)
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
  ingestion: StoredIngestion,
  { druid, watchIntervalMs }: Needs,
  signal: AbortSignal,
): Promise<Patch> {
  const { taskId, spec } = ingestion
  if (taskId === null || spec === null) throw new Error('a submitted ingestion has a task id and a spec')
  const [task, slots] = await Promise.all([druid.taskStatus(taskId, signal), druid.taskSlots(signal)])
  if (task === null && slots.total === 0) return { ...waitFor(ingestion, 'worker', noWorker), waitMs: watchIntervalMs }
  if (task === null)
    await druid.submitTask(spec).catch((error: unknown) => {
      if (!(error instanceof ProductError && /already exists/i.test(error.message))) throw error
    })
  return { status: 'waiting', facts: { seen: true, waitingFor: null } }
}
