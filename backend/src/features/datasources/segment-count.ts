import type { Ports, Segment } from '../../ports/ports.ts'

const mostAtOnce = 5000

/** Stored rows of exactly these segments that the broker can answer with now. */
export async function countStored(
  name: string,
  segments: readonly Segment[],
  druid: Pick<Ports['druid'], 'countOver'>,
  signal: AbortSignal,
): Promise<number> {
  let rows = 0
  for (let from = 0; from < segments.length; from += mostAtOnce)
    rows += await druid.countOver(name, segments.slice(from, from + mostAtOnce), null, signal)
  return rows
}
