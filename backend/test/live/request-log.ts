import { readdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { stack } from './stack.ts'

/** How the broker itself says that a SQL query ended. */
export interface Logged {
  readonly query: string
  readonly context: Readonly<Record<string, unknown>>
  readonly success: boolean
  readonly elapsedMs: number
}

/** What the broker's request log has of one SQL query, by its own id or that of its request; a line is written when it ends. */
export async function findLogged(sqlQueryId: string): Promise<Logged | null> {
  const folder = join(stack.logs, 'requests', 'broker')
  for (const name of await readdir(folder)) {
    for (const line of (await readFile(join(folder, name), 'utf8')).split('\n')) {
      if (!line.includes(sqlQueryId) || !line.includes('"sqlQuery/time"')) continue
      const [stats = '{}', asked = '{}'] = line.split('\t').filter((part) => part.startsWith('{'))
      const { query, context } = JSON.parse(asked) as Pick<Logged, 'query' | 'context'>
      if (context.sqlQueryId !== sqlQueryId && !String(context.sqlQueryId).startsWith(`${sqlQueryId}.`)) continue
      const { success, 'sqlQuery/time': elapsedMs } = JSON.parse(stats)
      return { query, context, success, elapsedMs }
    }
  }
  return null
}
