import { normalize } from '../../olap/tabular/normalize.ts'
import type { Rule } from '../../olap/tabular/types.ts'
import type { Source } from './source.ts'

/** What a sample lets us expect of a column of a large file, so that one reading of it is enough. */
export interface Expectation {
  /** Few enough different values to count each while reading. */
  readonly few: boolean
  /** Values come more than once: worth looking for the commonest. */
  readonly repeats: boolean
  /** Ends between which most values will lie. */
  readonly range: { readonly from: number; readonly step: number } | null
  /** Share of the rows that the picture of their spread is drawn from. */
  readonly share: number
}

const mostDistinct = 60_000
export const fineBins = 400
const large = 10
const huge = 200

/** A value never seen in the first half of the sample tells of many more in the file. */
const isFew = (values: readonly string[], growth: number): boolean => {
  if (values.length < 500 || !Number.isFinite(growth)) return false
  const half = Math.floor(values.length / 2)
  const early = new Set(values.slice(0, half))
  const fresh = new Set(values.slice(half).filter((value) => !early.has(value)))
  return early.size <= 1_000 && early.size + fresh.size * growth * 2 <= mostDistinct
}

export const expectationOf = (source: Source, index: number, rule: Rule): Expectation => {
  const values = source.spread.map((row) => row[index] ?? null).filter((cell): cell is string => cell !== null)
  const sampled = values.slice(0, 2_000)
  const repeats = sampled.length < 20 || new Set(sampled).size < sampled.length * 0.9
  return {
    few: isFew(values, source.growth),
    repeats,
    range: source.growth > large ? rangeOf(values, rule) : null,
    share: source.growth > huge ? 1 / 16 : 1,
  }
}

const rangeOf = (values: readonly string[], rule: Rule): Expectation['range'] => {
  if (rule.type === 'string' || rule.type === 'boolean') return null
  let low = Number.POSITIVE_INFINITY
  let high = Number.NEGATIVE_INFINITY
  for (const value of values) {
    const typed = normalize(value, rule)
    if (typed === null || typeof typed === 'object') continue
    low = Math.min(low, Number(typed))
    high = Math.max(high, Number(typed))
  }
  return high > low ? { from: low, step: (high - low) / (fineBins - 0.5) } : null
}
