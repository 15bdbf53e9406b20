import { type Granularity, granularity, type IngestionPlan } from '@nemeton/contract'
import { reachingInto } from '../segment-timeline.ts'
import { alignInterval } from './chunks.ts'
import { planIntervals } from './granularity-spec.ts'

const fromFine: readonly Granularity[] = granularity.options.filter((one) => one !== 'none')

/**
 * The plan by chunks that its rows can be added to: Druid adds to a chunk that is there only when the task has all of
 * it, and fails on the first row of a finer one. Others stay as they are.
 */
export function fitAppend(plan: IngestionPlan, existing: readonly string[]): IngestionPlan {
  if (plan.mode !== 'append' || plan.time === null) return plan
  let fitted = plan
  for (;;) {
    const reached = reachingInto(
      [...new Set(existing)].map((interval) => ({ interval, version: '' })),
      planIntervals(fitted, null),
    )
    const coarsest = Math.max(...reached.map(({ interval }) => fromFine.indexOf(chunkOf(interval) ?? 'second')))
    const wanted = fromFine[coarsest]
    if (wanted === undefined || coarsest <= fromFine.indexOf(fitted.segmentGranularity)) return fitted
    const reason = `"${plan.datasource}" holds this time by ${wanted}: Druid adds rows to such a chunk only as a whole, so it is no finer here`
    fitted = {
      ...fitted,
      segmentGranularity: wanted,
      reasons: { ...fitted.reasons, segmentGranularity: reason },
    }
  }
}

/** The granularity whose chunk an interval is; null when it is none. */
function chunkOf(interval: string): Granularity | null {
  const [start = Number.NaN, end = Number.NaN] = interval.split('/').map((instant) => Date.parse(instant))
  // Years beyond those of ISO-8601 are Druid's ends of time.
  if (Number.isNaN(start) || Number.isNaN(end)) return 'all'
  return (
    fromFine.find((one) => {
      if (one === 'all') return false
      const chunk = alignInterval({ start, end: start + 1 }, one)
      return chunk.start === start && chunk.end === end
    }) ?? null
  )
}
