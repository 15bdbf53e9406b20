import type { Row, Table, TableColumn } from '@nemeton/contract'
import { toNumber } from '../format/number.ts'
import type { Compared } from '../visualizations/result.ts'

type Places = Readonly<Record<keyof Compared, number>>

/** Where in a row a measure stands, and with a comparison what it was and how it changed. */
export function placesOf(columns: readonly TableColumn[], key: string): Places {
  const place = (value: TableColumn['value']) =>
    columns.findIndex((column) => column.measure === key && column.value === value)
  const plain = columns.findIndex(({ name }) => name === key)
  const now = place('now')
  return { now: now >= 0 ? now : plain, before: place('before'), delta: place('delta'), percent: place('percent') }
}

export const readAt = (row: Row | undefined, places: Places): Compared => ({
  now: toNumber(row?.[places.now]),
  before: toNumber(row?.[places.before]),
  delta: toNumber(row?.[places.delta]),
  percent: toNumber(row?.[places.percent]),
})

/** One measure of the single row that a question without splits answers. */
export const readTotal = (table: Table, key: string): Compared => readAt(table.rows[0], placesOf(table.columns, key))
