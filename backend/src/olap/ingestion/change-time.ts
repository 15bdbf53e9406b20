import type { ColumnProfile, PlanChanges, PlanTime, Profile, TimeClock } from '@nemeton/contract'
import { epochRule } from '../tabular/epoch.ts'
import { instantIn, clockOf as localClock, oddHours } from '../tabular/local-clock.ts'
import { ruleForFormat } from '../tabular/times.ts'
import { dayMillis, formatInstant, parseInstant, type Zone } from '../time.ts'
import { invalidPlan } from './invalid-plan.ts'
import { planZone } from './plan-zone.ts'

type TimeChange = NonNullable<PlanChanges['time']>

/** Times of the chosen column: what the profile found in it bounds the intervals of the spec. */
export function changeTime(current: PlanTime | null, change: TimeChange, profile: Profile): PlanTime {
  if (change.kind === 'fixed') return { ...change, reason: 'as asked: one instant for all rows' }
  const column = profile.columns.find((candidate) => candidate.name === change.column)
  if (!column) {
    throw invalidPlan('time.column', `the file has no column "${change.column}"; it has ${names(profile)}`)
  }
  const clock = clockOf(current, change)
  const known = knownTime(current, profile, column, clock)
  const format = change.format ?? known.format
  if (format === undefined) {
    throw invalidPlan('time.column', `no time format was found for "${column.name}"; name one in time.format`)
  }
  if (ruleForFormat(format) === null) {
    throw invalidPlan(
      'time.format',
      `"${format}" is no time format that is understood; use iso, millis, posix, micro, nano or a pattern such as dd/MM/yyyy HH:mm`,
    )
  }
  const own = current?.kind === 'column' && current.column === column.name ? current.timezone : known.timezone
  const timezone = change.timezone ?? own
  const bounds =
    widened(known.bounds, orderOf(format) !== orderOf(known.format ?? format)) ?? epochBounds(column, format)
  if (bounds === null) {
    throw invalidPlan(
      'time.column',
      `"${column.name}" does not hold times (${column.type}); ${candidates(profile) || 'no column does: choose a fixed instant'}`,
    )
  }
  const [min, max] =
    epochRule(format) !== null
      ? bounds
      : moveZone(bounds, known.timezone, timezone, clock === null ? format : `${format} ${clock.format}`)
  return {
    kind: 'column',
    column: column.name,
    format,
    ...(clock === null ? {} : { clock }),
    timezone,
    min: formatInstant(min),
    max: formatInstant(max),
    reason: 'as asked',
  }
}

/** The time of day that was asked for, or that the plan has for this column. */
function clockOf(current: PlanTime | null, change: Extract<TimeChange, { kind: 'column' }>): TimeClock | null {
  if (change.clock !== undefined) return change.clock
  return (current?.kind === 'column' && current.column === change.column && current.clock) || null
}

type Bounds = readonly [min: number, max: number]

/** Another reading of the same stamps (day before month) moves them within their years. */
function widened(bounds: Bounds | null, isReadAnew: boolean): Bounds | null {
  if (bounds === null || !isReadAnew) return bounds
  const [first, last] = bounds.map((instant) => new Date(instant).getUTCFullYear()) as [number, number]
  return [parseInstant(`${yearText(first)}-01-01T00:00:00Z`), parseInstant(`${yearText(last + 1)}-01-01T00:00:00Z`) - 1]
}

/** Which of year, month and day stands where: `yMd`, `dMy`. */
const orderOf = (format: string): string =>
  format === 'iso' || format === 'auto'
    ? 'yMd'
    : [...new Set(format.replaceAll(/'[^']*'/g, '').replaceAll(/[^yMd]/g, ''))].join('')

const yearText = (year: number): string => String(year).padStart(4, '0')

interface KnownTime {
  readonly format: string | undefined
  readonly timezone: string
  readonly bounds: Bounds | null
}

function knownTime(
  current: PlanTime | null,
  profile: Profile,
  column: ColumnProfile,
  clock: TimeClock | null,
): KnownTime {
  const time = [current, profile.time].find(
    (one) =>
      one &&
      'column' in one &&
      one.column === column.name &&
      one.clock?.column === clock?.column &&
      one.clock?.format === clock?.format,
  )
  if (time && 'min' in time) {
    return { format: time.format, timezone: time.timezone, bounds: [parseInstant(time.min), parseInstant(time.max)] }
  }
  const candidate = profile.time?.candidates.find(({ column: name }) => name === column.name)
  const timezone = profile.time?.timezone ?? 'Etc/UTC'
  const dates = column.type === 'timestamp' ? timestampBounds(column) : null
  const bounds: Bounds | null = dates && clock !== null ? [dates[0], dates[1] + dayMillis - 1] : dates
  return { format: column.format ?? candidate?.format, timezone, bounds }
}

function timestampBounds({ min, max }: ColumnProfile): Bounds | null {
  return typeof min === 'string' && typeof max === 'string' ? [parseInstant(min), parseInstant(max)] : null
}

function epochBounds({ min, max }: ColumnProfile, format: string): Bounds | null {
  const perSecond = epochRule(format)?.epoch ?? null
  if (perSecond === null || typeof min !== 'number' || typeof max !== 'number') return null
  const scale = 1000 / perSecond
  return [Math.floor(min * scale), Math.ceil(max * scale)]
}

/** Stamps without a zone move with it. ISO text may or may not carry one, so both readings are covered. */
function moveZone([min, max]: Bounds, from: string, to: string, format: string): Bounds {
  if (from === to || /[ZzX]/.test(format.replaceAll(/'[^']*'/g, ''))) return [min, max]
  const [old, wanted] = [planZone(from), planZone(to)]
  const [first, last] = [min, max].map((instant) => instant + old.offsetAt(instant)) as [number, number]
  const moved: Bounds = [earliestFrom(first, wanted), latestUpTo(last, wanted)]
  return format === 'iso' || format === 'auto' ? [Math.min(min, moved[0]), Math.max(max, moved[1])] : moved
}

/** Times after a gap stand before those inside it, which move forward over them. */
function earliestFrom(local: number, zone: Zone): number {
  const clock = localClock(zone, local, local)
  const inside = clock.changes.find((change) => {
    const { kind, from, to } = oddHours(change)
    return kind === 'skipped' && local >= from && local < to
  })
  return inside?.at ?? instantIn(clock, local)
}

function latestUpTo(local: number, zone: Zone): number {
  const clock = localClock(zone, local, local)
  const lastInside = clock.changes
    .map(oddHours)
    .filter(({ kind, from }) => kind === 'skipped' && from <= local)
    .map(({ to }) => instantIn(clock, Math.min(local, to - 1)))
  return Math.max(instantIn(clock, local), ...lastInside)
}

const names = (profile: Profile): string => profile.columns.map((column) => column.name).join(', ')

const candidates = (profile: Profile): string => {
  const found = profile.columns.filter((column) => column.type === 'timestamp').map((column) => column.name)
  return found.length > 0 ? `these do: ${found.join(', ')}` : ''
}
