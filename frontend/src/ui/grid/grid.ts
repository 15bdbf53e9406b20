import { noValue } from '../value-words.ts'

/** A column of a grid. Keep the list of columns between renders: widths and drawn rows are computed from it. */
export interface GridColumn<Row> {
  readonly key: string
  readonly title: string
  /** Drawn to the right. */
  readonly number?: boolean
  /** What is shown, and what copying takes. */
  readonly text: (row: Row) => string
  /** Its head sorts, where the owner of the rows can. */
  readonly sortable?: boolean
  /** The row has no value here, which is shown in words; its text is copied all the same. */
  readonly isMissing?: (row: Row) => boolean
}

export interface GridSort {
  readonly by: string
  readonly ascending: boolean
}

export interface DataGridProps<Row> {
  /** Says what the grid holds to those who do not see it. */
  readonly caption: string
  readonly columns: readonly GridColumn<Row>[]
  readonly rows: readonly Row[]
  /** Stays below the head. */
  readonly totals?: Row | null
  readonly maxHeight: number | string
  /** How rows are sorted, by the key of a column; the owner of the rows sorts them. */
  readonly sort?: GridSort | null
  /** A head that sorts was pressed. */
  readonly onSort?: (key: string) => void
  /** Enter or a double click on a row. */
  readonly onOpen?: (row: Row, index: number) => void
  /** The last row came into sight: the moment to ask for more. */
  readonly onEnd?: () => void
}

export const rowHeight = 28
export const headHeight = 30
export const leastWidth = 48
export const mostWidth = 1200

const letterWidth = 7.4
const padding = 26

/** What a cell shows. */
export const wordsOf = <Row>(column: GridColumn<Row>, row: Row): string =>
  column.isMissing?.(row) ? noValue : column.text(row)

/** Wide enough for the title and for what the rows hold. */
export function naturalWidth<Row>(column: GridColumn<Row>, rows: readonly Row[], most = 340): number {
  const letters = rows.reduce((longest, row) => Math.max(longest, wordsOf(column, row).length), column.title.length + 3)
  return Math.round(Math.max(leastWidth + 16, Math.min(most, letters * letterWidth + padding)))
}
