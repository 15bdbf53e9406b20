import type { Period } from '../format/time.ts'
import type { VisualizationName } from '../visualizations/names.ts'
import { type ExplorationFilter, type ValuesFilter, withoutContent } from './exploration-filter.ts'

/** Which part of the datasource's time: everything, the last stretch of its data, or two ends. */
export type Range =
  | { readonly kind: 'all' }
  | { readonly kind: 'last'; readonly period: LastPeriod }
  /** Each end is a day (`2024-01-31`: its midnight in the chosen zone) or an instant. */
  | { readonly kind: 'between'; readonly from: string; readonly to: string }

export const lastPeriods = ['P1D', 'P1W', 'P1M', 'P3M', 'P1Y'] as const
export type LastPeriod = (typeof lastPeriods)[number]

/** Of a compared measure one can sort by its value now, by the difference to before, or by that in parts of before. */
export const sortAspects = ['value', 'delta', 'percent'] as const

export interface Sort {
  /** Key of a measure, or the split's own column. */
  readonly by: string
  readonly ascending: boolean
  readonly aspect: (typeof sortAspects)[number]
}

/** Up to this many, each within the one before. */
export const mostSplits = 4

export interface ExplorationSplit {
  readonly column: string
  /** A period cuts time, a number cuts numbers; null fits time to the interval and leaves values as they are. */
  readonly bucket: Period | number | null
  /** Null: the greatest of the measure in front first; time and numbers in their own order. */
  readonly sort: Sort | null
  /** Null leaves it to the place of the split. */
  readonly limit: number | null
  /** One more row for everything beyond the limit. */
  readonly other: boolean
}

/** A measure that somebody wrote. */
export interface Formula {
  readonly name: string
  readonly formula: string
  /** Shown as a part of a hundred. */
  readonly percent: boolean
}

/** The explore page's state, whole in the URL. */
export interface Exploration {
  readonly range: Range
  readonly timezone: string
  readonly filters: readonly ExplorationFilter[]
  /** Key of the measure in front; null takes the datasource's most useful one. */
  readonly measure: string | null
  /** Keys of the measures shown; null shows those that the datasource offers. */
  readonly measures: readonly string[] | null
  readonly formulas: readonly Formula[]
  /** Measures that add up are shown as parts of the whole, or of the value of the split before. */
  readonly share: 'total' | 'parent' | null
  /** Counts of values are exact, however long that takes. */
  readonly exact: boolean
  readonly splits: readonly ExplorationSplit[]
  /** Null takes the first that suits the splits. */
  readonly visualization: VisualizationName | null
  /** `previous` is as long as the interval and ends where it begins; else an ISO period. */
  readonly compare: string | null
  /** Of the time chart; null fits it to the interval. */
  readonly bucket: Period | null
  readonly allDimensions: boolean
  /** Panels that show their table instead of their chart. */
  readonly asTable: boolean
  /** The rows behind the numbers are shown. */
  readonly rows: boolean
  /** Seconds between two refreshes; null refreshes by hand. */
  readonly refresh: number | null
}

export const start: Exploration = {
  range: { kind: 'all' },
  timezone: 'Etc/UTC',
  filters: [],
  measure: null,
  measures: null,
  formulas: [],
  share: null,
  exact: false,
  splits: [],
  visualization: null,
  compare: null,
  bucket: null,
  allDimensions: false,
  asTable: false,
  rows: false,
  refresh: null,
}

// Transitions: each takes a state and answers the next one.

export const filterOn = (state: Exploration, column: string): ExplorationFilter | null =>
  state.filters.find((filter) => filter.column === column) ?? null

export const valuesOn = (state: Exploration, column: string): ValuesFilter | null => {
  const filter = filterOn(state, column)
  return filter?.kind === 'values' ? filter : null
}

/** Puts a filter in its column's place; one that filters nothing goes. */
export function withFilter(state: Exploration, filter: ExplorationFilter): Exploration {
  const others = state.filters.filter((other) => other.column !== filter.column)
  if (withoutContent(filter)) return { ...state, filters: others }
  const place = state.filters.findIndex((other) => other.column === filter.column)
  return { ...state, filters: others.toSpliced(place < 0 ? others.length : place, 0, filter) }
}

export const withoutFilter = (state: Exploration, column: string): Exploration => ({
  ...state,
  filters: state.filters.filter((filter) => filter.column !== column),
})

/** Takes a value in, or out when it is already there; changing between keeping and excluding starts afresh. */
export function toggleValue(state: Exploration, column: string, value: string | null, exclude = false): Exploration {
  const current = valuesOn(state, column)
  if (current === null || current.exclude !== exclude)
    return withFilter(state, { kind: 'values', column, values: [value], exclude })
  const values = current.values.includes(value)
    ? current.values.filter((other) => other !== value)
    : [...current.values, value]
  return withFilter(state, { kind: 'values', column, values, exclude })
}

export const zoomTo = (state: Exploration, from: number, to: number): Exploration => ({
  ...state,
  range: { kind: 'between', from: printInstant(from), to: printInstant(to) },
  bucket: null,
})

/** Seconds are enough for a link to read; milliseconds stay where there are some. */
export const printInstant = (instant: number): string => new Date(instant).toISOString().replace('.000Z', 'Z')
