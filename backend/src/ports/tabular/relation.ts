import type { Json } from '@duckdb/node-api'
import type { Count } from '../../olap/tabular/settle.ts'
import type { Rule } from '../../olap/tabular/types.ts'
import type { Source } from './source.ts'
import { fitsOf, typedCell } from './sql.ts'

/** A column on its way to a rule, with the readings still in question. */
export interface Candidate {
  readonly index: number
  readonly name: string
  readonly readings: readonly Rule[]
}

export type Row = Record<string, Json>

/** Columns a query looks at together: more make its plan slow, fewer cost another reading of the file. */
const together = 120

export const batches = <T>(items: readonly T[]): T[][] => {
  const all: T[][] = []
  for (let at = 0; at < items.length; at += together) all.push(items.slice(at, at + together))
  return all
}

/**
 * Of each column its cell `x`, its value `v` under each reading (null where it does not fit) and, as `o`, the cell that
 * does not fit the first reading.
 */
export const typedRelation = (source: Source, columns: readonly Candidate[], local: boolean): string => {
  const cells: string[] = []
  const raw: string[] = []
  const values: string[] = []
  const odd: string[] = []
  for (const { index, readings } of columns) {
    const x = `x${index}`
    cells.push(`${source.cells[index]} AS ${x}`)
    values.push(x)
    odd.push(x)
    readings.forEach((rule, n) => {
      if (rule.type === 'string') return
      raw.push(`${typedCell(rule, x, local)} AS r${index}_${n}`)
      values.push(`CASE WHEN ${fitsOf(rule, x, `r${index}_${n}`)} THEN r${index}_${n} END AS v${index}_${n}`)
      odd.push(`v${index}_${n}`)
      if (n === 0) odd.push(`CASE WHEN v${index}_0 IS NULL THEN ${x} END AS o${index}`)
    })
  }
  const place = source.located ? ['line_', 'start_', 'length_'] : []
  const first = `SELECT ${[...place, ...cells].join(', ')} FROM ${source.from}`
  const typed = `SELECT ${['*', ...raw].join(', ')} FROM (${first})`
  return `(SELECT ${[...place, ...odd].join(', ')} FROM (SELECT ${[...place, ...values].join(', ')} FROM (${typed})))`
}

export const number = (value: Json | undefined): number => (value === null || value === undefined ? 0 : Number(value))

export const texts = (value: Json | undefined): string[] =>
  Array.isArray(value) ? value.filter((one) => one !== null).map(String) : []

/** A map's entries as DuckDB's JSON has them, or structs of `key` and `value`. */
export const counts = (value: Json | undefined): Count[] =>
  (Array.isArray(value) ? value : []).map((entry) => {
    const { key, value: count } = entry as { key: Json; value: Json }
    return { value: String(key), count: Number(count) }
  })

export const topValues = 10

/** The commonest entries of a map of counts, as SQL. */
export const topOf = (map: string): string =>
  `list_slice(list_sort(list_transform(map_entries(${map}), lambda e: {'n': -CAST(e.value AS BIGINT), 'key': e.key, 'value': e.value})), 1, ${topValues})`
