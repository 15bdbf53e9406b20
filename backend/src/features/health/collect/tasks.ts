import type { TaskFacts, TaskState } from './facts.ts'
import { hourMs } from './memory.ts'
import { figure, instant, type Row, text } from './row.ts'

const most = 1000
const mostError = 500
const wanted = [
  'task_id',
  'group_id',
  'type',
  'datasource',
  'created_time',
  'status',
  'runner_status',
  'duration',
  'error_msg',
]

/** Tasks that are not over, and those of the last day that may have ended within the last hour. */
export function tasksSql(columns: ReadonlySet<string> | null, now: number): string {
  const since = new Date(now - 24 * hourMs).toISOString()
  const list = wanted.filter((column) => columns === null || columns.has(column)).join(', ')
  return `SELECT ${list} FROM sys.tasks WHERE status = 'RUNNING' OR created_time >= '${since}' ORDER BY created_time DESC LIMIT ${most}`
}

export const toTasks = (rows: readonly Row[]): readonly TaskFacts[] =>
  rows.map((row) => {
    const createdAt = instant(row.created_time) ?? 0
    const duration = figure(row.duration)
    const state = stateOf(String(row.status), String(row.runner_status))
    const isOver = state === 'succeeded' || state === 'failed'
    return {
      id: String(row.task_id),
      groupId: text(row.group_id) ?? String(row.task_id),
      type: String(row.type),
      datasource: String(row.datasource),
      state,
      createdAt,
      endedAt: isOver ? createdAt + Math.max(0, duration ?? 0) : null,
      error: text(row.error_msg)?.slice(0, mostError) ?? null,
    }
  })

function stateOf(status: string, runner: string): TaskState {
  if (status === 'SUCCESS') return 'succeeded'
  if (status === 'FAILED') return 'failed'
  return runner === 'WAITING' ? 'waiting' : runner === 'PENDING' ? 'pending' : 'running'
}
