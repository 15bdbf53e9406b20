import type { Granularity } from '@nemeton/contract'
import { dayMillis, type Interval } from '../time.ts'
import { countChunks, mostChunks } from './chunks.ts'

const rowsPerSegment = 5_000_000
const fromFine = ['hour', 'day', 'month', 'year', 'all'] as const

/** Chunks of a size that people replace (a day, a month), finer where they would outgrow a segment. */
export function chooseSegmentGranularity(
  rows: number,
  interval: Interval,
): { readonly granularity: Granularity; readonly reason: string } {
  const days = (interval.end - interval.start) / dayMillis
  const first = days <= 35 ? 'day' : days <= 10 * 366 ? 'month' : 'year'
  let index = fromFine.indexOf(first)
  const chunks = (at: number): number => countChunks(interval, fromFine[at] ?? 'all')
  while (index > 0 && rows / chunks(index) > rowsPerSegment && chunks(index - 1) <= mostChunks) index -= 1
  while (chunks(index) > mostChunks) index += 1
  const granularity = fromFine[index] ?? 'all'
  const count = chunks(index)
  const each = Math.ceil(rows / count).toLocaleString('en-US')
  const span = days < 1 ? 'less than a day' : `${Math.ceil(days).toLocaleString('en-US')} days`
  return {
    granularity,
    reason: `${rows.toLocaleString('en-US')} rows over ${span}: by ${granularity} that is ${count.toLocaleString('en-US')} time chunks of about ${each} rows; a segment holds up to ${rowsPerSegment.toLocaleString('en-US')}`,
  }
}
