import type { UndoState } from '@nemeton/contract'
import { reachingInto, visible } from '../../olap/segment-timeline.ts'
import type { Segment, StoredIngestion, Undoing } from '../../ports/ports.ts'

const not = (reason: string): UndoState => ({ possible: false, reason, undoneBy: null, undone: false })

/** What the history alone says. */
export function judgeByHistory({ kind, status, undone, facts }: StoredIngestion): UndoState {
  if (kind === 'undo') return not('An undo is not undone. Load the file again instead.')
  if (undone !== null)
    return {
      possible: false,
      reason: undone.done ? 'It was undone already.' : 'It is being undone.',
      undoneBy: undone.by,
      undone: undone.done,
    }
  if (status !== 'queryable' && status !== 'failed' && status !== 'canceled')
    return not('It has not ended yet. Wait for its end, or cancel it.')
  if (facts.published.length === 0) return not('It put nothing into Druid.')
  if (facts.held === null) return not('It ran before Nemeton kept what an undo needs.')
  return { possible: true, reason: null, undoneBy: null, undone: false }
}

const count = (number: number, one: string): string => `${number} ${number === 1 ? one : `${one}s`}`

export interface Situation {
  /** Segments in use now. */
  readonly used: readonly Segment[]
  /** Ids out of use that Druid still has. */
  readonly unused: ReadonlySet<string>
  /** An earlier undo of the run broke off after it had begun to take out. */
  readonly begun: boolean
}

/** Whether Druid's segments still are as the run left them: why not, or what to take out and what to bring back. */
export function judgeBySegments(
  { mode, facts: { published, held } }: StoredIngestion,
  { used, unused, begun }: Situation,
): { readonly reason: string } | Pick<Undoing, 'takesOut' | 'bringsBack'> {
  const before = held?.segments ?? []
  const ids = (segments: readonly Segment[]) => new Set(segments.map(({ id }) => id))
  const [inUse, own, earlier] = [ids(used), ids(published), ids(before)]
  const gone = begun ? [] : published.filter(({ id }) => !inUse.has(id))
  if (gone.length > 0)
    return {
      reason: `${gone.length} of its ${published.length} segments are no longer in use: the datasource or that part of it was dropped, replaced or compacted since.`,
    }
  const seen = visible(used)
  const seenIds = ids(seen)
  const hidden = published.filter(({ id }) => inUse.has(id) && !seenIds.has(id))
  if (hidden.length > 0)
    return {
      reason: `A later load or a compaction replaced ${hidden.length} of its ${published.length} segments.`,
    }
  const intervals = published.map(({ interval }) => interval)
  const foreign = reachingInto(seen, intervals).filter(({ id }) => !own.has(id) && !earlier.has(id))
  if (foreign.length > 0)
    return {
      reason: `A later load or a compaction put ${count(foreign.length, 'other segment')} into the same intervals. Undo that one first.`,
    }
  if (mode === 'append') {
    const lost = before.filter(({ id }) => !seenIds.has(id))
    if (lost.length > 0)
      return { reason: `Beside it, ${count(lost.length, 'segment')} went since: dropped, replaced or compacted.` }
    return { takesOut: published, bringsBack: [] }
  }
  const killed = before.filter(({ id }) => !inUse.has(id) && !unused.has(id))
  if (killed.length > 0)
    return { reason: `Druid has deleted ${killed.length} of the ${before.length} segments that it replaced for good.` }
  return { takesOut: published, bringsBack: before }
}
