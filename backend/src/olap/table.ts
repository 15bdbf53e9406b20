import { type Cell, ProductError, type Row, type Table, type TableColumn } from '@nemeton/contract'
import type { Compiled } from './compile.ts'
import { fillTime } from './fill-time.ts'

type Facts = Pick<Table, 'queryId' | 'elapsedMs' | 'cached'>
type ColumnType = TableColumn['type']

/** Druid's arrays (a row of names, a row of SQL types, the rows) and what was compiled, as the contract's table. */
export function toTable({ shape }: Compiled, answer: readonly (readonly unknown[])[], facts: Facts): Table {
  const [names = [], sqlTypes = [], ...found] = answer
  if (names.length !== shape.columns.length) {
    throw new ProductError(
      'druid_query_failed',
      `Druid answered ${names.length} columns where the query has ${shape.columns.length}`,
    )
  }
  const columns = shape.columns.map(
    ({ name, type }, index): TableColumn => ({ name, type: type ?? columnType(String(sqlTypes[index])) }),
  )
  const complete = shape.limit === null || found.length <= shape.limit
  const shown = complete ? found : found.slice(0, shape.limit ?? found.length)
  const rows = shown.map((row): Row => columns.map(({ type }, index) => toCell(row[index], type)))
  return {
    columns,
    rows: complete ? [...fillTime(rows, shape)] : rows,
    approximate: [...shape.approximate],
    complete,
    ...facts,
  }
}

function columnType(sqlType: string): ColumnType {
  switch (sqlType) {
    case 'VARCHAR':
    case 'CHAR':
      return 'string'
    case 'BIGINT':
    case 'INTEGER':
      return 'long'
    case 'DOUBLE':
    case 'FLOAT':
    case 'DECIMAL':
      return 'double'
    case 'BOOLEAN':
      return 'boolean'
    case 'TIMESTAMP':
    case 'DATE':
      return 'timestamp'
    default:
      return 'complex'
  }
}

function toCell(value: unknown, type: ColumnType): Cell {
  if (value === null || value === undefined) return null
  switch (type) {
    case 'timestamp':
      return new Date(value as string | number).toISOString()
    case 'boolean':
      return value === true || value === 1 || value === '1' || value === 'true'
    case 'double':
      return value === 'NaN' || value === 'Infinity' || value === '-Infinity' ? null : (value as Cell)
    case 'long':
      return value as Cell
    case 'string':
    case 'complex':
      return typeof value === 'object' ? JSON.stringify(value) : (value as Cell)
  }
}
