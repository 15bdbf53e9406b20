import { loggedQueries } from '../../../druid/local/request-log.ts'

/** What the broker's request log says of how a query ended; a line is written when it ends. Null until then. */
export async function endInDruid(sqlQueryId: string): Promise<boolean | null> {
  const [logged] = await loggedQueries(process.env.STACK_LOGS ?? '', sqlQueryId)
  return logged?.success ?? null
}
