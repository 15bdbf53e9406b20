import type { Cell, Row } from '@nemeton/contract'
import { desc, escape as expression, table } from 'arquero'
import type { Shape } from './shape.ts'
import { findZone, formatInstant } from './time.ts'
import { bucketStarts, parseGranularity } from './time-bucket.ts'

const mostBuckets = 10_000
const mostRows = 100_000

/** Rows of a time axis with the buckets in which nothing happened, for every combination of the other splits seen. */
export function fillTime(rows: readonly Row[], shape: Shape): readonly Row[] {
  const { axis, columns, order } = shape
  if (axis === null || rows.length === 0) return rows
  const at = columns.findIndex(({ name }) => name === axis.name)
  const starts = axisStarts(
    rows.map((row) => row[at]),
    axis,
    shape.timezone,
  )
  if (starts === null) return rows
  const isAlone = columns.every(({ role }, index) => role !== 'split' || index === at)
  // each bucket is one row then: nothing is missing, and Druid has ordered them
  if (isAlone && rows.length === starts.length && rows.every((row) => row[at] !== null)) return rows
  const names = columns.map((_, index) => `c${index}`)
  const splits = names.filter((_, index) => columns[index]?.role === 'split')
  const others = splits.filter((name) => name !== `c${at}`)
  const key = expression((row: Record<string, unknown>) => JSON.stringify(splits.map((name) => row[name])))

  const found = table(names.map((name, index) => [name, rows.map((row) => row[index])])).derive({ key })
  const times = table([[`c${at}`, starts.map(formatInstant)]])
  const combinations = others.length > 0 ? found.select(others).dedupe() : null
  if (combinations && combinations.numRows() * starts.length > mostRows) return rows
  const grid = (combinations ? times.cross(combinations) : times).derive({ key })
  const measures = names.filter((name) => !splits.includes(name))
  const empty = Object.fromEntries(
    measures.map((name) => [name, expression(() => columns[Number(name.slice(1))]?.empty)]),
  )
  const gaps = grid.antijoin(found, 'key').derive(empty)
  const sorted = found.concat(gaps).orderby(
    order.map(({ name, direction }) => {
      const index = names[columns.findIndex((column) => column.name === name)] ?? ''
      return direction === 'ascending' ? index : desc(index)
    }),
  )
  const values = names.map((name) => sorted.array(name))
  return Array.from({ length: sorted.numRows() }, (_, row) =>
    values.map((column) => (column[row] ?? null) as Row[number]),
  )
}

/** Null when the axis would be too long, or when Druid's buckets are not the ones expected (other zone rules). */
export function axisStarts(
  cells: readonly (Cell | undefined)[],
  axis: NonNullable<Shape['axis']>,
  timezone: string,
): number[] | null {
  const instants = cells.filter((cell) => typeof cell === 'string').map((cell) => Date.parse(cell))
  const first = instants.reduce(
    (least, instant) => Math.min(least, instant),
    axis.interval?.start ?? Number.POSITIVE_INFINITY,
  )
  const last = instants.reduce(
    (most, instant) => Math.max(most, instant + 1),
    axis.interval?.end ?? Number.NEGATIVE_INFINITY,
  )
  const span = { start: first, end: last }
  const starts = bucketStarts(span, parseGranularity(axis.granularity), findZone(timezone), mostBuckets)
  if (starts === null) return null
  const expected = new Set(starts)
  return instants.every((instant) => expected.has(instant)) ? starts : null
}
