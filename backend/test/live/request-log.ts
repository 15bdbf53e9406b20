import { type LoggedQuery, loggedQueries } from '../../../druid/local/request-log.ts'
import { stack } from './stack.ts'

/** What the broker's request log has of one SQL query, by its own id or that of its request; a line is written when it ends. */
export async function findLogged(sqlQueryId: string): Promise<LoggedQuery | null> {
  const found = (await loggedQueries(stack.logs, sqlQueryId)).find(
    ({ context }) => context.sqlQueryId === sqlQueryId || String(context.sqlQueryId).startsWith(`${sqlQueryId}.`),
  )
  return found ?? null
}
