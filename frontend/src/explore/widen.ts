import { type Exploration, start, zoomTo } from './exploration.ts'
import { type Span, zoomOut } from './range.ts'

/** One step out: twice the span around its middle; everything once nothing lies outside. */
export function widen(state: Exploration, span: Span, bounds: Span): Exploration {
  const next = zoomOut(span, bounds)
  return next.from <= bounds.from && next.to >= bounds.to
    ? { ...state, range: start.range, bucket: null }
    : zoomTo(state, next.from, next.to)
}
