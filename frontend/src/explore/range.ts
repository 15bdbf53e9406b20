import {
  addMonths,
  bucketCount,
  dateIn,
  dayMs,
  floorTo,
  nextBucket,
  type Period,
  periods,
  startOfDate,
} from '../format/time.ts'
import type { LastPeriod, Range } from './exploration.ts'

/** Half-open, in epoch milliseconds. */
export interface Span {
  readonly from: number
  readonly to: number
}

const months: Readonly<Record<LastPeriod, number>> = { P1D: 0, P1W: 0, P1M: 1, P3M: 3, P1Y: 12 }
const days: Readonly<Record<LastPeriod, number>> = { P1D: 1, P1W: 7, P1M: 0, P3M: 0, P1Y: 0 }

/** What a range means for data that spans `bounds`; "last" counts back from the end of the data's last day. */
export function resolveRange(range: Range, bounds: Span, zone: string): Span {
  switch (range.kind) {
    case 'all':
      return bounds
    case 'last': {
      const to = endOfDay(bounds.to, zone)
      const back = addMonths(to, -months[range.period], zone)
      return {
        from: days[range.period] === 0 ? back : startOfDate(dateIn(back - days[range.period] * dayMs, zone), zone),
        to,
      }
    }
    case 'between':
      return { from: instantOfEnd(range.from, zone), to: instantOfEnd(range.to, zone) }
  }
}

export const instantOfEnd = (end: string, zone: string): number =>
  end.includes('T') ? Date.parse(end) : startOfDate(end, zone)

/** The first midnight that is not before an instant. */
export function endOfDay(instant: number, zone: string): number {
  const midnight = floorTo(instant, 'P1D', zone)
  return midnight === instant ? instant : nextBucket(midnight, 'P1D', zone)
}

/** A datasource's interval as Druid tells it; null when it is missing or reaches over all of time. */
export function parseInterval(interval: string | null): Span | null {
  const [from, to] = (interval ?? '').split('/').map((end) => Date.parse(end))
  if (from === undefined || to === undefined || !(from < to)) return null
  return to - from > 2000 * 366 * dayMs ? null : { from, to }
}

export const printInterval = ({ from, to }: Span): string =>
  `${new Date(from).toISOString()}/${new Date(to).toISOString()}`

/** The finest period that cuts a span into at most `most` buckets: enough to see a shape, few enough to read. */
export function chooseBucket(span: Span, most = 120): Period {
  const length = span.to - span.from
  return periods.find((period) => bucketCount(length, period) <= most) ?? 'P1Y'
}

/** Periods worth offering by hand: more than one bucket, and not more than a screen has pixels. */
export function offeredBuckets(span: Span): readonly Period[] {
  const length = span.to - span.from
  return periods.filter((period) => bucketCount(length, period) <= 1500 && bucketCount(length, period) >= 1)
}

/** Twice the span around its middle, not beyond the data. */
export function zoomOut(span: Span, bounds: Span): Span {
  const half = (span.to - span.from) / 2
  return {
    from: Math.max(bounds.from, Math.floor(span.from - half)),
    to: Math.min(bounds.to, Math.ceil(span.to + half)),
  }
}
