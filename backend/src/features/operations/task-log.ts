import { type getTaskLog, ProductError } from '@nemeton/contract'
import type { z } from 'zod'
import type { Ports } from '../../ports/ports.ts'

const mostBytes = 64 * 1024

/** Error: `not_found` for a task that Druid does not know. */
export async function readTaskLog(
  id: string,
  druid: Pick<Ports['druid'], 'taskLogTail' | 'taskStatus'>,
  signal: AbortSignal,
): Promise<z.infer<typeof getTaskLog.result>> {
  const tail = await druid.taskLogTail(id, mostBytes, signal)
  if (tail !== null) return { id, tail: lastBytes(tail) }
  if ((await druid.taskStatus(id, signal)) === null)
    throw new ProductError('not_found', `Druid does not know a task ${id}; it forgets those that ended long ago.`)
  return { id, tail: null }
}

/** Not every worker heeds how much was asked for; a character cut in two is left out. */
function lastBytes(text: string): string {
  const bytes = Buffer.from(text)
  if (bytes.length <= mostBytes) return text
  return bytes
    .subarray(bytes.length - mostBytes)
    .toString()
    .replace(/^\uFFFD+/, '')
}
