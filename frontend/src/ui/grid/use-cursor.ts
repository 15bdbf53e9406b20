import { type KeyboardEvent, type MouseEvent, type PointerEvent, useRef, useState } from 'react'
import { type Cursor, cursorWithin, type Extent, movedBy, type Place } from './cells.ts'

interface Options {
  readonly extent: Extent
  readonly onMove: (to: Place) => void
  readonly onEnter: (at: Place) => void
  readonly onDouble: (at: Place) => void
  readonly onNudge: (at: Place, step: number) => void
}

/** The cell as marked in the page. */
function placeOf(target: EventTarget | null): Place | null {
  const cell = target instanceof Element ? target.closest<HTMLElement>('[data-column]') : null
  const row = cell?.closest<HTMLElement>('[data-row]')
  return cell && row ? { row: Number(row.dataset.row), column: Number(cell.dataset.column) } : null
}

/** Text that is marked elsewhere would be copied in the place of cells. */
const leaveText = () => window.getSelection()?.removeAllRanges()

/** Moves through cells by keys and by pointer; with Shift, or while dragging, it marks an area. */
export function useCursor({ extent, onMove, onEnter, onDouble, onNudge }: Options) {
  const [kept, setCursor] = useState<Cursor | null>(null)
  const cursor = kept && cursorWithin(kept, extent)
  const dragging = useRef(false)
  const put = (at: Place, extend: boolean) => setCursor({ at, from: extend && cursor ? cursor.from : at })

  const onKeyDown = (event: KeyboardEvent) => {
    if (event.defaultPrevented || extent.columns === 0) return
    const at = cursor?.at ?? { row: 0, column: 0 }
    const far = event.ctrlKey || event.metaKey
    if (far && event.key.toLowerCase() === 'a') {
      event.preventDefault()
      // what is in sight stays, and the next key begins at the top
      setCursor({ at: { row: 0, column: 0 }, from: { row: extent.rows - 1, column: extent.columns - 1 } })
      return
    }
    // a button that has the focus itself, as after its menu, does what it says
    if (event.key === 'Enter' && !far && !(event.target instanceof HTMLButtonElement)) {
      event.preventDefault()
      onEnter(at)
      return
    }
    if (event.altKey && (event.key === 'ArrowLeft' || event.key === 'ArrowRight')) {
      event.preventDefault()
      onNudge(at, event.key === 'ArrowLeft' ? -1 : 1)
      return
    }
    const next = event.altKey ? null : movedBy(event.key, far, at, extent)
    if (next === null) return
    event.preventDefault()
    put(next, event.shiftKey)
    onMove(next)
  }
  const onPointerDown = (event: PointerEvent) => {
    const place = placeOf(event.target)
    if (place === null || event.button !== 0) return
    leaveText()
    dragging.current = place.row >= 0
    put(place, event.shiftKey)
  }
  const onPointerMove = (event: PointerEvent) => {
    if (!dragging.current) return
    if (event.buttons === 0) {
      dragging.current = false
      return
    }
    const place = placeOf(event.target)
    if (place !== null && (place.row !== cursor?.at.row || place.column !== cursor?.at.column)) put(place, true)
  }
  const onDoubleClick = (event: MouseEvent) => {
    const place = placeOf(event.target)
    if (place !== null && place.row >= 0) onDouble(place)
  }
  const onFocus = () => {
    leaveText()
    setCursor((before) => before ?? { at: { row: 0, column: 0 }, from: { row: 0, column: 0 } })
  }
  return { cursor, handlers: { onKeyDown, onPointerDown, onPointerMove, onDoubleClick, onFocus } }
}
