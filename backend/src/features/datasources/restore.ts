import { setTimeout as sleep } from 'node:timers/promises'
import { type Drop, ProductError } from '@nemeton/contract'
import { anyOverlap } from '../../olap/segment-timeline.ts'
import type { Ports, Segment, StoredDrop } from '../../ports/ports.ts'
import { isSchemaVisible } from '../../queries/schema-visible.ts'
import { refuseWhileWritten } from './busy.ts'
import { dropToContract } from './drop.ts'
import { countStored } from './segment-count.ts'

type Needs = Pick<Ports, 'druid' | 'database'>

const patienceMs = 60_000
const lookEveryMs = 250

/** Marks exactly what a drop took used again, and says so once the broker counts its rows. May be asked again. */
export async function restore(
  { name, id }: { name: string; id: string | undefined },
  needs: Needs,
  signal: AbortSignal,
): Promise<Drop> {
  const { druid, database } = needs
  const drop = await database.drops.findRestorable(name, id)
  if (drop === null)
    throw new ProductError(
      'conflict',
      `There is nothing of "${name}" to restore: it was not dropped here, or is restored already, or was killed.`,
    )
  await refuseWhileWritten(name, needs, signal)
  const segments = await findSegments(drop, needs, signal)
  await database.drops.advance(drop.id, 'restoring')
  await druid.markUsed(name, drop.segmentIds)
  await untilCounted(drop, segments, druid, signal)
  return dropToContract(await database.drops.advance(drop.id, 'restored'))
}

/** The segments of a drop, when each is there still and nothing lies over them. */
async function findSegments(
  { id, datasource, segmentIds }: StoredDrop,
  { druid, database }: Needs,
  signal: AbortSignal,
): Promise<readonly Segment[]> {
  const [used, unused] = await Promise.all([
    druid.usedSegments(datasource, signal),
    druid.unusedSegments(datasource, null, signal),
  ])
  const wanted = new Set(segmentIds)
  const segments = [...used, ...unused].filter((segment) => wanted.has(segment.id))
  const killed = wanted.size - segments.length
  if (killed > 0) {
    await database.drops.advance(id, 'killed')
    throw new ProductError(
      'conflict',
      `Druid has killed ${killed} of the ${wanted.size} segments that were dropped from "${datasource}": their data is deleted for good. Load the files again.`,
      { details: { killed, segments: wanted.size } },
    )
  }
  const later = used.filter((segment) => !wanted.has(segment.id))
  if (
    anyOverlap(
      later.map(({ interval }) => interval),
      segments.map(({ interval }) => interval),
    )
  )
    throw new ProductError(
      'conflict',
      `Later data of "${datasource}" lies in the same time chunks, and would hide what was dropped. Drop the later data, then restore this drop by its id.`,
      { details: { drop: id } },
    )
  return segments
}

async function untilCounted(
  { datasource, rows }: StoredDrop,
  segments: readonly Segment[],
  druid: Needs['druid'],
  signal: AbortSignal,
): Promise<void> {
  const deadline = Date.now() + patienceMs
  for (;;) {
    const counted = await countStored(datasource, segments, druid, signal)
    // A datasource that was not loaded whole when it was dropped may come back with more than could be counted then.
    if (counted >= rows && (await isVisible(datasource, segments.length, druid, signal))) return
    if (Date.now() > deadline)
      throw new ProductError(
        'not_queryable',
        `The segments of "${datasource}" are in use again, and Druid answers with ${counted} of ${rows} rows so far. Look at the state of its historicals and at the retention rules, then restore once more.`,
      )
    await sleep(lookEveryMs, undefined, { signal })
  }
}

/** The broker knows each segment and the columns: from then on the datasource is listed and can be explored. */
async function isVisible(name: string, segments: number, druid: Needs['druid'], signal: AbortSignal): Promise<boolean> {
  const parameters = [{ type: 'VARCHAR' as const, value: name }]
  const available = `SELECT COUNT(*) AS "found" FROM sys.segments WHERE "datasource" = ? AND "is_active" = 1 AND "is_available" = 1`
  const [[loaded], isKnown] = await Promise.all([
    druid.rows({ query: available, parameters }, { signal }),
    isSchemaVisible(name, druid, signal),
  ])
  return Number(loaded?.found ?? 0) >= segments && isKnown
}
