import type { Cell, NumberFormat } from '@nemeton/contract'
import { IconArrowDown, IconArrowUp } from '@tabler/icons-react'
import { formatExact, formatShare, toNumber } from '../format/number.ts'
import { formatAs } from '../format/number-format.ts'
import { classes } from '../ui/classes.ts'
import { ScrollBox } from '../ui/ScrollBox.tsx'
import styles from './BarTable.module.css'

interface BarTableMeasure {
  readonly key: string
  readonly title: string
  readonly additive: boolean
  readonly format: NumberFormat | null
}

export interface BarTableRow {
  readonly value: string | null
  readonly name: string
  readonly cells: readonly Cell[]
  readonly chosen: boolean
  /** The colour of the same value in other charts; null where it is in none. */
  readonly color: string | null
}

interface BarTableProps {
  readonly title: string
  readonly dimension: string
  readonly measures: readonly BarTableMeasure[]
  /** The measure that has bars. */
  readonly front: string
  readonly rows: readonly BarTableRow[]
  readonly totals: readonly Cell[] | null
  readonly sort: { readonly by: string; readonly ascending: boolean }
  readonly onSort: (by: string) => void
  readonly onPress: (value: string | null, exclude: boolean) => void
}

/** Values of a dimension with every measure, bars in the cells of the one in front, totals on top. */
export function BarTable(props: BarTableProps) {
  const { title, dimension, measures, front, rows, totals, sort, onSort, onPress } = props
  const place = measures.findIndex(({ key }) => key === front)
  const most = Math.max(0, ...rows.map(({ cells }) => toNumber(cells[place]) ?? 0))
  const direction = (key: string) => (sort.by !== key ? 'none' : sort.ascending ? 'ascending' : 'descending')
  return (
    <ScrollBox label={title} maxHeight={560}>
      <table className={styles.table}>
        <caption className="visually-hidden">{title}</caption>
        <thead>
          <tr>
            {[{ key: dimension, title: dimension }, ...measures].map((column) => (
              <th key={column.key} scope="col" aria-sort={direction(column.key)}>
                <button type="button" className={styles.sort} onClick={() => onSort(column.key)}>
                  {column.title}
                  {sort.by === column.key &&
                    (sort.ascending ? <IconArrowUp size={13} aria-hidden /> : <IconArrowDown size={13} aria-hidden />)}
                </button>
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {totals && (
            <tr className={styles.totals}>
              <th scope="row">Total</th>
              {measures.map(({ key, format }, index) => (
                <td key={key}>
                  {formatAs(toNumber(totals[index]), format)}
                  {key === front && measures[place]?.additive && <span className={styles.share} />}
                </td>
              ))}
            </tr>
          )}
          {rows.map((row) => (
            <tr key={row.value ?? '\u0000'} className={classes(row.chosen && styles.chosen)}>
              <th scope="row">
                <button
                  type="button"
                  className={styles.name}
                  aria-pressed={row.chosen}
                  onClick={(event) => onPress(row.value, event.shiftKey)}
                >
                  <i className={styles.dot} style={{ background: row.color ?? undefined }} />
                  <span>{row.name}</span>
                </button>
              </th>
              {measures.map(({ key, additive, format }, index) => (
                <NumberCell
                  key={key}
                  number={toNumber(row.cells[index])}
                  format={format}
                  most={key === front ? most : null}
                  whole={key === front && additive && totals ? toNumber(totals[index]) : null}
                />
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </ScrollBox>
  )
}

interface NumberCellProps {
  readonly number: number | null
  readonly format: NumberFormat | null
  readonly most: number | null
  readonly whole: number | null
}

function NumberCell({ number, format, most, whole }: NumberCellProps) {
  const width = most !== null && most > 0 && number !== null && number > 0 ? (number / most) * 100 : 0
  return (
    <td className={classes(styles.cell, most !== null && styles.front)} title={formatExact(number)}>
      {most !== null && (
        <i className={styles.bar} style={{ width: `calc(${width}% - ${(width * 0.16).toFixed(1)}px)` }} />
      )}
      <span>{formatAs(number, format)}</span>
      {whole !== null && whole > 0 && number !== null && (
        <span className={styles.share}>{formatShare(number / whole)}</span>
      )}
    </td>
  )
}
