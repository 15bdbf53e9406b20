import { type KeyboardEvent, type PointerEvent, type RefObject, useRef, useState } from 'react'
import { nearestPoint, type TimePoint } from './time-series.ts'

/** Where the plot lies inside its box, in pixels. */
export interface Plot {
  readonly x: number
  readonly width: number
}

interface Marking {
  readonly points: readonly TimePoint[]
  readonly plot: RefObject<Plot | null>
  readonly onZoom: (from: number, last: number) => void
}

const steps: Readonly<Record<string, number>> = {
  ArrowRight: 1,
  ArrowLeft: -1,
  End: Number.POSITIVE_INFINITY,
  Home: Number.NEGATIVE_INFINITY,
}

interface Marked {
  readonly from: number
  readonly to: number
}

/** A range of buckets marked by dragging or by Shift and the arrow keys, and the bucket that is read. */
export function useMarking({ points, plot, onZoom }: Marking) {
  const [marked, setMarked] = useState<Marked | null>(null)
  const [cursor, setCursor] = useState<number | null>(null)
  // a fast drag ends before its last move was rendered, so the truth is not in the state
  const drag = useRef<Marked | null>(null)

  const clear = () => {
    drag.current = null
    setMarked(null)
    setCursor(null)
  }
  const zoom = (range: Marked | null) => {
    clear()
    if (!range || range.from === range.to) return
    const first = points[Math.min(range.from, range.to)]
    const last = points[Math.max(range.from, range.to)]
    if (first && last) onZoom(first.at, last.at)
  }
  const indexAt = (event: PointerEvent<HTMLElement>): number => {
    const { x, width } = plot.current ?? { x: 0, width: 1 }
    const share = (event.clientX - event.currentTarget.getBoundingClientRect().left - x) / Math.max(1, width)
    const first = points[0]?.at ?? 0
    const last = points.at(-1)?.at ?? 0
    return nearestPoint(points, first + Math.min(1, Math.max(0, share)) * (last - first))
  }

  const onPointerDown = (event: PointerEvent<HTMLElement>) => {
    if (event.button !== 0 || points.length < 2) return
    event.currentTarget.setPointerCapture(event.pointerId)
    const index = indexAt(event)
    drag.current = { from: index, to: index }
  }
  const onPointerMove = (event: PointerEvent<HTMLElement>) => {
    if (!drag.current) return
    drag.current = { ...drag.current, to: indexAt(event) }
    setMarked(drag.current)
  }
  const onPointerUp = () => zoom(drag.current)
  const onPointerCancel = clear

  const onKeyDown = (event: KeyboardEvent) => {
    if (event.key === 'Enter') zoom(marked)
    if (event.key === 'Escape') clear()
    const step = steps[event.key] ?? 0
    if (step === 0) return
    event.preventDefault()
    const from = cursor ?? (step > 0 ? -1 : points.length)
    const next = Math.min(points.length - 1, Math.max(0, from + step))
    setCursor(next)
    setMarked(event.shiftKey ? { from: marked?.from ?? Math.max(0, from), to: next } : null)
  }
  return {
    marked: marked && marked.from !== marked.to ? marked : null,
    cursor,
    handlers: { onPointerDown, onPointerMove, onPointerUp, onPointerCancel, onKeyDown, onBlur: () => setCursor(null) },
  }
}
