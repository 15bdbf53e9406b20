import { useVirtualizer } from '@tanstack/react-virtual'
import { type ClipboardEvent, useCallback, useEffect, useId, useLayoutEffect, useRef, useState } from 'react'
import { areaOf, type Place, toTsv } from './cells.ts'
import styles from './DataGrid.module.css'
import { GridHead } from './GridHead.tsx'
import { GridRow } from './GridRow.tsx'
import { type DataGridProps, headHeight, rowHeight } from './grid.ts'
import { assignLines, nextView, type View } from './lines.ts'
import { useCursor } from './use-cursor.ts'
import { useLayout } from './use-layout.ts'

/**
 * A table of any length: only the cells in sight are drawn. Arrow keys move, with Shift they mark, Ctrl/⌘ C copies what is
 * marked as TSV; on a head Enter opens its menu and Alt with an arrow changes the width.
 */
export function DataGrid<Row>(props: DataGridProps<Row>) {
  const { caption, columns, rows, totals = null, maxHeight, sort = null, onSort, onOpen, onEnd } = props
  const id = useId()
  const box = useRef<HTMLTableElement>(null)
  const [menu, setMenu] = useState<string | null>(null)
  const view = useRef<View | null>(null)
  const drawn = useRef<readonly number[]>([])
  const { layout, changes } = useLayout(columns, rows, totals, drawn)
  const top = headHeight + (totals === null ? 0 : rowHeight)
  const down = useVirtualizer({
    count: rows.length,
    getScrollElement: () => box.current,
    estimateSize: () => rowHeight,
    overscan: 0,
    scrollMargin: top,
    scrollPaddingStart: top,
  })
  const free = layout.columns.length - layout.pinnedCount
  const across = useVirtualizer({
    horizontal: true,
    count: free,
    getScrollElement: () => box.current,
    estimateSize: (index) => layout.columns[layout.pinnedCount + index]?.width ?? 0,
    overscan: 2,
    paddingStart: layout.pinnedWidth,
    scrollPaddingStart: layout.pinnedWidth,
  })
  // biome-ignore lint/correctness/useExhaustiveDependencies: sizes are asked for again when the layout changes
  useLayoutEffect(() => across.measure(), [across, layout])

  const shown = across.getVirtualItems()
  const first = layout.pinnedCount + (shown[0]?.index ?? 0)
  const last = layout.pinnedCount + (shown.at(-1)?.index ?? -1) + 1
  const seen = down.getVirtualItems()
  const sight = { first: seen[0]?.index ?? 0, last: seen.at(-1)?.index ?? -1 }
  view.current = nextView(view.current, sight, rows.length, drawn.current, !down.isScrolling)
  const wanted = view.current.drawn
  drawn.current = assignLines(drawn.current, wanted, rows.length, !down.isScrolling)
  const lines = drawn.current
  const page = Math.max(1, Math.floor(((box.current?.clientHeight ?? 0) - top) / rowHeight) - 1)
  const isColumnSeen = (column: number) => {
    const placed = layout.columns[column]
    if (placed === undefined) return false
    const left = (across.scrollOffset ?? 0) + layout.pinnedWidth
    const right = (across.scrollOffset ?? 0) + (box.current?.clientWidth ?? 0)
    return placed.pinned || (placed.start < right && placed.start + placed.width > left)
  }
  const goTo = ({ row, column }: Place) => {
    if (row >= 0) down.scrollToIndex(row)
    if (column >= layout.pinnedCount) across.scrollToIndex(column - layout.pinnedCount)
  }
  const open = ({ row }: Place) => {
    const opened = rows[row]
    if (opened !== undefined) onOpen?.(opened, row)
  }
  const { cursor, handlers } = useCursor({
    extent: { rows: rows.length, columns: layout.columns.length, page },
    onMove: goTo,
    onEnter: (at) => {
      if (at.row >= 0) open(at)
      else if (isColumnSeen(at.column)) setMenu(layout.columns[at.column]?.column.key ?? null)
      else goTo(at)
    },
    onDouble: open,
    onNudge: ({ column }, step) => {
      const placed = layout.columns[column]
      if (placed) changes.resize(placed.column.key, placed.width + step * 16)
    },
  })
  const area = cursor && areaOf(cursor, rows.length)
  const onMenu = useCallback((key: string | null) => {
    setMenu(key)
    if (key === null) box.current?.focus({ preventScroll: true })
  }, [])
  const isMenuSeen = menu === null || layout.columns.some(({ column }, at) => column.key === menu && isColumnSeen(at))
  useEffect(() => {
    if (!isMenuSeen) onMenu(null)
  }, [isMenuSeen, onMenu])
  const onCopy = (event: ClipboardEvent) => {
    if (!area) return
    event.preventDefault()
    const taken = layout.columns.slice(area.left, area.right + 1)
    const copied = rows.slice(area.top, area.bottom + 1).map((row) => taken.map(({ column }) => column.text(row)))
    const head = cursor.at.row < 0 || area.bottom - area.top > 0 ? [taken.map(({ column }) => column.title)] : []
    event.clipboardData.setData('text/plain', toTsv([...head, ...copied]))
  }
  const atEnd = rows.length > 0 && wanted.last >= rows.length - 1
  useEffect(() => {
    if (atEnd) onEnd?.()
  }, [atEnd, onEnd])

  const isDrawn = ({ row, column }: Place) =>
    (row < 0 || lines.includes(row)) && (column < layout.pinnedCount || (column >= first && column < last))
  const common = { id, layout, first, last }
  return (
    <div className={styles.frame}>
      <table
        ref={box}
        // biome-ignore lint/a11y/noNoninteractiveElementToInteractiveRole: its cells take the keyboard
        role="grid"
        aria-label={caption}
        aria-rowcount={rows.length + (totals === null ? 1 : 2)}
        aria-colcount={layout.columns.length}
        aria-multiselectable
        aria-activedescendant={cursor && isDrawn(cursor.at) ? `${id}-${cursor.at.row}-${cursor.at.column}` : undefined}
        tabIndex={0}
        className={styles.grid}
        style={{ maxHeight }}
        {...handlers}
        onCopy={onCopy}
      >
        <thead className={styles.head} style={{ width: layout.width }}>
          <GridHead
            {...common}
            changes={changes}
            active={cursor?.at.row === -1 ? cursor.at.column : -1}
            sort={sort}
            onSort={onSort}
            menu={menu}
            onMenu={onMenu}
          />
          {totals !== null && (
            <GridRow
              {...common}
              row={totals}
              index={null}
              rowNumber={2}
              top={0}
              active={-1}
              markedFrom={-1}
              markedTo={-2}
            />
          )}
        </thead>
        <tbody className={styles.body} style={{ height: rows.length * rowHeight, width: layout.width }}>
          {lines.map((index, line) => {
            const row = rows[index]
            if (row === undefined) return null
            const marked = area !== null && index >= area.top && index <= area.bottom
            return (
              <GridRow
                // biome-ignore lint/suspicious/noArrayIndexKey: a line is its place, whatever row it holds
                key={line}
                {...common}
                row={row}
                index={index}
                rowNumber={index + (totals === null ? 2 : 3)}
                top={index * rowHeight}
                active={cursor?.at.row === index ? cursor.at.column : -1}
                markedFrom={marked ? area.left : -1}
                markedTo={marked ? area.right : -2}
              />
            )
          })}
        </tbody>
      </table>
    </div>
  )
}
