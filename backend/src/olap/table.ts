import { type Cell, ProductError, type Row, type Table, type TableColumn } from '@nemeton/contract'
import { fillTime } from './fill-time.ts'
import type { Compiled, Shape } from './shape.ts'
import { sortRows } from './sort-rows.ts'

type Facts = Pick<Table, 'queryId' | 'elapsedMs' | 'cached'>
type ColumnType = TableColumn['type']

/** Druid's arrays: a row of names, a row of SQL types, the rows. */
export type Answer = readonly (readonly unknown[])[]
export type Content = Omit<Table, keyof Facts>
/** Statements to run side by side; what is sent back are Druid's answers in the same order. */
export type Asking = Generator<readonly Compiled[], Content, readonly Answer[]>

/** What was asked as the contract's columns and cells, the row beyond the limit still among them. */
export function readAnswer(shape: Shape, answer: Answer): { columns: TableColumn[]; rows: Row[] } {
  const [names = [], sqlTypes = [], ...found] = answer
  if (names.length !== shape.columns.length) {
    throw new ProductError(
      'druid_query_failed',
      `Druid answered ${names.length} columns where the query has ${shape.columns.length}`,
    )
  }
  const columns = shape.columns.map(
    ({ name, type, measure, value }, index): TableColumn => ({
      name,
      type: type ?? columnType(String(sqlTypes[index])),
      ...(measure !== undefined && value !== undefined ? { measure, value } : {}),
    }),
  )
  const rows = found.map(
    (row): Row =>
      columns.map(({ type, value }, index) =>
        value === 'percent' && !row[index - 2] ? null : toCell(row[index], type),
      ),
  )
  return { columns, rows: shape.isUnsorted ? sortRows(rows, shape) : rows }
}

/** One statement's answer as a table, cut to its limit or filled where nothing happened. */
export function toContent({ shape }: Compiled, answer: Answer): Content {
  const { columns, rows } = readAnswer(shape, answer)
  const complete = shape.limit === null || rows.length <= shape.limit
  return {
    columns,
    rows: complete ? [...fillTime(rows, shape)] : rows.slice(0, shape.limit ?? rows.length),
    approximate: [...shape.approximate],
    complete,
  }
}

export const toTable = (compiled: Compiled, answer: Answer, facts: Facts): Table => ({
  ...toContent(compiled, answer),
  ...facts,
})

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
