import { useMemo } from 'react'
import { formatAs } from '../format/number-format.ts'
import { DataGrid } from '../ui/grid/DataGrid.tsx'
import type { GridColumn, GridSort } from '../ui/grid/grid.ts'
import { deltaWords, percentWords } from './change.ts'
import { keyWords, type Ordering, type Result, type ResultRow, rowChoices, type VisualizationProps } from './result.ts'

/** A column, and how rows are ordered by it: a split by its own values, or all splits by a measure. */
interface FlatColumn extends GridColumn<ResultRow> {
  readonly order: (Omit<Ordering, 'ascending'> & { readonly split: number | null }) | null
}

/** Every row and every measure, of any length; Enter on a row filters by it, and Druid sorts by the head that is pressed. */
export function Flat({ result, title, height, orderings, onPress, onSort }: VisualizationProps) {
  const columns = useMemo(() => columnsOf(result), [result])
  const totals = useMemo(() => result.totals && { keys: [], others: [], values: result.totals }, [result])
  const sort = sortOf(columns, orderings)
  const press = (key: string) => {
    const order = columns.find((column) => column.key === key)?.order
    if (!order) return
    const { split, by, aspect } = order
    onSort(split, { by, aspect, ascending: sort?.by === key ? !sort.ascending : split !== null })
  }
  return (
    <DataGrid
      caption={title}
      columns={columns}
      rows={result.rows}
      totals={totals}
      maxHeight={height}
      sort={sort}
      onSort={press}
      onOpen={(row) => {
        const choices = rowChoices(row)
        if (choices.length > 0) onPress(choices, false)
      }}
    />
  )
}

/** The column that rows stand in the order of: the first split that does by its own values, else a measure that all do by. */
function sortOf(columns: readonly FlatColumn[], orderings: readonly Ordering[]): GridSort | null {
  for (const { key, order } of columns) {
    if (order === null) continue
    const ordered = order.split === null ? orderings : orderings.slice(order.split, order.split + 1)
    const [first] = ordered
    const isByIt = ({ by, aspect, ascending }: Ordering) =>
      by === order.by && aspect === order.aspect && ascending === first?.ascending
    if (first !== undefined && ordered.every(isByIt)) return { by: key, ascending: first.ascending }
  }
  return null
}

function columnsOf(result: Result): readonly FlatColumn[] {
  const splits = result.splits.map(
    ({ column, kind }, split): FlatColumn => ({
      key: `split ${column}`,
      title: kind === 'time' && column === '__time' ? 'time' : column,
      sortable: true,
      order: { split, by: column, aspect: 'value' },
      text: (row) => (row.keys.length === 0 ? (split === 0 ? 'Total' : '') : keyWords(result, row, split)),
    }),
  )
  const measures = result.measures.flatMap(({ key, title, format }, place): FlatColumn[] => {
    const of = (row: ResultRow) => row.values[place]
    const column = (name: string, aspect: Ordering['aspect'] | null, text: (row: ResultRow) => string): FlatColumn => ({
      key: `${key} ${name}`,
      title: name === '' ? title : `${title}, ${name}`,
      number: true,
      sortable: aspect !== null,
      order: aspect && { split: null, by: key, aspect },
      text,
    })
    const now = column('', 'value', (row) => formatAs(of(row)?.now, format))
    if (result.before === null) return [now]
    return [
      now,
      column(result.before, null, (row) => formatAs(of(row)?.before, format)),
      column('change', 'delta', (row) => deltaWords(of(row)?.delta ?? null, format)),
      column('change in %', 'percent', (row) => percentWords(of(row)?.percent ?? null)),
    ]
  })
  return [...splits, ...measures]
}
