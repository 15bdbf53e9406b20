import { bucketCount, bucketStarts, formatTick, formatTime, type Period, periods } from '../format/time.ts'

export interface Ticks {
  readonly at: readonly number[]
  readonly label: (instant: number) => string
}

/** Marks on round times, as many as fit: days at midnights, months at firsts, never "every seventh point". */
export function ticksOf(
  span: { readonly from: number; readonly to: number },
  bucket: Period,
  zone: string,
  most: number,
): Ticks {
  const length = span.to - span.from
  const from = periods.indexOf(bucket)
  const period = periods.slice(from).find((candidate) => bucketCount(length, candidate) <= most) ?? 'P1Y'
  const starts = bucketStarts(span.from, span.to, period, zone).filter((at) => at >= span.from || period === bucket)
  const step = Math.max(1, Math.ceil(starts.length / Math.max(1, most)))
  return {
    at: starts.filter((_, index) => index % step === 0),
    label: (instant) =>
      period === 'P3M' && bucket !== 'P3M' ? formatTime(instant, 'month', zone) : formatTick(instant, period, zone),
  }
}
