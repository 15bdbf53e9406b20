import { readdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'

/** How the broker itself says that a SQL query ended. */
export interface LoggedQuery {
  /** When it began, in milliseconds of the broker's clock. */
  readonly at: number
  readonly query: string
  readonly context: Readonly<Record<string, unknown>>
  readonly success: boolean
  readonly elapsedMs: number
}

/** The SQL queries in the broker's request log whose line has a text; a line is written when a query ends. */
export async function loggedQueries(logs: string, text = ''): Promise<readonly LoggedQuery[]> {
  const folder = join(logs, 'requests', 'broker')
  const files = await Promise.all((await readdir(folder)).map((name) => readFile(join(folder, name), 'utf8')))
  return files
    .flatMap((file) => file.slice(0, file.lastIndexOf('\n') + 1).split('\n'))
    .filter((line) => line.includes(text) && line.includes('"sqlQuery/time"'))
    .map((line) => {
      const parts = line.split('\t')
      const [stats = '{}', asked = '{}'] = parts.filter((part) => part.startsWith('{'))
      const { query, context } = JSON.parse(asked) as Pick<LoggedQuery, 'query' | 'context'>
      const { success, 'sqlQuery/time': elapsedMs } = JSON.parse(stats)
      return { at: Date.parse(parts[0] ?? ''), query, context, success, elapsedMs }
    })
}
