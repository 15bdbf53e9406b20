import type { Drop } from '@nemeton/contract'
import type { Ports } from '../../ports/ports.ts'
import { dropToContract } from './drop.ts'

/** Druid is asked about so many datasources at most. */
const mostAsked = 20

/** The newest drop of each datasource, where Druid has something left to bring back. */
export async function listRestorable(
  { druid, database }: Pick<Ports, 'druid' | 'database'>,
  signal: AbortSignal,
): Promise<Drop[]> {
  const drops = await database.drops.list(null)
  const newest = [...new Map(drops.toReversed().map((drop) => [drop.datasource, drop])).values()].slice(-mostAsked)
  const kept = await Promise.all(
    newest.map(async (drop) => drop.status !== 'dropped' || (await druid.hasUnusedSegments(drop.datasource, signal))),
  )
  return newest
    .filter((_, index) => kept[index])
    .map(dropToContract)
    .toSorted((one, other) => Date.parse(other.at) - Date.parse(one.at))
}
