import { ProductError } from '@nemeton/contract'
import type { Ports } from '../../ports/ports.ts'

const running = `SELECT "task_id" AS "id", "type" FROM sys.tasks WHERE "datasource" = ? AND "status" = 'RUNNING' LIMIT 20`

/** Segments must not come and go while they are dropped or restored. Error: `conflict`. */
export async function refuseWhileWritten(
  name: string,
  { druid, database }: Pick<Ports, 'druid' | 'database'>,
  signal: AbortSignal,
): Promise<void> {
  const open = await database.ingestions.openInto(name)
  if (open !== null) throw ingestionUnderWay(name, open.filename)
  const tasks = await druid.rows({ query: running, parameters: [{ type: 'VARCHAR', value: name }] }, { signal })
  if (tasks.length === 0) return
  throw new ProductError(
    'conflict',
    `Druid runs a task of the type "${tasks[0]?.type}" on "${name}". Wait until it has ended, or shut it down, then try again.`,
    { details: { tasks: tasks.map(({ id }) => id) } },
  )
}

export const ingestionUnderWay = (name: string, filename?: string) =>
  new ProductError(
    'conflict',
    `${filename === undefined ? 'A file' : `"${filename}"`} is being loaded into "${name}". Wait until that has ended, or cancel it, then try again.`,
  )
