import type { WaitingFor } from '@nemeton/contract'
import type { Patch, Ports, StoredIngestion, TaskStatus } from '../../ports/ports.ts'
import { stageAgeMs } from './stage-age.ts'

/** A task that Druid has just been given waits a moment for everything. */
const patienceMs = 2000

/** Says what a task waits for, once that lasts: Druid tells a lock (WAITING) from a slot (PENDING). */
export async function explainWaiting(
  ingestion: StoredIngestion,
  task: TaskStatus,
  druid: Pick<Ports['druid'], 'runningTasks' | 'taskSlots'>,
  signal: AbortSignal,
): Promise<Patch> {
  if (stageAgeMs(ingestion) < patienceMs) return {}
  if (task.runner === 'PENDING') {
    const { used, total } = await druid.taskSlots(signal)
    if (total === 0) return waitFor(ingestion, 'worker', noWorker)
    return waitFor(
      ingestion,
      'slot',
      `${used} of Druid's ${total} task slots are taken. The task begins when one is free.`,
    )
  }
  if (task.runner !== 'WAITING') return {}
  const others = (await druid.runningTasks(ingestion.datasource, signal)).filter((id) => id !== task.id)
  const holder = others[0] === undefined ? 'Another task' : `The task ${others[0]}`
  return waitFor(
    ingestion,
    'lock',
    `${holder} holds the lock on the same time interval of "${ingestion.datasource}". This one begins when it ends.`,
  )
}

export const noWorker = 'Druid has no worker that could run the task. It begins when one is there.'

export function waitFor({ facts }: StoredIngestion, kind: WaitingFor['kind'], message: string): Patch {
  if (facts.waitingFor?.kind === kind && facts.waitingFor.message === message) return {}
  const since = facts.waitingFor?.kind === kind ? facts.waitingFor.since : new Date().toISOString()
  return { facts: { waitingFor: { kind, message, since } } }
}
