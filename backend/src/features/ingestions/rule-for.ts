import { findZone, type Interval, parseInterval, parsePeriod, shift } from '../../olap/time.ts'
import type { Rule } from '../../ports/ports.ts'

const utc = findZone('Etc/UTC')

/** The first rule that fits a segment's interval, as the coordinator decides; null when none does. */
export const ruleFor = (segment: Interval, rules: readonly Rule[], now: number): Rule | null =>
  rules.find((rule) => fits(rule, segment, now)) ?? null

function fits({ type, interval, period, includeFuture }: Rule, segment: Interval, now: number): boolean {
  if (type.endsWith('Forever')) return true
  if (type.endsWith('ByInterval')) {
    if (interval === null) return false
    const { start, end } = parseInterval(interval)
    const overlaps = segment.start < end && start < segment.end
    return type.startsWith('drop') ? start <= segment.start && segment.end <= end : overlaps
  }
  if (period === null) return false
  const since = shift(now, parsePeriod(period), -1, utc)
  if (type === 'dropBeforeByPeriod') return segment.end <= since
  if (type === 'dropByPeriod') return since <= segment.start && (includeFuture || segment.end <= now)
  return segment.end > since && (includeFuture || segment.start < now)
}
