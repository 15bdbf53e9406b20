import type { ReactNode } from 'react'
import { classes } from './classes.ts'
import styles from './DataTable.module.css'
import { ScrollBox } from './ScrollBox.tsx'
import { noValue } from './value-words.ts'

export interface DataColumn<T> {
  readonly key: string
  readonly title: ReactNode
  readonly number?: boolean
  readonly wrap?: boolean
  readonly width?: number | string
  readonly render: (row: T, index: number) => ReactNode
}

interface DataTableProps<T> {
  readonly caption: string
  readonly columns: readonly DataColumn<T>[]
  readonly rows: readonly T[]
  readonly rowKey: (row: T, index: number) => string
  readonly maxHeight?: number | string
}

/** A plain table: numbers to the right, head that stays, sideways scrolling inside itself. */
export function DataTable<T>({ caption, columns, rows, rowKey, maxHeight }: DataTableProps<T>) {
  return (
    <ScrollBox label={caption} maxHeight={maxHeight}>
      <table className={styles.table}>
        <caption className="visually-hidden">{caption}</caption>
        <thead>
          <tr>
            {columns.map((column) => (
              <th
                key={column.key}
                scope="col"
                className={classes(column.number && styles.number)}
                style={{ width: column.width }}
              >
                {column.title}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {rows.map((row, index) => (
            <tr key={rowKey(row, index)}>
              {columns.map((column) => (
                <td key={column.key} className={classes(column.number && styles.number, column.wrap && styles.wrap)}>
                  {column.render(row, index)}
                </td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </ScrollBox>
  )
}

/** "No value" must not look like a text that somebody wrote. */
export function NoValue() {
  return <span className={styles.none}>{noValue}</span>
}

export function Clip({ text }: { text: string }) {
  return (
    <span className={styles.clip} title={text.length > 24 ? text : undefined}>
      {text}
    </span>
  )
}
