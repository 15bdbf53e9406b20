import { type Check, cannotTell, judged } from './check.ts'
import { sayCount, sayTime } from './say.ts'

const source = "GET /druid/indexer/v1/workers, and sys.tasks where status = 'RUNNING'"
const longMs = 120_000
const tooLongMs = 900_000

export const taskSlots: Check = {
  name: 'task-slots',
  title: 'Tasks find a slot',
  group: 'ingestion',
  page: { title: 'Task reference', path: 'ingestion/tasks' },
  judge: ({ workers, tasks, at }) => {
    if (workers.kind === 'unknown') return cannotTell(workers, source)
    if (tasks.kind === 'unknown') return cannotTell(tasks, source)
    const enabled = workers.value.filter(({ isEnabled }) => isEnabled)
    const total = enabled.reduce((sum, { capacity }) => sum + capacity, 0)
    const used = enabled.reduce((sum, worker) => sum + worker.used, 0)
    const waiting = tasks.value.filter(({ state }) => state === 'pending' || state === 'waiting')
    const oldest = Math.max(0, ...waiting.map(({ createdAt }) => at - createdAt))
    const evidence = [
      { label: 'slots', value: total, unit: 'count' as const },
      { label: 'slots in use', value: used, unit: 'count' as const },
      { label: 'tasks that wait', value: waiting.length, unit: 'count' as const },
      { label: 'the oldest waits for', value: oldest, unit: 'ms' as const },
    ]
    const subjects = waiting.map(({ id }) => id)
    if (total === 0)
      return judged('critical', {
        sentence: 'Druid has no slot for tasks: no worker is there, or none takes any.',
        source,
        subjects,
        evidence,
        remedy: 'Start an indexer or a middle manager, or enable one that was disabled.',
      })
    if (waiting.length > 0 && oldest >= longMs) {
      const isFull = used >= total
      return judged(oldest >= tooLongMs ? 'critical' : 'warning', {
        sentence: `${sayCount(waiting.length, 'task')} ${waiting.length === 1 ? 'waits' : 'wait'}, the oldest for ${sayTime(oldest)}, ${isFull ? `and all ${total} slots are taken` : `with ${used} of ${total} slots taken`}.`,
        source,
        subjects,
        evidence,
        remedy: isFull
          ? 'Give workers more slots (druid.worker.capacity), add a worker, or end tasks that are not needed; supervisors must not take all slots.'
          : 'They wait for the lock on a time chunk that another task holds: look which task of the same datasource runs, and end it or wait for it.',
      })
    }
    return judged('ok', {
      sentence: `${used} of ${sayCount(total, 'slot')} ${used === 1 ? 'is' : 'are'} in use${waiting.length === 0 ? ' and no task waits' : `; ${sayCount(waiting.length, 'task')} ${waiting.length === 1 ? 'has' : 'have'} just come`}.`,
      source,
      evidence,
    })
  },
}
