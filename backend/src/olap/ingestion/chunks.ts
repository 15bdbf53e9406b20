import { type Granularity, ProductError } from '@nemeton/contract'
import { dayMillis, findZone, type Interval, type Period, parsePeriod, shift } from '../time.ts'
import { floorTime } from '../time-bucket.ts'

/** More time chunks in one task than this and Druid spends its time on bookkeeping (or refuses). */
export const mostChunks = 5000

const periods: Record<Exclude<Granularity, 'none' | 'all'>, string> = {
  second: 'PT1S',
  minute: 'PT1M',
  five_minute: 'PT5M',
  ten_minute: 'PT10M',
  fifteen_minute: 'PT15M',
  thirty_minute: 'PT30M',
  hour: 'PT1H',
  six_hour: 'PT6H',
  eight_hour: 'PT8H',
  day: 'P1D',
  week: 'P1W',
  month: 'P1M',
  quarter: 'P3M',
  year: 'P1Y',
}
const utc = findZone('Etc/UTC')

/** Outward to whole time chunks, half-open; `all` and `none` have no chunks to align to. */
export function alignInterval({ start, end }: Interval, granularity: Granularity): Interval {
  if (granularity === 'none' || granularity === 'all') return { start, end }
  const period = parsePeriod(periods[granularity])
  const floor = floorTime(end, period, utc)
  return { start: floorTime(start, period, utc), end: floor === end ? end : shift(floor, period, 1, utc) }
}

/** Time chunks that an interval touches. */
export function countChunks(interval: Interval, granularity: Granularity): number {
  if (granularity === 'all') return 1
  const { start, end } = alignInterval(interval, granularity)
  if (granularity === 'none') return end - start
  const period = parsePeriod(periods[granularity])
  const months = period.years * 12 + period.months
  if (months > 0) return (monthOf(end) - monthOf(start)) / months
  return (end - start) / chunkMillis(period)
}

export function refuseTooManyChunks(interval: Interval, granularity: Granularity): void {
  const count = countChunks(interval, granularity)
  if (count <= mostChunks) return
  throw new ProductError(
    'too_many_time_chunks',
    `segmentGranularity: by ${granularity} the file needs ${count.toLocaleString('en-US')} time chunks, more than ${mostChunks.toLocaleString('en-US')}; choose a coarser one`,
    { details: { field: 'segmentGranularity', chunks: count } },
  )
}

const monthOf = (instant: number): number => {
  const date = new Date(instant)
  return date.getUTCFullYear() * 12 + date.getUTCMonth()
}

const chunkMillis = ({ weeks, days, hours, minutes, seconds }: Period): number =>
  (weeks * 7 + days) * dayMillis + ((hours * 60 + minutes) * 60 + seconds) * 1000
