import type { Granularity } from '@nemeton/contract'
import { dayMillis, type Interval } from '../time.ts'
import { countChunks, mostChunks } from './chunks.ts'

const rowsPerSegment = 5_000_000
const fromFine = ['hour', 'day', 'month', 'year', 'all'] as const

/** Rows far from the usual times, and where the others lie. */
export interface Far {
  readonly rows: number
  readonly usual: Interval
}

/**
 * Chunks of a size that people replace (a day, a month), finer where they would outgrow a segment. A few far times do
 * not decide it, unless there would be too many chunks on the way to them.
 */
export function chooseSegmentGranularity(
  rows: number,
  interval: Interval,
  far: Far | null = null,
): { readonly granularity: Granularity; readonly reason: string } {
  const usual = far?.usual ?? interval
  const days = (usual.end - usual.start) / dayMillis
  const first = days <= 35 ? 'day' : days <= 10 * 366 ? 'month' : 'year'
  let index = fromFine.indexOf(first)
  const chunks = (at: number, over = usual): number => countChunks(over, fromFine[at] ?? 'all')
  while (index > 0 && rows / chunks(index) > rowsPerSegment && chunks(index - 1) <= mostChunks) index -= 1
  const wanted = index
  while (chunks(index, interval) > mostChunks) index += 1
  const granularity = fromFine[index] ?? 'all'
  const count = chunks(index)
  const each = Math.ceil(rows / count).toLocaleString('en-US')
  const span = days < 1 ? 'less than a day' : `${Math.ceil(days).toLocaleString('en-US')} days`
  const reach = far && {
    rows: far.rows.toLocaleString('en-US'),
    years: Math.ceil((interval.end - interval.start) / (365.25 * dayMillis)).toLocaleString('en-US'),
    chunks: chunks(index, interval).toLocaleString('en-US'),
    instead: wanted === index ? '' : `, so that by ${fromFine[wanted]} there would be too many`,
  }
  return {
    granularity,
    reason: `${rows.toLocaleString('en-US')} rows over ${span}: by ${granularity} that is ${count.toLocaleString('en-US')} time chunks of about ${each} rows; a segment holds up to ${rowsPerSegment.toLocaleString('en-US')}${
      reach === null
        ? ''
        : `. ${reach.rows} far times, before 1900 or after 2199, stretch this to ${reach.years} years and ${reach.chunks} chunks${reach.instead}`
    }`,
  }
}
