import { setTimeout as sleep } from 'node:timers/promises'
import type { DruidTask, listTasks } from '@nemeton/contract'
import type { z } from 'zod'
import type { Ports } from '../../ports/ports.ts'

type Tasks = z.infer<typeof listTasks.result>
type Row = Readonly<Record<string, unknown>>

const timeoutMs = 10_000
/** What PostgreSQL knows of them is worth that wait and no more. */
const databaseMs = 1500
const mostOpen = 1000
const mostEnded = 50
/** By their beginning, Druid's only order; those that ended last are among them. */
const mostEndedRead = 500

const query = `SELECT * FROM sys.tasks
  ORDER BY CASE WHEN "status" = 'RUNNING' THEN 0 ELSE 1 END, "created_time" DESC LIMIT ${mostOpen + mostEndedRead}`

/** The tasks that are open, those that run first, and then those that ended last. */
export async function readTasks({ druid, database }: Pick<Ports, 'druid' | 'database'>): Promise<Tasks> {
  const signal = AbortSignal.timeout(timeoutMs)
  const [rows, slots] = await Promise.all([
    druid.rows({ query }, { signal, timeoutMs }),
    druid.taskSlots(signal).catch(() => null),
  ])
  const shown = orderTasks(rows)
  const ids = [...new Set(shown.flatMap(({ task_id, group_id }) => [String(task_id), String(group_id)]))]
  const ingestions = await Promise.race([
    database.ingestions.byTasks(ids).catch(() => namedIn(ids)),
    sleep(databaseMs, namedIn(ids), { ref: false }),
  ])
  return { items: shown.map((row) => toTask(row, ingestions)), slots }
}

/** What is open, running first and oldest first among equals; then what ended, the last first. */
export function orderTasks(rows: readonly Row[]): readonly Row[] {
  const begun = (row: Row) => Date.parse(String(row.created_time)) || 0
  const ended = (row: Row) => begun(row) + Math.max(0, Number(row.duration ?? 0))
  const open = rows.filter(isOpen)
  const over = rows.filter((row) => !isOpen(row))
  return [
    ...open.toSorted((one, other) => rank(one) - rank(other) || begun(one) - begun(other)).slice(0, mostOpen),
    ...over.toSorted((one, other) => ended(other) - ended(one)).slice(0, mostEnded),
  ]
}

const ranks: readonly DruidTask['state'][] = ['running', 'pending', 'waiting']
const isOpen = ({ status }: Row): boolean => status !== 'SUCCESS' && status !== 'FAILED'
const rank = (row: Row): number => ranks.indexOf(stateOf(row))

function stateOf({ status, runner_status: runner }: Row): DruidTask['state'] {
  if (status === 'SUCCESS') return 'succeeded'
  if (status === 'FAILED') return 'failed'
  if (runner === 'RUNNING') return 'running'
  return runner === 'PENDING' ? 'pending' : 'waiting'
}

const text = (value: unknown): string | null => (typeof value === 'string' && value !== '' ? value : null)

/** Parts of a task are of the run that the whole is of. */
export function toTask(row: Row, ingestions: ReadonlyMap<string, string>): DruidTask {
  const id = String(row.task_id)
  const created = Date.parse(String(row.created_time))
  const duration = Number(row.duration ?? -1)
  return {
    id,
    type: text(row.type) ?? 'unknown',
    datasource: text(row.datasource) ?? '',
    state: stateOf(row),
    createdAt: Number.isNaN(created) ? null : new Date(created).toISOString(),
    durationMs: duration < 0 ? null : duration,
    location: text(row.location),
    error: text(row.error_msg),
    ingestionId: ingestions.get(id) ?? ingestions.get(String(row.group_id)) ?? null,
  }
}

/** While PostgreSQL is away: the task of a run is named for it. */
export function namedIn(taskIds: readonly string[]): ReadonlyMap<string, string> {
  const named = taskIds.flatMap((id) => {
    const [, ingestion] = /^nemeton_.+_([0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})$/.exec(id) ?? []
    return ingestion === undefined ? [] : [[id, ingestion] as const]
  })
  return new Map(named)
}
