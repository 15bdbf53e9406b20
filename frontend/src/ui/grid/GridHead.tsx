import { Menu } from '@mantine/core'
import { IconArrowDown, IconArrowUp, IconDotsVertical, IconPin, IconPinnedOff, IconRuler2 } from '@tabler/icons-react'
import { memo, type PointerEvent } from 'react'
import { classes } from '../classes.ts'
import styles from './DataGrid.module.css'
import type { GridSort } from './grid.ts'
import type { Layout, LayoutChanges, PlacedColumn } from './use-layout.ts'

interface GridHeadProps<Row> {
  readonly id: string
  readonly layout: Layout<Row>
  readonly changes: LayoutChanges
  readonly first: number
  readonly last: number
  /** Column whose head is in front, or -1. */
  readonly active: number
  readonly sort: GridSort | null
  readonly onSort: ((key: string) => void) | undefined
  /** Key of the column whose menu is open. */
  readonly menu: string | null
  readonly onMenu: (key: string | null) => void
}

function GridHeadOf<Row>(props: GridHeadProps<Row>) {
  const { layout, first, last } = props
  const places = layout.columns.map((_, place) => place)
  const shown = places.filter((place) => place < layout.pinnedCount || (place >= first && place < last))
  return (
    <tr aria-rowindex={1} className={styles.headRow} style={{ width: layout.width }}>
      {shown.map((place) => {
        const placed = layout.columns[place]
        return placed && <HeadCell key={placed.column.key} {...props} place={place} placed={placed} />
      })}
    </tr>
  )
}

export const GridHead = memo(GridHeadOf) as typeof GridHeadOf

interface HeadCellProps<Row> extends GridHeadProps<Row> {
  readonly place: number
  readonly placed: PlacedColumn<Row>
}

function HeadCell<Row>({ id, place, placed, changes, active, sort, onSort, menu, onMenu }: HeadCellProps<Row>) {
  const { column, width, start, pinned } = placed
  const sorted = sort?.by === column.key ? (sort.ascending ? 'ascending' : 'descending') : undefined
  const title = (
    <>
      <span className={styles.title}>{column.title}</span>
      {sorted === 'ascending' && <IconArrowUp size={13} aria-hidden />}
      {sorted === 'descending' && <IconArrowDown size={13} aria-hidden />}
    </>
  )
  return (
    <th
      scope="col"
      id={`${id}--1-${place}`}
      aria-colindex={place + 1}
      aria-sort={sorted}
      data-row={-1}
      data-column={place}
      className={classes(
        styles.cell,
        styles.headCell,
        column.number && styles.number,
        pinned && styles.pinned,
        place === active && styles.active,
      )}
      style={{ width, left: start }}
      title={column.title}
    >
      {onSort && column.sortable ? (
        <button type="button" tabIndex={-1} className={styles.sort} onClick={() => onSort(column.key)}>
          {title}
        </button>
      ) : (
        title
      )}
      <Menu opened={menu === column.key} onChange={(open) => onMenu(open ? column.key : null)} position="bottom-end">
        <Menu.Target>
          <button type="button" tabIndex={-1} className={styles.more} aria-label={`Column ${column.title}`}>
            <IconDotsVertical size={13} aria-hidden />
          </button>
        </Menu.Target>
        <Menu.Dropdown>
          {onSort && column.sortable && (
            <Menu.Item leftSection={<IconArrowDown size={14} />} onClick={() => onSort(column.key)}>
              Sort by it
            </Menu.Item>
          )}
          <Menu.Item
            leftSection={pinned ? <IconPinnedOff size={14} /> : <IconPin size={14} />}
            onClick={() => changes.pin(column.key, !pinned)}
          >
            {pinned ? 'Let it scroll' : 'Pin to the left'}
          </Menu.Item>
          <Menu.Item leftSection={<IconRuler2 size={14} />} onClick={() => changes.fit(column.key)}>
            Fit the width
          </Menu.Item>
        </Menu.Dropdown>
      </Menu>
      <Grip width={width} onResize={(next) => changes.resize(column.key, next)} onFit={() => changes.fit(column.key)} />
    </th>
  )
}

/** The right edge of a head: dragging it changes the width. Keys do the same on the head itself. */
function Grip({ width, onResize, onFit }: { width: number; onResize: (width: number) => void; onFit: () => void }) {
  const begin = (event: PointerEvent<HTMLSpanElement>) => {
    event.stopPropagation()
    event.preventDefault()
    const grip = event.currentTarget
    const from = event.clientX
    grip.setPointerCapture(event.pointerId)
    grip.onpointermove = (move) => onResize(width + move.clientX - from)
    // let go of, or taken away by the browser
    grip.onlostpointercapture = () => {
      grip.onpointermove = null
      grip.onlostpointercapture = null
    }
  }
  return <span className={styles.grip} aria-hidden onPointerDown={begin} onDoubleClick={onFit} />
}
