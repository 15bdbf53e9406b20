import { setTimeout as sleep } from 'node:timers/promises'
import type { Drop, dropDatasource } from '@nemeton/contract'
import type { z } from 'zod'
import type { Ports, StoredDrop } from '../../ports/ports.ts'
import type { DatasourceReader } from '../../queries/datasource-reader.ts'
import { ingestionUnderWay, refuseWhileWritten } from './busy.ts'
import { countStored } from './segment-count.ts'

interface Needs extends Pick<Ports, 'druid' | 'database'> {
  readonly datasources: DatasourceReader
}

/** How long to watch the broker let go; a cluster with Druid's own periods takes longer. */
const patienceMs = 8000
const lookEveryMs = 250

/**
 * Takes a datasource out of Druid: what will go is written down first, then marked unused by the ids, so that rows that
 * come meanwhile stay, and exactly those that went can come back.
 */
export async function dropAll(
  name: string,
  needs: Needs,
  signal: AbortSignal,
): Promise<z.infer<typeof dropDatasource.result>> {
  const { druid, database, datasources } = needs
  const { bytes, interval } = await datasources.find(name, signal)
  await refuseWhileWritten(name, needs, signal)
  const segments = await druid.usedSegments(name, signal)
  const rows = await countStored(name, segments, druid, signal)
  const segmentIds = segments.map(({ id }) => id)
  const begun = await database.drops.begin({ datasource: name, rows, bytes, interval, segmentIds })
  if (begun === null) throw ingestionUnderWay(name)
  await druid.markUnused(name, begun.segmentIds)
  const dropped = await database.drops.advance(begun.id, 'dropped')
  return { ...dropToContract(dropped), gone: await isGone(name, druid, signal) }
}

async function isGone(name: string, druid: Ports['druid'], signal: AbortSignal): Promise<boolean> {
  const query = `SELECT COUNT(*) AS "segments" FROM sys.segments WHERE "datasource" = ? AND "is_available" = 1`
  const deadline = Date.now() + patienceMs
  for (;;) {
    const [row] = await druid.rows({ query, parameters: [{ type: 'VARCHAR', value: name }] }, { signal })
    if (Number(row?.segments ?? 0) === 0) return true
    if (Date.now() > deadline) return false
    await sleep(lookEveryMs, undefined, { signal })
  }
}

export const dropToContract = (drop: StoredDrop): Drop => ({
  id: drop.id,
  datasource: drop.datasource,
  status: drop.status,
  rows: drop.rows,
  bytes: drop.bytes,
  segments: drop.segmentIds.length,
  interval: drop.interval,
  at: drop.createdAt.toISOString(),
  restoredAt: drop.restoredAt?.toISOString() ?? null,
})
