/** Instants are epoch milliseconds; zones are IANA names; periods are ISO-8601. Pure: no clock. */

export const hourMs = 3_600_000
export const dayMs = 24 * hourMs

const fixedPeriods: Readonly<Record<string, number>> = {
  PT1S: 1000,
  PT1M: 60_000,
  PT5M: 300_000,
  PT15M: 900_000,
  PT1H: hourMs,
  PT6H: 6 * hourMs,
}
const calendarMonths: Readonly<Record<string, number>> = { P1M: 1, P3M: 3, P1Y: 12 }

/** What a time chart may be cut into, finest first. */
export const periods = ['PT1S', 'PT1M', 'PT5M', 'PT15M', 'PT1H', 'PT6H', 'P1D', 'P1W', 'P1M', 'P3M', 'P1Y'] as const
export type Period = (typeof periods)[number]

export const periodNames: Readonly<Record<Period, string>> = {
  PT1S: 'second',
  PT1M: 'minute',
  PT5M: '5 minutes',
  PT15M: '15 minutes',
  PT1H: 'hour',
  PT6H: '6 hours',
  P1D: 'day',
  P1W: 'week',
  P1M: 'month',
  P3M: 'quarter',
  P1Y: 'year',
}

const averageMs: Readonly<Record<Period, number>> = {
  PT1S: 1000,
  PT1M: 60_000,
  PT5M: 300_000,
  PT15M: 900_000,
  PT1H: hourMs,
  PT6H: 6 * hourMs,
  P1D: dayMs,
  P1W: 7 * dayMs,
  P1M: 30.44 * dayMs,
  P3M: 91.3 * dayMs,
  P1Y: 365.25 * dayMs,
}

/** How many buckets of a period a length holds, about. */
export const bucketCount = (lengthMs: number, period: Period): number => lengthMs / averageMs[period]

export const isUtc = (zone: string): boolean => zone === 'UTC' || zone === 'Etc/UTC'

// Making an Intl format costs a thousand times what using one does.
const formats = new Map<string, Intl.DateTimeFormat>()
function formatOf(key: string, make: () => Intl.DateTimeFormat): Intl.DateTimeFormat {
  const known = formats.get(key)
  if (known) return known
  const made = make()
  formats.set(key, made)
  return made
}

/** Milliseconds that the zone's clock is ahead of UTC at an instant. */
export function zoneOffset(instant: number, zone: string): number {
  if (isUtc(zone)) return 0
  const format = formatOf(`offset ${zone}`, () => {
    return new Intl.DateTimeFormat('en-US', {
      timeZone: zone,
      hourCycle: 'h23',
      era: 'short',
      year: 'numeric',
      month: 'numeric',
      day: 'numeric',
      hour: 'numeric',
      minute: 'numeric',
      second: 'numeric',
    })
  })
  const part: Record<string, string> = {}
  for (const { type, value } of format.formatToParts(instant)) part[type] = value
  const year = part.era === 'BC' ? 1 - Number(part.year) : Number(part.year)
  const wall = wallClock(year, Number(part.month) - 1, Number(part.day))
  const time = (Number(part.hour) * 60 + Number(part.minute)) * 60_000 + Number(part.second) * 1000
  return wall + time - Math.floor(instant / 1000) * 1000
}

/** Date.UTC without its reading of the years 0…99 as 1900…1999. */
function wallClock(year: number, month: number, day: number): number {
  const date = new Date(0)
  date.setUTCFullYear(year, month, day)
  return date.getTime()
}

/** The instant at which a zone's clock shows a wall time; the later side of a gap, the earlier of an overlap. */
export function fromWall(wall: number, zone: string): number {
  const guess = wall - zoneOffset(wall, zone)
  const again = wall - zoneOffset(guess, zone)
  if (again === guess) return guess
  return wall - zoneOffset(again, zone) === again ? again : Math.max(guess, again)
}

export const toWall = (instant: number, zone: string): number => instant + zoneOffset(instant, zone)

/** Start of the bucket that holds an instant. Weeks begin on Monday. */
export function floorTo(instant: number, period: Period, zone: string): number {
  const wall = toWall(instant, zone)
  const fixed = fixedPeriods[period]
  if (fixed !== undefined && fixed <= hourMs) return instant - (((wall % fixed) + fixed) % fixed)
  if (fixed !== undefined) return fromWall(Math.floor(wall / fixed) * fixed, zone)
  if (period === 'P1D') return fromWall(Math.floor(wall / dayMs) * dayMs, zone)
  if (period === 'P1W') {
    const monday = 4 * dayMs
    return fromWall(Math.floor((wall - monday) / (7 * dayMs)) * 7 * dayMs + monday, zone)
  }
  const months = calendarMonths[period] ?? 1
  const date = new Date(wall)
  const index = date.getUTCFullYear() * 12 + date.getUTCMonth()
  const start = Math.floor(index / months) * months
  return fromWall(wallClock(Math.floor(start / 12), ((start % 12) + 12) % 12, 1), zone)
}

/**
 * Start of the next bucket after the one that begins at `start`. Where the clocks change by less than a bucket
 * (Lord Howe: half an hour), two buckets overlap, as Druid's do: each instant is floored on its own clock.
 */
