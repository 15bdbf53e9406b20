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

/** Where the page after a table begins: null when there is none. */
export function nextPage({ rows, complete, columns }: Table): string | null {
  if (complete) return null
  const place = columns.findIndex(({ name }) => name === '__time')
  const last = instantOf(rows.at(-1)?.[place])
  return last === null ? null : new Date(last).toISOString()
}

export const gridColumns = (columns: Table['columns'], zone: string): readonly GridColumn<Row>[] =>
  columns.map(({ name, type }, place): GridColumn<Row> => {
    const number = type === 'long' || type === 'double'
    return {
      key: name,
      title: name === '__time' ? 'time' : name,
      number,
      text: (row) => cellText(row[place] ?? null, type, zone),
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
  before: string | null,
): Query => ({
  ...asked,
  splits: [],
  measures: [],
  raw: { columns: [...columns], limit: pageRows, ...(before === null ? {} : { before }) },
})
