import { type IngestionMode, ProductError } from '@nemeton/contract'
import { isWithin, reachingInto, visible } from '../../olap/segment-timeline.ts'
import type { Held, Ports, Segment, StoredIngestion } from '../../ports/ports.ts'

export type Counting = Pick<Ports['druid'], 'countIn' | 'countOver' | 'rows'>

interface Run {
  readonly datasource: string
  readonly mode: IngestionMode
  /** What its task locks. */
  readonly intervals: readonly string[]
}

/** What a run finds in its intervals before it begins, counted as a query sees it when all of it will go. */
export async function survey(
  { datasource, mode, intervals }: Run,
  used: readonly Segment[],
  druid: Counting,
  signal: AbortSignal,
): Promise<Held> {
  const segments = reachingInto(visible(used), intervals)
  if (mode === 'append') return { segments, rows: null }
  const rows = await countServed(datasource, segments, druid, signal, () =>
    druid.countIn(datasource, intervals, signal),
  )
  return { segments, rows }
}

/** The part of it that the run met: what an append lies beside is still there, and is counted now. */
export async function settleHeld(
  { datasource, mode, facts: { held } }: StoredIngestion,
  published: readonly Segment[],
  druid: Counting,
  signal: AbortSignal,
): Promise<Held | null> {
  if (held === null) return null
  const intervals = published.map(({ interval }) => interval)
  const segments = reachingInto(held.segments, intervals)
  if (mode !== 'append') return { segments, rows: segments.length === held.segments.length ? held.rows : null }
  if (!segments.every(({ interval }) => isWithin(interval, intervals))) return { segments, rows: null }
  const rows = await countServed(datasource, segments, druid, signal, () =>
    druid.countOver(datasource, segments, null, signal),
  )
  return { segments, rows }
}

/** Ids of the segments of a datasource that some server holds, as the broker knows. */
export async function servedSegments(
  datasource: string,
  druid: Pick<Counting, 'rows'>,
  signal: AbortSignal,
): Promise<ReadonlySet<string>> {
  const query = `SELECT "segment_id" AS "id" FROM sys.segments WHERE "datasource" = ? AND "is_available" = 1`
  const rows = await druid.rows({ query, parameters: [{ type: 'VARCHAR', value: datasource }] }, { signal })
  return new Set(rows.map(({ id }) => String(id)))
}

/** Null when some of the segments are not loaded or the count broke: a run does not wait for what an undo would need. */
async function countServed(
  datasource: string,
  segments: readonly Segment[],
  druid: Pick<Counting, 'rows'>,
  signal: AbortSignal,
  count: () => Promise<number>,
): Promise<number | null> {
  if (segments.length === 0) return 0
  try {
    const served = await servedSegments(datasource, druid, signal)
    return segments.every(({ id }) => served.has(id)) ? await count() : null
  } catch (error) {
    if (error instanceof ProductError && error.code === 'druid_query_failed') return null
    throw error
  }
}
