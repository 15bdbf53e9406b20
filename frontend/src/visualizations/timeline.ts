import type { TimeChunk } from '@nemeton/contract'
import { readInterval } from '../format/interval.ts'

export interface Bar {
  readonly chunk: TimeChunk
  readonly x: number
  readonly width: number
  /** 0…100 */
  readonly size: number
  readonly whole: boolean
}

/** From the start of the first to the end of the last; null when none of them has a place in time. */
export function spanOf(chunks: readonly TimeChunk[]): { readonly from: number; readonly to: number } | null {
  const spans = chunks.flatMap(({ interval }) => readInterval(interval) ?? [])
  if (spans.length === 0) return null
  return { from: Math.min(...spans.map(({ from }) => from)), to: Math.max(...spans.map(({ to }) => to)) }
}

/** A bar a chunk along an axis; a gap in time is a gap between bars, and what has rows is never too small to see. */
export function barsOf(chunks: readonly TimeChunk[], wide: number): readonly Bar[] {
  const span = spanOf(chunks)
  if (span === null) return []
  const scale = wide / Math.max(1, span.to - span.from)
  const most = Math.max(1, ...chunks.map(({ rows }) => rows))
  return chunks.flatMap((chunk) => {
    const own = readInterval(chunk.interval)
    if (own === null) return []
    const full = (own.to - own.from) * scale
    return {
      chunk,
      x: (own.from - span.from) * scale,
      width: Math.max(0.6, full - Math.min(2, full * 0.15)),
      size: chunk.rows === 0 ? 0 : Math.max(2, (chunk.rows / most) * 100),
      whole: chunk.available >= chunk.segments,
    }
  })
}

/** The single chunk over all of time has no place on an axis. */
export const isDrawable = (chunks: readonly TimeChunk[]): boolean =>
  chunks.length > 0 && chunks.every(({ interval }) => readInterval(interval) !== null)
