import { bucketCount, bucketStarts, formatTick, formatTime, type Period, periods } from '../format/time.ts'

export interface Ticks {
  readonly at: readonly number[]
  readonly label: (instant: number) => string
}

interface Span {
  readonly from: number
  readonly to: number
}

/** Marks on round times, as many as fit: days at midnights, months at firsts, never "every seventh point". */
export function ticksOf(span: Span, bucket: Period, zone: string, most: number): Ticks {
  const length = span.to - span.from
  const offered = periods.slice(periods.indexOf(bucket))
  const fits = offered.findIndex((candidate) => bucketCount(length, candidate) <= most)
  const place = fits < 0 ? offered.length - 1 : fits
  // two weeks of days would be marked at two Mondays only: every second day says more
  const sparse = place > 0 && bucketCount(length, offered[place] ?? 'P1Y') < most / 3
  const period = offered[sparse ? place - 1 : place] ?? 'P1Y'
  const starts = bucketStarts(span.from, span.to, period, zone).filter((at) => at >= span.from)
  const step = Math.max(1, Math.ceil(starts.length / Math.max(1, most)))
  return {
    at: starts.filter((_, index) => index % step === 0),
    label: (instant) =>
      period === 'P3M' && bucket !== 'P3M' ? formatTime(instant, 'month', zone) : formatTick(instant, period, zone),
  }
}
