import type { Cell, Datasource, Query, Row, Table } from '@nemeton/contract'
import { formatExact, toNumber } from '../format/number.ts'
import { formatTime } from '../format/time.ts'
import type { GridColumn } from '../ui/grid/grid.ts'
import { instantOf } from './series.ts'

export const pageRows = 1000

/** Columns that hold plain values, time first. */
export const rawColumns = ({ columns }: Pick<Datasource, 'columns'>): readonly string[] => {
  const plain = columns.filter(({ type }) => type !== 'complex').map(({ name }) => name)
  return ['__time', ...plain.filter((name) => name !== '__time')].slice(0, 200)
}

/** Where a page begins: rows that share an instant are told apart by how many of them came before. */
export type RawPage = NonNullable<Table['next']>

export const gridColumns = (columns: Table['columns'], zone: string): readonly GridColumn<Row>[] =>
  columns.map(({ name, type }, place): GridColumn<Row> => {
    const number = type === 'long' || type === 'double'
    return {
      key: name,
      title: name === '__time' ? 'time' : name,
      number,
      text: (row) => cellText(row[place] ?? null, type, zone),
      isMissing: (row) => (row[place] ?? null) === null,
    }
  })

function cellText(cell: Cell, type: Table['columns'][number]['type'], zone: string): string {
  if (cell === null) return ''
  if (type === 'timestamp') return formatTime(instantOf(cell) ?? Number.NaN, 'second', zone)
  // a long beyond 2^53 is text: as a number it would lose digits
  return typeof cell === 'number' ? formatExact(toNumber(cell)) : String(cell)
}

export const rawQuestion = (
  asked: Pick<Query, 'datasource' | 'interval' | 'timezone' | 'filter'>,
  columns: readonly string[],
  page: RawPage | null,
): Query => ({
  ...asked,
  splits: [],
  measures: [],
  raw: { columns: [...columns], limit: pageRows, ...(page ?? { skip: 0 }) },
})
