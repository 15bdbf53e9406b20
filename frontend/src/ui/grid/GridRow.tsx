import { memo, type ReactNode } from 'react'
import { classes } from '../classes.ts'
import styles from './DataGrid.module.css'
import { wordsOf } from './grid.ts'
import type { Layout } from './use-layout.ts'

interface GridRowProps<Row> {
  readonly id: string
  readonly row: Row
  /** Its place among the rows; null for totals. */
  readonly index: number | null
  /** Number that assistive technology says, the head being 1. */
  readonly rowNumber: number
  readonly top: number
  readonly layout: Layout<Row>
  /** Columns in sight that are not pinned: from the first to before the last. */
  readonly first: number
  readonly last: number
  /** Column of the cell in front, or -1. */
  readonly active: number
  /** Marked columns; from -1 when none. */
  readonly markedFrom: number
  readonly markedTo: number
}

function GridRowOf<Row>(props: GridRowProps<Row>) {
  const { id, row, index, rowNumber, top, layout, first, last, active, markedFrom, markedTo } = props
  const cells: ReactNode[] = []
  const add = (place: number) => {
    const placed = layout.columns[place]
    if (!placed) return
    const { column, width, start, pinned } = placed
    const words = wordsOf(column, row)
    cells.push(
      // biome-ignore lint/a11y/useAriaPropsSupportedByRole: a cell of a grid can be selected
      <td
        key={column.key}
        // what scrolling would have to write anew in every cell stands where it is needed only
        id={place === active ? `${id}-${index}-${place}` : undefined}
        aria-colindex={place + 1}
        aria-selected={index !== null && place >= markedFrom && place <= markedTo ? true : undefined}
        data-column={index === null ? undefined : place}
        className={classes(
          styles.cell,
          column.number && styles.number,
          column.isMissing?.(row) && styles.missing,
          pinned && styles.pinned,
          place === active && styles.active,
        )}
        style={{ width, left: start }}
        title={words.length * 7 > width - 16 ? words : undefined}
      >
        {words}
      </td>,
    )
  }
  for (let place = 0; place < layout.pinnedCount; place += 1) add(place)
  for (let place = Math.max(first, layout.pinnedCount); place < last; place += 1) add(place)
  return (
    <tr
      aria-rowindex={rowNumber}
      data-row={index ?? undefined}
      className={classes(styles.row, index === null && styles.totals)}
      style={{ width: layout.width, transform: index === null ? undefined : `translateY(${top}px)` }}
    >
      {cells}
    </tr>
  )
}

export const GridRow = memo(GridRowOf) as typeof GridRowOf
