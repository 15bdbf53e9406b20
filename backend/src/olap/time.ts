import { ProductError } from '@nemeton/contract'

export interface Interval {
  readonly start: number
  readonly end: number
}

/** A time zone: local time is UTC plus the offset. */
export interface Zone {
  readonly name: string
  /** Milliseconds to add to an instant to read its local time. */
  offsetAt(instant: number): number
}

export interface Period {
  readonly years: number
  readonly months: number
  readonly weeks: number
  readonly days: number
  readonly hours: number
  readonly minutes: number
  readonly seconds: number
}

export const dayMillis = 86_400_000

/** An ISO instant; without a zone it is read as UTC, wherever the process runs. */
export function parseInstant(text: string): number {
  const zoned = /T.*(Z|[+-]\d\d(:?\d\d)?)$/i.test(text) || !text.includes('T')
  const instant = Date.parse(zoned ? text : `${text}Z`)
  if (Number.isNaN(instant)) {
    throw new ProductError('invalid_query', `"${text}" is not an ISO-8601 instant such as 2025-01-31T00:00:00Z`)
  }
  return instant
}

export function parseInterval(text: string): Interval {
  const [start = '', end = ''] = text.split('/')
  return { start: parseInstant(start), end: parseInstant(end) }
}

export const formatInstant = (instant: number): string => new Date(instant).toISOString()

export function parsePeriod(text: string): Period {
  const match =
    /^P(?=\d|T\d)(?:(\d+)Y)?(?:(\d+)M)?(?:(\d+)W)?(?:(\d+)D)?(?:T(?=\d)(?:(\d+)H)?(?:(\d+)M)?(?:(\d+)S)?)?$/.exec(text)
  const [years = 0, months = 0, weeks = 0, days = 0, hours = 0, minutes = 0, seconds = 0] = (match ?? [])
    .slice(1)
    .map((digits) => Number(digits ?? 0))
  if (!match || years + months + weeks + days + hours + minutes + seconds === 0) {
    throw new ProductError('invalid_query', `"${text}" is not an ISO-8601 period such as PT1H, P1D or P1M`)
  }
  return { years, months, weeks, days, hours, minutes, seconds }
}

export function findZone(name: string): Zone {
  if (name === 'Etc/UTC' || name === 'UTC' || name === 'Z') return { name: 'Etc/UTC', offsetAt: () => 0 }
  const format = clock(name)
  const read = (instant: number): number => {
    const second = Math.floor(instant / 1000) * 1000
    const part = Object.fromEntries(format.formatToParts(second).map(({ type, value }) => [type, Number(value)]))
    const { year = 0, month = 1, day = 1, hour = 0, minute = 0, second: seconds = 0 } = part
    return Date.UTC(year, month - 1, day, hour, minute, seconds) - second
  }
  const midnights = new Map<number, number>()
  const readMidnight = (day: number): number => {
    const known = midnights.get(day) ?? read(day * dayMillis)
    midnights.set(day, known)
    return known
  }
  return {
    name,
    // reading the clock is slow, and a day that begins and ends with one offset has no other
    offsetAt(instant) {
      const day = Math.floor(instant / dayMillis)
      const offset = readMidnight(day)
      return offset === readMidnight(day + 1) ? offset : read(instant)
    },
  }
}

function clock(timeZone: string): Intl.DateTimeFormat {
  try {
    return new Intl.DateTimeFormat('en-US', {
      timeZone,
      hourCycle: 'h23',
      year: 'numeric',
      month: 'numeric',
      day: 'numeric',
      hour: 'numeric',
      minute: 'numeric',
      second: 'numeric',
    })
  } catch (cause) {
    throw new ProductError('invalid_query', `"${timeZone}" is not a time zone; use a name such as Africa/Nairobi`, {
      cause,
    })
  }
}

/** Local time to instant: the earlier of two in an autumn hour, moved forward out of a spring gap (as Joda does). */
export function toInstant(local: number, zone: Zone): number {
  const before = zone.offsetAt(local - dayMillis)
  const after = zone.offsetAt(local + dayMillis)
  for (const offset of [Math.max(before, after), Math.min(before, after)]) {
    if (zone.offsetAt(local - offset) === offset) return local - offset
  }
  return local - before
}

/** Calendar fields move in local time, hours and smaller in absolute time; the 31st becomes the month's last day. */
export function shift(instant: number, period: Period, times: number, zone: Zone): number {
  const months = (period.years * 12 + period.months) * times
  const days = (period.weeks * 7 + period.days) * times
  const moved =
    months === 0 && days === 0
      ? instant
      : toInstant(addMonths(instant + zone.offsetAt(instant), months) + days * dayMillis, zone)
  return moved + ((period.hours * 60 + period.minutes) * 60 + period.seconds) * 1000 * times
}

function addMonths(local: number, months: number): number {
  const date = new Date(local)
  const first = Date.UTC(date.getUTCFullYear(), date.getUTCMonth() + months, 1)
  const next = new Date(first)
  const last = new Date(Date.UTC(next.getUTCFullYear(), next.getUTCMonth() + 1, 0)).getUTCDate()
  const day = Math.min(date.getUTCDate(), last)
  return first + (day - 1) * dayMillis + (((local % dayMillis) + dayMillis) % dayMillis)
}

/** `[to − last, to)` with the calendar of the zone. */
export function relativeInterval(last: string, to: string, zone: Zone): Interval {
  const end = parseInstant(to)
  const start = shift(end, parsePeriod(last), -1, zone)
  if (Number.isNaN(new Date(start).getTime()))
    throw new ProductError('invalid_query', `"${last}" reaches back before any calendar; ask for a shorter period`)
  return { start, end }
}
