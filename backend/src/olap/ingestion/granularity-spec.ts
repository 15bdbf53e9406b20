import type { IngestionPlan } from '@nemeton/contract'
import { formatInstant, type Interval, parseInstant, parseInterval } from '../time.ts'
import { requireTime } from './check-plan.ts'
import { alignInterval, refuseTooManyChunks } from './chunks.ts'
import { invalidPlan } from './invalid-plan.ts'

/** Druid's own name for all of time. */
export const eternity = '-146136543-09-08T08:23:32.096Z/146140482-04-24T15:36:27.903Z'

export function buildGranularitySpec(
  plan: IngestionPlan,
  existingInterval: string | null,
): Readonly<Record<string, unknown>> {
  return {
    type: 'uniform',
    segmentGranularity: plan.segmentGranularity,
    queryGranularity: plan.queryGranularity,
    rollup: plan.rollup,
    intervals: planIntervals(plan, existingInterval),
  }
}

/** What the plan's task locks and, unless it appends, empties: whole time chunks, half-open. */
export function planIntervals(plan: IngestionPlan, existingInterval: string | null): string[] {
  if (plan.segmentGranularity === 'all') return [eternity]
  const own = timeInterval(plan)
  const wide = plan.mode === 'overwrite' && existingInterval !== null ? hull(own, parseExisting(existingInterval)) : own
  refuseTooManyChunks(wide, plan.segmentGranularity)
  const { start, end } = alignInterval(wide, plan.segmentGranularity)
  return [`${formatInstant(start)}/${formatInstant(end)}`]
}

function timeInterval(plan: IngestionPlan): Interval {
  const time = requireTime(plan)
  const [first, last] = time.kind === 'fixed' ? [time.instant, time.instant] : [time.min, time.max]
  return { start: parseInstant(first), end: parseInstant(last) + 1 }
}

function parseExisting(interval: string): Interval {
  if (interval !== eternity) return parseInterval(interval)
  throw invalidPlan('segmentGranularity', 'what is there is one chunk over all of time: overwrite it by "all" as well')
}

const hull = (one: Interval, other: Interval): Interval => ({
  start: Math.min(one.start, other.start),
  end: Math.max(one.end, other.end),
})
