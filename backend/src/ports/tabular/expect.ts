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
/** Counting is a reading of its own: for fewer columns it does not pay. */
const worthCounting = 3
/** How often each different cell comes at least, on average, and how many there are of all columns. */
const timesEach = 10
const mostTogether = 500_000
const rangeSample = 6_000

const textsOf = (source: Source, index: number): string[] =>
  source.spread.map((row) => row[index] ?? null).filter((cell): cell is string => cell !== null)

/** Different values in most of the sample, and in the whole file if new ones go on coming as they do at the sample's end. */
const differentIn = (values: readonly string[], growth: number): { readonly seen: number; readonly likely: number } => {
  if (values.length < 500 || !Number.isFinite(growth)) return { seen: values.length, likely: Number.POSITIVE_INFINITY }
  const end = Math.floor(values.length * 0.75)
  const seen = new Set(values.slice(0, end))
  const fresh = new Set(values.slice(end).filter((value) => !seen.has(value)))
  return { seen: seen.size, likely: seen.size + fresh.size * growth * 4 }
}

/** Columns of a large file whose cells come often enough that counting the different ones first saves work. */
export const countableColumns = (source: Source): number[] => {
  if (!isLarge(source)) return []
  let room = mostTogether
  const found = source.cells.flatMap((_, index) => {
    const values = textsOf(source, index)
    const { likely } = differentIn(values, source.growth)
    if (likely > Math.min(mostDistinct, room, (values.length * source.growth) / timesEach)) return []
    room -= likely
    return [index]
  })
  return found.length >= worthCounting || found.length === source.cells.length ? found : []
}

export const isLarge = ({ growth }: Source): boolean => Number.isFinite(growth) && growth > large

export const expectationOf = (source: Source, index: number, rule: Rule): Expectation => {
  const values = textsOf(source, index)
  const sampled = values.slice(0, 2_000)
  const { seen, likely } = differentIn(values, source.growth)
  const repeats = sampled.length < 20 || new Set(sampled).size < sampled.length * 0.9
  return {
    few: seen <= 1_000 && likely <= mostDistinct,
    repeats,
    range: source.growth > large ? rangeOf(values, rule) : null,
    share: source.growth > huge ? 1 / 16 : 1,
  }
}

const rangeOf = (values: readonly string[], rule: Rule): Expectation['range'] => {
  if (rule.type === 'string' || rule.type === 'boolean') return null
  let low = Number.POSITIVE_INFINITY
  let high = Number.NEGATIVE_INFINITY
  const step = Math.ceil(values.length / rangeSample)
  for (const value of values.filter((_, n) => n % step === 0)) {
    const typed = normalize(value, rule)
    if (typed === null || typeof typed === 'object') continue
    low = Math.min(low, Number(typed))
    high = Math.max(high, Number(typed))
  }
  return high > low ? { from: low, step: (high - low) / (fineBins - 0.5) } : null
}
