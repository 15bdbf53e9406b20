import type { ColumnFacts } from '../../olap/tabular/profile.ts'
import type { Rule } from '../../olap/tabular/types.ts'
import { double } from './aggregates.ts'
import { fineBins } from './expect.ts'
import type { First } from './first-look.ts'
import { counts, type Row } from './relation.ts'

type Histogram = ColumnFacts['histogram']
type Range = { readonly from: number; readonly width: number }

const buckets = 20

/** Which bucket a value falls in, as SQL. */
export const bucketOf = (value: string, range: Range): string =>
  `least(${buckets - 1}, CAST(floor((CAST(${value} AS DOUBLE) - ${double(range.from)}) / ${double(range.width)}) AS INTEGER))`

/** From where to where a column's picture goes; null where it has none. */
export const rangeOf = (rule: Rule, first: First): Range | null => {
  if (rule.type === 'string' || rule.type === 'boolean' || first.min === null || first.max === null) return null
  const from = Number(first.min)
  const width = (Number(first.max) - from) / buckets
  return Number.isFinite(width) ? { from, width } : null
}

const drawn = (range: Range, count: (n: number) => number): Histogram =>
  Array.from({ length: buckets }, (_, n) => ({
    from: range.from + n * range.width,
    to: range.from + (n + 1) * range.width,
    count: count(n),
  }))

/** The histogram from the fine bins of the first reading, when hardly anything lay beyond their ends. */
export const fromBins = (first: First, range: Range): Histogram | null => {
  if (first.bins === null || range.width === 0) return null
  const { from, step, counts } = first.bins
  const beyond = (counts.get(-1) ?? 0) + (counts.get(fineBins) ?? 0)
  const drawnFrom = [...counts.values()].reduce((sum, count) => sum + count, 0)
  if (beyond > drawnFrom * 0.01 || step > range.width) return null
  const sums = new Array<number>(buckets).fill(0)
  for (const [bin, count] of counts) {
    const middle = bin < 0 ? range.from : from + (bin + 0.5) * step
    const bucket = Math.max(0, Math.min(buckets - 1, Math.floor((middle - range.from) / range.width)))
    sums[bucket] = (sums[bucket] ?? 0) + count
  }
  return drawn(range, (n) => Math.round(((sums[n] ?? 0) * (first.fits[0] ?? 0)) / drawnFrom))
}

export const histogramOf = (rule: Rule, first: First, row: Row, index: number): Histogram => {
  const range = rangeOf(rule, first)
  if (range === null) return []
  const values = first.fits[0] ?? 0
  if (range.width === 0) return [{ from: range.from, to: range.from, count: values }]
  const filled = new Map(counts(row[`buckets${index}`]).map((bucket) => [Number(bucket.value), bucket.count]))
  return fromBins(first, range) ?? drawn(range, (n) => filled.get(n) ?? 0)
}
