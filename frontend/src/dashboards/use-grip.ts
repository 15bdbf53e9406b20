import type { KeyboardEvent, PointerEvent } from 'react'
import { useRef } from 'react'
import { gap, type Place, rowHeight } from './layout.ts'

interface Grip {
  readonly place: Place
  /** What a step of so many columns and rows makes of a place. */
  readonly step: (place: Place, across: number, down: number) => Place
  /** Keys may come faster than the page is drawn: each step starts from where the tile is by then. */
  readonly onPut: (next: (now: Place) => Place) => void
}

const arrows: Readonly<Record<string, readonly [across: number, down: number]>> = {
  ArrowLeft: [-1, 0],
  ArrowRight: [1, 0],
  ArrowUp: [0, -1],
  ArrowDown: [0, 1],
}

/** Changes a place by dragging a handle, or by arrow keys on it, cell by cell. */
export function useGrip({ place, step, onPut }: Grip) {
  const from = useRef<{ readonly x: number; readonly y: number; readonly place: Place; readonly cell: number } | null>(
    null,
  )
  return {
    onKeyDown: (event: KeyboardEvent) => {
      const [across, down] = arrows[event.key] ?? []
      if (across === undefined || down === undefined || event.altKey || event.ctrlKey || event.metaKey) return
      event.preventDefault()
      onPut((now) => step(now, across, down))
    },
    onPointerDown: (event: PointerEvent<HTMLElement>) => {
      const grid = event.currentTarget.closest<HTMLElement>('[data-grid]')
      if (event.button !== 0 || grid === null) return
      event.currentTarget.setPointerCapture(event.pointerId)
      from.current = { x: event.clientX, y: event.clientY, place, cell: (grid.clientWidth + gap) / 12 }
    },
    onPointerMove: (event: PointerEvent) => {
      const begun = from.current
      if (begun === null) return
      const across = Math.round((event.clientX - begun.x) / begun.cell)
      const down = Math.round((event.clientY - begun.y) / (rowHeight + gap))
      const next = step(begun.place, across, down)
      if (next.x !== place.x || next.y !== place.y || next.width !== place.width || next.height !== place.height)
        onPut(() => next)
    },
    onPointerUp: () => {
      from.current = null
    },
    onPointerCancel: () => {
      from.current = null
    },
  }
}
