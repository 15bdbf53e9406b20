import { useMemo } from 'react'
import { formatAs } from '../format/number-format.ts'
import { DataGrid } from '../ui/grid/DataGrid.tsx'
import type { GridColumn } from '../ui/grid/grid.ts'
import { deltaWords, percentWords } from './change.ts'
import { keyWords, type Result, type ResultRow, rowChoices, type VisualizationProps } from './result.ts'

/** Every row and every measure, of any length; Enter on a row filters by it. */
export function Flat({ result, title, height, onPress }: VisualizationProps) {
  const columns = useMemo(() => columnsOf(result), [result])
  const totals = useMemo(() => result.totals && { keys: [], others: [], values: result.totals }, [result])
  return (
    <DataGrid
      caption={title}
      columns={columns}
      rows={result.rows}
      totals={totals}
      maxHeight={height}
      onOpen={(row) => {
        const choices = rowChoices(row)
        if (choices.length > 0) onPress(choices, false)
      }}
    />
  )
}

function columnsOf(result: Result): readonly GridColumn<ResultRow>[] {
  const splits = result.splits.map(
    ({ column, kind }, split): GridColumn<ResultRow> => ({
      key: `split ${column}`,
      title: kind === 'time' && column === '__time' ? 'time' : column,
      text: (row) => (row.keys.length === 0 ? (split === 0 ? 'Total' : '') : keyWords(result, row, split)),
    }),
  )
  const measures = result.measures.flatMap(({ key, title, format }, place): GridColumn<ResultRow>[] => {
    const of = (row: ResultRow) => row.values[place]
    const column = (name: string, text: (row: ResultRow) => string): GridColumn<ResultRow> => ({
      key: `${key} ${name}`,
      title: name === '' ? title : `${title}, ${name}`,
      number: true,
      text,
    })
    const now = column('', (row) => formatAs(of(row)?.now, format))
    if (result.before === null) return [now]
    return [
      now,
      column(result.before, (row) => formatAs(of(row)?.before, format)),
      column('change', (row) => deltaWords(of(row)?.delta ?? null, format)),
      column('change in %', (row) => percentWords(of(row)?.percent ?? null)),
    ]
  })
  return [...splits, ...measures]
}
