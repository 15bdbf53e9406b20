import { eternity } from './granularity-spec.ts'

/** From the first to the last of the intervals that a datasource fills now; null when it has none. */
export function existingInterval(intervals: readonly string[]): string | null {
  if (intervals.length === 0) return null
  const ends = intervals.map((interval) => interval.split('/').map((end) => Date.parse(end)))
  // Years beyond those of ISO-8601 are the single chunk over all of time.
  if (ends.flat().some(Number.isNaN)) return eternity
  const start = Math.min(...ends.map(([from = 0]) => from))
  const end = Math.max(...ends.map(([, to = 0]) => to))
  return `${new Date(start).toISOString()}/${new Date(end).toISOString()}`
}
