import type { TaskFacts } from '../collect/facts.ts'
import { tasksSql } from '../collect/tasks.ts'
import { type Check, cannotTell, judged } from './check.ts'
import { sayCount, sayNames } from './say.ts'

/** A failure counts for so long, unless a later run into the same datasource goes well. */
const countsMs = 900_000
const many = 5
const canceled = /Shutdown request from user|^Canceled\b|was (asked to stop|canceled)|killed by user/im

/** What failed for one reason reads alike but for names, numbers and addresses. */
export const causeOf = (error: string | null): string =>
  (error ?? 'Druid says no reason.')
    .replace(/\s+at [\w$.]+(\(.*)?$/s, '')
    .replace(/\[[^\]]*\]/g, '[…]')
    .replace(/\b[\w.-]*\d[\w.:-]*\b/g, '…')
    .replace(/\s+/g, ' ')
    .slice(0, 160)

/** Failures that still count: top tasks, not ended by a person, and not made good by a later one. */
export function standing(tasks: readonly TaskFacts[], at: number): readonly TaskFacts[] {
  const top = tasks.filter(({ id, groupId }) => id === groupId)
  return top.filter(
    (task) =>
      task.state === 'failed' &&
      at - (task.endedAt ?? task.createdAt) < countsMs &&
      !canceled.test(task.error ?? '') &&
      !top.some(
        (other) =>
          other.datasource === task.datasource && other.state === 'succeeded' && other.createdAt > task.createdAt,
      ),
  )
}

export const tasksFailing: Check = {
  name: 'tasks-failing',
  title: 'Tasks end well',
  group: 'ingestion',
  page: { title: 'Task reference', path: 'ingestion/tasks' },
  judge: ({ tasks, at }) => {
    const source = tasksSql(null, at)
    if (tasks.kind === 'unknown') return cannotTell(tasks, source)
    const failed = standing(tasks.value, at)
    const causes = Map.groupBy(failed, ({ error }) => causeOf(error))
    const ended = tasks.value.filter(({ endedAt }) => endedAt !== null && at - endedAt < countsMs).length
    const evidence = [
      { label: 'tasks that ended within 15 minutes', value: ended, unit: 'count' as const },
      { label: 'failed and not made good', value: failed.length, unit: 'count' as const },
      ...[...causes]
        .slice(0, 5)
        .map(([cause, { length }]) => ({ label: cause, value: length, unit: 'count' as const })),
    ]
    if (failed.length === 0)
      return judged('ok', {
        sentence: 'No task has failed within 15 minutes that was not made good by a later one.',
        source,
        evidence,
      })
    const [most] = [...causes].toSorted(([, a], [, b]) => b.length - a.length)
    const names = failed.map(({ datasource }) => datasource)
    return judged(failed.length >= many ? 'critical' : 'warning', {
      sentence: `${sayCount(failed.length, 'task')} of ${sayNames(names)} failed within 15 minutes${causes.size > 1 ? `, for ${causes.size} reasons; most often` : ''}: ${most?.[0]}`,
      source,
      subjects: failed.map(({ id }) => id),
      evidence,
      remedy:
        'Read the end of the task’s log on this page; correct the file or the plan that it names and load again. A later run that goes well, or a quarter of an hour, ends this.',
    })
  },
}
