import { setTimeout as sleep } from 'node:timers/promises'
import type { Ports } from '../ports/ports.ts'

/** A cancel that comes while Druid still plans the query, or between its parts, is lost, though answered as accepted. */
const waits = [0, 250, 1000, 4000, 15_000]

/** Tells Druid that nobody waits for a query any more, until its id serves another. True when Druid knew it. */
export async function cancelQuery(
  druid: Ports['druid'],
  sqlQueryId: string,
  isReused: () => boolean = () => false,
): Promise<boolean> {
  let known = false
  for (const ms of waits) {
    if (ms > 0) await sleep(ms, undefined, { ref: false })
    if (isReused()) break
    known = (await druid.cancelSql(sqlQueryId)) || known
  }
  return known
}
