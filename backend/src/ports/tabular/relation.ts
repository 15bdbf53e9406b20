import type { Json } from '@duckdb/node-api'
import { type ClockChange, holdsFrom, type LocalClock } from '../../olap/tabular/local-clock.ts'
import type { Count } from '../../olap/tabular/settle.ts'
import type { Rule } from '../../olap/tabular/types.ts'
import { partsOf } from './instant.ts'
import type { Source } from './source.ts'
import { fitsOf, typedCell } from './sql.ts'

/** A column on its way to a rule, with the readings still in question. */
export interface Candidate {
  readonly index: number
  readonly name: string
  readonly readings: readonly Rule[]
}

export type Row = Record<string, Json>

/** Columns a query looks at together: more make its plan slow and large, fewer cost another reading of the file. */
const together = 60

export const batches = <T>(items: readonly T[]): T[][] => {
  const all: T[][] = []
  for (let at = 0; at < items.length; at += together) all.push(items.slice(at, at + together))
  return all
}

/**
 * Of each column its cell `x`, its value `v` under each reading (null where it does not fit) and, as `o`, the cell that
 * does not fit the first reading; of counted cells also `weight_`.
 */
export const typedRelation = (source: Source, columns: readonly Candidate[], clock: LocalClock | null): string => {
  const cells: string[] = []
  const raw: string[] = []
  const values: string[] = []
  const odd: string[] = []
  const zones: string[] = []
  for (const { index, readings } of columns) {
    const x = `x${index}`
    cells.push(`${source.cells[index]} AS ${x}`)
    values.push(x)
    odd.push(x)
    readings.forEach((rule, n) => {
      if (rule.type === 'string') return
      const r = `r${index}_${n}`
      if (rule.type === 'timestamp' && clock !== null) {
        const { zoned, local } = partsOf(rule, x)
        raw.push(`${zoned ?? 'NULL::BIGINT'} AS ${r}`, `${local ?? 'NULL::BIGINT'} AS l${index}_${n}`)
        zones.push(`COALESCE(${r}, l${index}_${n} - ${offsetAt(clock, `l${index}_${n}`)}) AS ${r}`)
      } else raw.push(`${typedCell(rule, x)} AS ${r}`)
      values.push(`CASE WHEN ${fitsOf(rule, x, `r${index}_${n}`)} THEN r${index}_${n} END AS v${index}_${n}`)
      odd.push(`v${index}_${n}`)
      if (n === 0) odd.push(`CASE WHEN v${index}_0 IS NULL THEN ${x} END AS o${index}`)
    })
  }
  const place = [
    ...(source.located ? ['line_', 'start_', 'length_'] : []),
    ...(source.counted === true ? ['weight_'] : []),
  ]
  const first = `SELECT ${[...place, ...cells].join(', ')} FROM ${source.from}`
  const read = `SELECT ${['*', ...raw].join(', ')} FROM (${first})`
  const typed = zones.length === 0 ? read : `SELECT * REPLACE (${zones.join(', ')}) FROM (${read})`
  return `(SELECT ${[...place, ...odd].join(', ')} FROM (SELECT ${[...place, ...values].join(', ')} FROM (${typed})))`
}

/** The offset that a local time is read by, as a search in the list of changes: nested, as a list of hundreds is slow. */
const offsetAt = (clock: LocalClock, local: string): string => {
  const search = (from: number, to: number, offset: number): string => {
    if (from >= to) return String(offset)
    const middle = (from + to) >> 1
    const change = clock.changes[middle] as ClockChange
    return `CASE WHEN ${local} < ${holdsFrom(change)} THEN ${search(from, middle, offset)} ELSE ${search(middle + 1, to, change.after)} END`
  }
  return search(0, clock.changes.length, clock.first)
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
