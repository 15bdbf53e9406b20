import { type DatasourceColumn, ProductError } from '@nemeton/contract'
import type { Sketch } from './sketches.ts'

/** What `compile` must know of a datasource. */
export interface DatasourceSchema {
  readonly name: string
  /** `__time` may be left out: every datasource has it. A column of type `timestamp` holds long milliseconds. */
  readonly columns: readonly DatasourceColumn[]
  /** ISO interval of what is loaded; time gaps outside of it are not filled. */
  readonly interval: string | null
  /** Name of the rolled-up count: with it, rows are counted by its sum. */
  readonly countMetric: string | null
  /** Columns that hold sketches of others. */
  readonly sketches?: readonly Sketch[]
}

const timeColumn: DatasourceColumn = { name: '__time', type: 'timestamp', role: 'time' }
const shown = 30

export function findColumn(datasource: DatasourceSchema, name: string, where: string): DatasourceColumn {
  if (name === '__time') return timeColumn
  const column = datasource.columns.find((candidate) => candidate.name === name)
  if (column) return column
  const names = ['__time', ...datasource.columns.map((known) => known.name).filter((known) => known !== '__time')]
  const list = names.slice(0, shown).join(', ') + (names.length > shown ? ` and ${names.length - shown} more` : '')
  throw new ProductError(
    'invalid_query',
    `${where} names the column "${name}", which "${datasource.name}" does not have; it has ${list}`,
    { details: { column: name, columns: names } },
  )
}

export function wrongType(column: DatasourceColumn, where: string, wanted: string): ProductError {
  return new ProductError(
    'invalid_query',
    `${where} needs ${wanted}, and the column "${column.name}" is of type ${column.type}`,
    { details: { column: column.name, type: column.type } },
  )
}
