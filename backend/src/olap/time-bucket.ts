import { ProductError } from '@nemeton/contract'
import { dayMillis, type Interval, type Period, parsePeriod, shift, toInstant, type Zone } from './time.ts'

const units = ['years', 'months', 'weeks', 'days', 'hours', 'minutes', 'seconds'] as const
const unitMillis = { hours: 3_600_000, minutes: 60_000, seconds: 1000 } as const

/** A granularity of one unit, such as P1D or PT15M: what Druid aligns to the calendar of a zone. */
export function parseGranularity(text: string): Period {
  const period = parsePeriod(text)
  if (units.filter((unit) => period[unit] > 0).length > 1) {
    throw new ProductError('invalid_query', `the granularity "${text}" mixes units; use one, such as PT1H, P1D or P1M`)
  }
  return period
}

const floorTo = (value: number, step: number): number => Math.floor(value / step) * step

/** The start of the bucket that holds an instant, as Druid's TIME_FLOOR answers it. */
export function floorTime(instant: number, period: Period, zone: Zone): number {
  const local = instant + zone.offsetAt(instant)
  const date = new Date(local)
  if (period.years > 0) {
    return toInstant(Date.UTC(1970 + floorTo(date.getUTCFullYear() - 1970, period.years), 0, 1), zone)
  }
  if (period.months > 0) {
    const month = (date.getUTCFullYear() - 1970) * 12 + date.getUTCMonth()
    return toInstant(Date.UTC(1970, floorTo(month, period.months), 1), zone)
  }
  if (period.weeks === 1) {
    const start = toInstant(floorTo(local, dayMillis), zone)
    return toInstant(start + zone.offsetAt(start) - ((date.getUTCDay() + 6) % 7) * dayMillis, zone)
  }
  const days = period.weeks * 7 + period.days
  if (days > 0) return toInstant(floorTo(local, days * dayMillis), zone)
  for (const unit of ['hours', 'minutes', 'seconds'] as const) {
    const step = unitMillis[unit] * period[unit]
    if (period[unit] === 1) return floorTo(local, step) - zone.offsetAt(instant)
    if (period[unit] > 1) {
      const origin = toInstant(0, zone)
      return unit === 'hours' ? floorHours(instant, step, origin, zone) : floorTo(instant - origin, step) + origin
    }
  }
  return instant
}

/** Several hours, with Druid's peculiarities: whole local hours east of UTC, and before 1970 the next bucket there. */
function floorHours(instant: number, step: number, origin: number, zone: Zone): number {
  const start = origin + Math.trunc((instant - origin) / step) * step
  if (instant < start && origin > 0) return start - step
  if (instant > start && origin < 0) {
    const offset = zone.offsetAt(start)
    return floorTo(start + offset, unitMillis.hours) - offset
  }
  return start
}

/** Starts of every bucket that touches the interval, oldest first; null when there are more than `most`. */
export function bucketStarts(interval: Interval, period: Period, zone: Zone, most: number): number[] | null {
  const starts: number[] = []
  let start = floorTime(interval.start, period, zone)
  while (start < interval.end) {
    if (starts.length === most) return null
    starts.push(start)
    let next = floorTime(shift(start, period, 1, zone), period, zone)
    if (next <= start) next = floorTime(shift(start, period, 2, zone), period, zone)
    start = next
  }
  return starts
}
