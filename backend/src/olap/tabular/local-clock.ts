import { dayMillis, type Zone } from '../time.ts'

/** The clocks of a zone are set: offsets from UTC in milliseconds before and from the instant on. */
export interface ClockChange {
  readonly at: number
  readonly before: number
  readonly after: number
}

/** All of a zone that is needed to read local times of a file: one rule for what is staged, sampled and counted. */
export interface LocalClock {
  /** The offset before the first change. */
  readonly first: number
  readonly changes: readonly ClockChange[]
}

/** Nobody knows the clocks of later centuries, and before there were no zones: outside, the nearest offset holds. */
const known = { from: Date.UTC(1850, 0, 1), to: Date.UTC(2200, 0, 1) } as const
const stride = 4 * dayMillis

/** Changes between two instants, with room for local times at both ends. */
export const clockOf = (zone: Zone, from: number, to: number): LocalClock => {
  const start = Math.max(known.from, Math.min(known.to, from - 2 * dayMillis))
  const end = Math.min(known.to, Math.max(known.from, to + 2 * dayMillis))
  const changes: ClockChange[] = []
  const first = zone.offsetAt(start)
  let before = first
  for (let at = start; at < end; ) {
    const next = Math.min(at + stride, end)
    const after = zone.offsetAt(next)
    if (after !== before) changes.push({ at: changeBetween(zone, at, next, before), before, after })
    before = after
    at = next
  }
  return { first, changes }
}

const changeBetween = (zone: Zone, from: number, to: number, before: number): number => {
  let [low, high] = [from, to]
  while (high - low > 1) {
    const middle = Math.floor((low + high) / 2)
    if (zone.offsetAt(middle) === before) low = middle
    else high = middle
  }
  return high
}

/** Local time from which a change holds: its gap is still read by the offset before it, and so is the hour that comes twice. */
export const holdsFrom = ({ at, before, after }: ClockChange): number => at + Math.max(before, after)

/** Local times that clocks skip, or show twice. */
export const oddHours = ({ at, before, after }: ClockChange) => ({
  kind: after > before ? ('skipped' as const) : ('twice' as const),
  from: at + Math.min(before, after),
  to: at + Math.max(before, after),
})

/** As Joda does: moved forward out of a gap in spring, the earlier of two in an autumn hour. */
export const instantIn = (clock: LocalClock, local: number): number => {
  const change = clock.changes.findLast((one) => holdsFrom(one) <= local)
  return local - (change === undefined ? clock.first : change.after)
}
