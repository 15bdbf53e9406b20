import type { IngestionPlan } from '@nemeton/contract'
import { isWithin } from '../segment-timeline.ts'
import { planIntervals } from './granularity-spec.ts'

export interface EarlierLoad {
  /** What it filled; null while that is not known. */
  readonly intervals: readonly string[] | null
}

/**
 * Whether the same bytes once more leave rows in the datasource twice. Not so where the plan empties all that the earlier
 * loads have filled: then the file takes its own place, as after a correction of its columns.
 */
export function countsTwice(plan: IngestionPlan, earlier: readonly EarlierLoad[]): boolean {
  if (plan.mode === 'overwrite' || earlier.length === 0) return false
  if (plan.mode === 'append' || plan.time === null) return true
  const emptied = planIntervals(plan, null)
  return !earlier.every(({ intervals }) => intervals?.every((interval) => isWithin(interval, emptied)) ?? false)
}
