import type { Cell, Query, Row } from '@nemeton/contract'
import { toNumber } from '../format/number.ts'
import { bucketStarts, floorTo, type Period, periods } from '../format/time.ts'
import { endOfDay, parseInterval, type Span } from './range.ts'

/** One bucket of a time chart; `values` in the order of the series, null where nothing was measured. */
export interface Point {
  readonly at: number
  readonly values: readonly (number | null)[]
}

/** How the time of an answer is cut. */
export interface Frame {
  readonly span: Span
  readonly bucket: Period
  readonly zone: string
}

/** The frame that a question asked for; null when it is not cut by time. */
export function frameOf({ splits, interval, timezone }: Query): Frame | null {
  const bucket = splits.map((split) => split.bucket).find((candidate) => candidate && 'granularity' in candidate)
  const span = parseInterval(interval ?? null)
  const period = periods.find((candidate) => bucket && 'granularity' in bucket && bucket.granularity === candidate)
  return period === undefined || span === null ? null : { span, bucket: period, zone: timezone }
}

/** An instant of a result: ISO text, or milliseconds. */
export const instantOf = (cell: Cell | undefined): number | null => {
  if (typeof cell === 'number') return cell
  const instant = typeof cell === 'string' ? Date.parse(cell) : Number.NaN
  return Number.isFinite(instant) ? instant : null
}

/**
 * Rows of `[time, …values]` as points with no bucket left out: a bucket without rows is null, or zero where `zero`
 * says that nothing is a count of none. When a bucket does not lie where it is expected, the rows stand as they came.
 */
export function pointsOf(
  rows: readonly Row[],
  width: number,
  frame: Frame & { readonly zero: readonly boolean[] },
): readonly Point[] {
  const found = new Map<number, readonly (number | null)[]>()
  for (const row of rows) {
    const at = instantOf(row[0])
    if (at !== null)
      found.set(
        at,
        Array.from({ length: width }, (_, index) => toNumber(row[index + 1])),
      )
  }
  const { span, bucket, zone, zero } = frame
  const expected = bucketStarts(span.from, span.to, bucket, zone)
  const known = new Set(expected)
  if ([...found.keys()].some((at) => !known.has(at)))
    return [...found].map(([at, values]) => ({ at, values })).sort((a, b) => a.at - b.at)
  const nothing = zero.map((isZero) => (isZero ? 0 : null))
  return expected.map((at) => ({ at, values: found.get(at) ?? nothing }))
}

/** Rows of `[value, time, number]` as one point a bucket with a value a series. */
export function seriesPoints(
  rows: readonly Row[],
  names: readonly (string | null)[],
  frame: Frame & { readonly zero: boolean },
): readonly Point[] {
  const place = new Map(names.map((name, index) => [name, index]))
  const points = new Map<number, (number | null)[]>()
  const nothing = frame.zero ? 0 : null
  const empty = () => names.map((): number | null => nothing)
  for (const at of bucketStarts(frame.span.from, frame.span.to, frame.bucket, frame.zone)) points.set(at, empty())
  for (const row of rows) {
    const index = place.get(textOf(row[0]))
    const at = instantOf(row[1])
    if (index === undefined || at === null) continue
    const values = points.get(at) ?? empty()
    values[index] = toNumber(row[2])
    points.set(at, values)
  }
  return [...points].map(([at, values]) => ({ at, values })).sort((a, b) => a.at - b.at)
}

/** A dimension's cell as the text that filters carry. */
export const textOf = (cell: Cell | undefined): string | null =>
  cell === null || cell === undefined ? null : String(cell)

/**
 * The span up to the ends of the first and the last day of the data, where it reaches that far: a shop that opens at
 * eight has whole days, and a whole month when it has its last day. A day that goes on at `nowMs` stays a part.
 */
export function settledSpan({ span, zone }: Omit<Frame, 'bucket'>, bounds: Span, nowMs: number): Span {
  const end = endOfDay(bounds.to, zone)
  return {
    from: span.from <= bounds.from ? Math.min(span.from, floorTo(bounds.from, 'P1D', zone)) : span.from,
    to: span.to >= bounds.to && end <= nowMs ? Math.max(span.to, end) : span.to,
  }
}
