import type { Compaction, setCompaction } from '@nemeton/contract'
import type { z } from 'zod'
import { readCompaction, standardCompaction, writeCompaction } from '../../olap/compaction.ts'
import type { Ports } from '../../ports/ports.ts'

type Needs = Pick<Ports, 'druid'>
type Row = Readonly<Record<string, unknown>>

const lastTask = `SELECT "task_id", "status", "created_time", "duration", "error_msg" FROM sys.tasks
  WHERE "datasource" = ? AND "type" = 'compact' ORDER BY "created_time" DESC LIMIT 1`

export async function readCompactionState(name: string, { druid }: Needs, signal: AbortSignal): Promise<Compaction> {
  const [config, status, [task]] = await Promise.all([
    druid.compactionConfig(name, signal),
    druid.compactionStatus(name, signal),
    druid.rows({ query: lastTask, parameters: [{ type: 'VARCHAR', value: name }] }, { signal }),
  ])
  return {
    enabled: config !== null,
    ...(config === null ? standardCompaction : readCompaction(config)),
    status: config === null || status === null ? null : toStatus(status),
    lastRun: task === undefined ? null : toRun(task),
  }
}

export async function writeCompactionState(
  name: string,
  { enabled, ...wanted }: z.infer<typeof setCompaction.body>,
  { druid }: Needs,
  signal: AbortSignal,
): Promise<Compaction> {
  const before = await druid.compactionConfig(name, signal)
  const current = before === null ? standardCompaction : readCompaction(before)
  const settings = {
    targetRows: wanted.targetRows ?? current.targetRows,
    skipOffset: wanted.skipOffset ?? current.skipOffset,
  }
  await druid.setCompactionConfig(name, enabled ? writeCompaction(before, settings) : null)
  return readCompactionState(name, { druid }, signal)
}

const toStatus = (status: Row): Compaction['status'] => ({
  bytesAwaiting: Number(status.bytesAwaitingCompaction ?? 0),
  bytesCompacted: Number(status.bytesCompacted ?? 0),
  bytesSkipped: Number(status.bytesSkipped ?? 0),
  segmentsAwaiting: Number(status.segmentCountAwaitingCompaction ?? 0),
})

const states = { SUCCESS: 'success', FAILED: 'failed' } as const

function toRun(task: Row): Compaction['lastRun'] {
  const duration = Number(task.duration ?? -1)
  return {
    taskId: String(task.task_id),
    status: states[String(task.status) as keyof typeof states] ?? 'running',
    at: String(task.created_time),
    durationMs: duration >= 0 && String(task.status) in states ? duration : null,
    message: typeof task.error_msg === 'string' ? task.error_msg : null,
  }
}
