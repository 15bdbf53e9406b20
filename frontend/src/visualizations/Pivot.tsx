import { formatExact } from '../format/number.ts'
import { formatAs } from '../format/number-format.ts'
import { ScrollBox } from '../ui/ScrollBox.tsx'
import { percentWords } from './change.ts'
import { type Head, matrixOf } from './matrix.ts'
import styles from './Pivot.module.css'
import type { VisualizationProps } from './result.ts'
import { extent, shareOf } from './scale.ts'
import { summarize } from './summary.ts'

const mostRows = 300
const mostColumns = 40

const shade = (share: number) => `color-mix(in srgb, var(--n-bar) ${Math.round(share * 100)}%, transparent)`

/** The last split across, the others down, the measure in front in the cells. */
export function Pivot({ result, title, height, onPress, isChosen }: VisualizationProps) {
  const across = result.splits.length - 1
  const matrix = matrixOf(result, across)
  const measure = result.measures[result.front]
  const columns = matrix.columns.slice(0, mostColumns)
  const rows = matrix.rows.slice(0, mostRows)
  const [low, high] = extent(matrix.cells.flatMap((line) => line.map((values) => values[result.front]?.now ?? null)))
  const headButton = (head: Head, choices: Head['choices']) =>
    choices.length === 0 ? (
      head.label
    ) : (
      <button
        type="button"
        className={styles.head}
        aria-pressed={choices.every(isChosen)}
        onClick={(event) => onPress(choices, event.shiftKey)}
      >
        {head.label}
      </button>
    )
  return (
    <>
      <p className="visually-hidden">{summarize(result)}</p>
      <ScrollBox label={title} maxHeight={height}>
        <table className={styles.table}>
          <caption className="visually-hidden">{title}</caption>
          <thead>
            <tr>
              {result.splits.slice(0, across).map(({ column }) => (
                <th key={column} scope="col">
                  {column}
                </th>
              ))}
              {columns.map((head) => (
                <th key={`${head.other} ${head.label}`} scope="col" className={styles.number}>
                  {headButton(head, head.choices)}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {rows.map((heads, line) => {
              const above = rows[line - 1]
              const same = heads.findIndex((head, place) => head.label !== above?.[place]?.label)
              return (
                <tr key={heads.map(({ label, other }) => `${other} ${label}`).join('\u0000')}>
                  {heads.map((head, place) => (
                    <th key={head.choices[0]?.split ?? place} scope="row" data-repeated={place < same}>
                      {headButton(head, head.choices)}
                    </th>
                  ))}
                  {columns.map((column, place) => {
                    const value = matrix.cells[line]?.[place]?.[result.front]
                    const now = value?.now ?? null
                    return (
                      <td
                        key={`${column.other} ${column.label}`}
                        className={styles.number}
                        title={formatExact(now)}
                        style={{ background: shade(now === null ? 0 : shareOf(now, Math.min(0, low), high)) }}
                      >
                        {formatAs(now, measure?.format ?? null)}
                        {result.before !== null && <small>{percentWords(value?.percent ?? null)}</small>}
                      </td>
                    )
                  })}
                </tr>
              )
            })}
          </tbody>
        </table>
      </ScrollBox>
      {(matrix.rows.length > mostRows || matrix.columns.length > mostColumns) && (
        <p className={styles.note}>
          The first {rows.length} rows and {columns.length} columns; the table has all of it.
        </p>
      )}
    </>
  )
}
