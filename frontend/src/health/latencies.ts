import { type QueryKind, type QueryMinute, queryKind } from '@nemeton/contract'
import type { Series, TimePoint } from '../visualizations/time-series.ts'

export const kindNames: Readonly<Record<QueryKind, string>> = { explore: 'Explore', sql: 'SQL', export: 'Exports' }
export const kinds = queryKind.options

const minuteMs = 60_000
const shown = 60

/** The last hour minute by minute, a minute without questions empty: a line must not run through silence. */
export function pointsOf(minutes: readonly QueryMinute[], kind: QueryKind, now: number): readonly TimePoint[] {
  const last = Math.floor(now / minuteMs) * minuteMs
  const known = new Map(
    minutes.filter((minute) => minute.kind === kind).map((minute) => [floor(Date.parse(minute.at)), minute]),
  )
  return Array.from({ length: shown }, (_, index) => {
    const at = last - (shown - 1 - index) * minuteMs
    const minute = known.get(at)
    return { at, values: minute ? [minute.p50Ms, minute.p95Ms, minute.p99Ms] : [null, null, null] }
  })
}

const floor = (instant: number): number => Math.floor(instant / minuteMs) * minuteMs

export const percentiles: readonly Series[] = [
  { name: 'p50', color: 'var(--n-series-0)' },
  { name: 'p95', color: 'var(--n-series-1)' },
  { name: 'p99', color: 'var(--n-series-2)' },
]
