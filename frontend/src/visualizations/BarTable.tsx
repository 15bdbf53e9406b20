import { IconArrowDown, IconArrowUp } from '@tabler/icons-react'
import { useLayoutEffect, useRef } from 'react'
import { formatExact, formatShare } from '../format/number.ts'
import { formatAs } from '../format/number-format.ts'
import { classes } from '../ui/classes.ts'
import { ScrollBox } from '../ui/ScrollBox.tsx'
import styles from './BarTable.module.css'
import { deltaWords, percentWords } from './change.ts'
import type { Compared, Ordering, ShownMeasure } from './result.ts'

interface BarTableRow {
  readonly key: string
  readonly name: string
  readonly cells: readonly Compared[]
  readonly chosen: boolean
  /** The colour of the same value in other charts; null where it is in none. */
  readonly color: string | null
  /** Null where there is no value to filter by. */
  readonly press: ((exclude: boolean) => void) | null
}

interface BarTableProps {
  readonly title: string
  readonly height: number
  readonly dimension: string
  readonly sortKey: string
  readonly measures: readonly ShownMeasure[]
  /** The measure that has bars. */
  readonly front: string
  /** What lies before, in words; with it the measure in front has its change beside it. */
  readonly before: string | null
  readonly rows: readonly BarTableRow[]
  readonly totals: readonly Compared[] | null
  readonly sort: Ordering
  readonly onSort: (by: string, aspect: Ordering['aspect']) => void
}

interface Head {
  readonly key: string
  readonly title: string
  readonly by: string
  readonly aspect: Ordering['aspect']
}

function headsOf({ dimension, sortKey, measures, front, before }: BarTableProps): readonly Head[] {
  const value = { aspect: 'value' } as const
  return [
    { key: 'split', title: dimension, by: sortKey, ...value },
    ...measures.flatMap(({ key, title }): readonly Head[] => [
      { key, title, by: key, ...value },
      ...(key === front && before !== null
        ? ([
            { key: 'delta', title: 'Change', by: key, aspect: 'delta' },
            { key: 'percent', title: 'Change in %', by: key, aspect: 'percent' },
          ] as const)
        : []),
    ]),
  ]
}

/** Values of a dimension with every measure, bars in the cells of the one in front, totals on top. */
export function BarTable(props: BarTableProps) {
  const { title, measures, front, before, rows, totals, sort, onSort } = props
  const place = measures.findIndex(({ key }) => key === front)
  const table = useRef<HTMLTableElement>(null)
  useLayoutEffect(() => bringIntoSight(table.current, front), [front])
  const hasColors = rows.some(({ color }) => color !== null)
  const most = Math.max(0, ...rows.map(({ cells }) => cells[place]?.now ?? 0))
  const isSorted = ({ by, aspect }: Head) => sort.by === by && sort.aspect === aspect
  const direction = (head: Head) => (!isSorted(head) ? 'none' : sort.ascending ? 'ascending' : 'descending')
  return (
    <ScrollBox label={title} maxHeight={props.height}>
      <table ref={table} className={styles.table}>
        <caption className="visually-hidden">{title}</caption>
        <thead>
          <tr>
            {headsOf(props).map((head) => (
              <th key={head.key} data-key={head.key} scope="col" aria-sort={direction(head)}>
                <button type="button" className={styles.sort} onClick={() => onSort(head.by, head.aspect)}>
                  {head.title}
                  {isSorted(head) &&
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
              {measures.flatMap(({ key, format, additive }, index) => [
                <td key={key}>
                  {formatAs(totals[index]?.now, format)}
                  {key === front && additive && <span className={styles.share} />}
                </td>,
                ...(key === front && before !== null ? changeCells(totals[index], format) : []),
              ])}
            </tr>
          )}
          {rows.map((row) => (
            <tr key={row.key} className={classes(row.chosen && styles.chosen)}>
              <th scope="row">
                {row.press === null ? (
                  <span className={styles.rest}>{row.name}</span>
                ) : (
                  <button
                    type="button"
                    className={styles.name}
                    aria-pressed={row.chosen}
                    onClick={(event) => row.press?.(event.shiftKey)}
                  >
                    {hasColors && <i className={styles.dot} style={{ background: row.color ?? undefined }} />}
                    <span>{row.name}</span>
                  </button>
                )}
              </th>
              {measures.flatMap(({ key, additive, format }, index) => [
                <NumberCell
                  key={key}
                  number={row.cells[index]?.now ?? null}
                  format={format}
                  most={key === front ? most : null}
                  whole={key === front && additive && totals ? (totals[index]?.now ?? null) : null}
                />,
                ...(key === front && before !== null ? changeCells(row.cells[index], format) : []),
              ])}
            </tr>
          ))}
        </tbody>
      </table>
    </ScrollBox>
  )
}

/** In a narrow box the measure in front may lie to the right; the names to the left stay in sight. */
function bringIntoSight(table: HTMLTableElement | null, front: string): void {
  const box = table?.closest('[role="group"]')
  const head = table?.querySelector<HTMLElement>(`th[data-key="${CSS.escape(front)}"]`)
  if (head && box) box.scrollLeft = Math.max(0, head.offsetLeft + head.offsetWidth - box.clientWidth)
}

function changeCells(cell: Compared | undefined, format: ShownMeasure['format']) {
  const sign = Math.sign(cell?.delta ?? 0)
  return [
    <td key="delta" data-sign={sign}>
      {deltaWords(cell?.delta ?? null, format)}
    </td>,
    <td key="percent" data-sign={sign}>
      {percentWords(cell?.percent ?? null)}
    </td>,
  ]
}

interface NumberCellProps {
  readonly number: number | null
  readonly format: ShownMeasure['format']
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
