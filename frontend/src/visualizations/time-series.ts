import { nextBucket, type Period } from '../format/time.ts'

/** A line of a time chart. */
export interface Series {
  readonly name: string
  readonly color: string
  /** An earlier course, drawn dashed. */
  readonly earlier?: boolean
}

export interface TimePoint {
  readonly at: number
  readonly values: readonly (number | null)[]
}

/** What every view of measures over time takes. */
export interface TimeSeriesProps {
  readonly points: readonly TimePoint[]
  readonly series: readonly Series[]
  readonly bucket: Period
  readonly zone: string
  readonly span: { readonly from: number; readonly to: number }
  readonly title: string
  readonly height: number
  /** Where there is little room, as on an axis. */
  readonly format: (value: number | null) => string
  readonly exact: (value: number | null) => string
}

export interface TimeChartProps extends TimeSeriesProps {
  /** Areas on top of each other; only for parts that add up. */
  readonly stacked?: boolean
  /** From the start of the first bucket marked to the start of the last one. */
  readonly onZoom: (from: number, last: number) => void
  readonly onZoomOut: () => void
}

/** A bucket at the edge lies in the interval only in part, so it looks smaller than it is. */
export const isPartial = (
  at: number,
  { bucket, zone, span }: Pick<TimeSeriesProps, 'bucket' | 'zone' | 'span'>,
): boolean => at < span.from || nextBucket(at, bucket, zone) > span.to

export type ChartRow = Record<string, number | null>

/** Whole buckets make a line; one that is there only in part hangs on it by an edge of its own, drawn dashed. */
export function chartRows(points: readonly TimePoint[], partial: (at: number) => boolean): ChartRow[] {
  const split = points.length >= 4
  const flags = points.map(({ at }) => split && partial(at))
  return points.map(({ at, values }, index) => {
    const whole = !flags[index]
    const edge = !whole || flags[index - 1] || flags[index + 1]
    const row: ChartRow = { at }
    values.forEach((value, series) => {
      row[series] = whole ? value : null
      row[`edge${series}`] = edge ? value : null
    })
    return row
  })
}

/** The point whose bucket begins nearest to an instant. */
export function nearestPoint(points: readonly TimePoint[], instant: number): number {
  let best = 0
  points.forEach(({ at }, index) => {
    if (Math.abs(at - instant) < Math.abs((points[best]?.at ?? 0) - instant)) best = index
  })
  return best
}
