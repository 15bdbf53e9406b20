import { setTimeout as sleep } from 'node:timers/promises'
import type { Ports } from '../ports/ports.ts'

/** Druid does not know a query before it has planned it, and forgets a cancel of one that it does not know. */
const waits = [0, 1000, 4000]

/** Tells Druid that nobody waits for a query any more. True when Druid knew it. */
export async function cancelQuery(druid: Ports['druid'], sqlQueryId: string): Promise<boolean> {
  for (const ms of waits) {
    if (ms > 0) await sleep(ms, undefined, { ref: false })
    if (await druid.cancelSql(sqlQueryId)) return true
  }
  return false
}