export function nextBucket(start: number, period: Period, zone: string): number {
  const fixed = fixedPeriods[period]
  if (fixed !== undefined && fixed <= hourMs) return floorTo(start + fixed, period, zone)
  return floorTo(start + averageMs[period] * 1.3, period, zone)
}

/** Every bucket start in [from, to), at most `limit`. */
export function bucketStarts(from: number, to: number, period: Period, zone: string, limit = 5000): number[] {
  const starts: number[] = []
  let at = floorTo(from, period, zone)
  while (at < to && starts.length < limit) {
    starts.push(at)
    at = nextBucket(at, period, zone)
  }
  return starts
}

/** Same wall time some months away; the last day of a shorter month. */
export function addMonths(instant: number, months: number, zone: string): number {
  const wall = toWall(instant, zone)
  const date = new Date(wall)
  const index = date.getUTCFullYear() * 12 + date.getUTCMonth() + months
  const year = Math.floor(index / 12)
  const month = index - year * 12
  const lastDay = new Date(wallClock(year, month + 1, 0)).getUTCDate()
  const midnight = wallClock(year, month, Math.min(date.getUTCDate(), lastDay))
  return fromWall(midnight + (((wall % dayMs) + dayMs) % dayMs), zone)
}

/** `2024-03-05` on the zone's calendar. */
export function dateIn(instant: number, zone: string): string {
  return new Date(toWall(instant, zone)).toISOString().slice(0, 10)
}

/** Midnight of a calendar day in a zone. */
export function startOfDate(date: string, zone: string): number {
  return fromWall(Date.parse(`${date}T00:00:00Z`), zone)
}

/** `UTC`, `UTC+3`, `UTC−4:30`. */
export function formatOffset(instant: number, zone: string): string {
  const minutes = Math.round(zoneOffset(instant, zone) / 60_000)
  if (minutes === 0) return 'UTC'
  const size = Math.abs(minutes)
  const rest = size % 60 === 0 ? '' : `:${String(size % 60).padStart(2, '0')}`
  return `UTC${minutes < 0 ? '−' : '+'}${Math.floor(size / 60)}${rest}`
}

const styles = {
  year: { year: 'numeric' },
  month: { month: 'short', year: 'numeric' },
  day: { day: 'numeric', month: 'short', year: 'numeric' },
  dayShort: { day: 'numeric', month: 'short' },
  minute: { day: 'numeric', month: 'short', year: 'numeric', hour: '2-digit', minute: '2-digit', hourCycle: 'h23' },
  second: {
    day: 'numeric',
    month: 'short',
    year: 'numeric',
    hour: '2-digit',
    minute: '2-digit',
    second: '2-digit',
    hourCycle: 'h23',
  },
  clock: { hour: '2-digit', minute: '2-digit', hourCycle: 'h23' },
  clockSecond: { hour: '2-digit', minute: '2-digit', second: '2-digit', hourCycle: 'h23' },
} as const satisfies Record<string, Intl.DateTimeFormatOptions>

export type TimeStyle = keyof typeof styles

/** Day before month, always: an instant reads the same to everyone. */
export function formatTime(instant: number, style: TimeStyle, zone: string): string {
  if (!Number.isFinite(instant)) return '–'
  const format = formatOf(`${style} ${zone}`, () => {
    return new Intl.DateTimeFormat('en-GB', { timeZone: isUtc(zone) ? 'UTC' : zone, ...styles[style] })
  })
  return format.format(instant)
}

/** The name of a bucket: `Jan 2024`, `Q1 2024`, `Week of 1 Jan 2024`, `3 Jan 2024, 14:00`. */
export function formatBucket(start: number, period: Period, zone: string): string {
  switch (period) {
    case 'P1Y':
      return formatTime(start, 'year', zone)
    case 'P3M':
      return `Q${Math.floor(new Date(toWall(start, zone)).getUTCMonth() / 3) + 1} ${formatTime(start, 'year', zone)}`
    case 'P1M':
      return formatTime(start, 'month', zone)
    case 'P1W':
      return `Week of ${formatTime(start, 'day', zone)}`
    case 'P1D':
      return formatTime(start, 'day', zone)
    case 'PT1S':
      return formatTime(start, 'second', zone)
    default:
      return formatTime(start, 'minute', zone)
  }
}

/** The short mark on an axis for a bucket of a period. */
export function formatTick(start: number, period: Period, zone: string): string {
  switch (period) {
    case 'P1Y':
    case 'P3M':
    case 'P1M':
      return formatBucket(start, period, zone)
    case 'P1W':
    case 'P1D':
      return formatTime(start, 'dayShort', zone)
    case 'PT1S':
      return formatTime(start, 'clockSecond', zone)
    default:
      return start === floorTo(start, 'P1D', zone)
        ? formatTime(start, 'dayShort', zone)
        : formatTime(start, 'clock', zone)
  }
}

/** A half-open range as people read it: the last day is the one before the end when both fall on midnight. */
export function formatRange(from: number, to: number, zone: string): string {
  const whole = from === floorTo(from, 'P1D', zone) && to === floorTo(to, 'P1D', zone)
  if (!whole) return `${formatTime(from, 'minute', zone)} – ${formatTime(to, 'minute', zone)}`
  const last = to - 1
  const first = formatTime(from, 'day', zone)
  const end = formatTime(last, 'day', zone)
  return first === end ? first : `${first} – ${end}`
}
