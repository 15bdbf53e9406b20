import { type Period, periods } from '../format/time.ts'

/** Which part of the datasource's time: everything, the last stretch of its data, or two ends. */
export type Range =
  | { readonly kind: 'all' }
  | { readonly kind: 'last'; readonly period: LastPeriod }
  /** Each end is a day (`2024-01-31`: its midnight in the chosen zone) or an instant. */
  | { readonly kind: 'between'; readonly from: string; readonly to: string }

export const lastPeriods = ['P1D', 'P1W', 'P1M', 'P3M', 'P1Y'] as const
export type LastPeriod = (typeof lastPeriods)[number]

/** Values of a dimension that stay, or that go. Null is "no value". One filter a column. */
export interface ValuesFilter {
  readonly column: string
  readonly values: readonly (string | null)[]
  readonly exclude: boolean
}

export interface Sort {
  readonly by: string
  readonly ascending: boolean
}

/** The explore page's state, whole in the URL. */
export interface Exploration {
  readonly range: Range
  readonly timezone: string
  readonly filters: readonly ValuesFilter[]
  /** Key of the measure in front; null takes the datasource's most useful one. */
  readonly measure: string | null
  readonly split: string | null
  readonly sort: Sort | null
  /** Null fits the bucket to the interval. */
  readonly bucket: Period | null
  readonly allDimensions: boolean
  /** Panels that show their table instead of their chart. */
  readonly asTable: boolean
}

export const start: Exploration = {
  range: { kind: 'all' },
  timezone: 'Etc/UTC',
  filters: [],
  measure: null,
  split: null,
  sort: null,
  bucket: null,
  allDimensions: false,
  asTable: false,
}

const version = '1'

/** Readable parameters, defaults left out. */
export function printExploration(state: Exploration): string {
  const search = new URLSearchParams({ v: version })
  if (state.range.kind === 'last') search.set('time', `last-${state.range.period}`)
  if (state.range.kind === 'between') search.set('time', `${state.range.from}/${state.range.to}`)
  if (state.timezone !== start.timezone) search.set('tz', state.timezone)
  if (state.measure !== null) search.set('measure', state.measure)
  if (state.bucket !== null) search.set('by', state.bucket)
  if (state.split !== null) search.set('split', state.split)
  if (state.sort !== null) search.set('sort', `${state.sort.ascending ? 'up' : 'down'}-${state.sort.by}`)
  if (state.allDimensions) search.set('dimensions', 'all')
  if (state.asTable) search.set('show', 'table')
  for (const { column, values, exclude } of state.filters)
    for (const value of values)
      if (value === null) search.append(`none.${column}`, exclude ? 'not' : 'is')
      else search.append(`${exclude ? 'not' : 'is'}.${column}`, value)
  return search.toString().replaceAll('%2F', '/').replaceAll('%3A', ':')
}

/** Reads what `printExploration` wrote; what it does not understand falls back to the default. */
export function parseExploration(search: URLSearchParams): Exploration {
  return {
    range: parseRange(search.get('time')),
    timezone: parseZone(search.get('tz')),
    filters: parseFilters(search),
    measure: search.get('measure') || null,
    split: search.get('split') || null,
    sort: parseSort(search.get('sort')),
    bucket: periods.find((period) => period === search.get('by')) ?? null,
    allDimensions: search.get('dimensions') === 'all',
    asTable: search.get('show') === 'table',
  }
}

function parseRange(text: string | null): Range {
  if (text === null) return start.range
  const last = lastPeriods.find((period) => text === `last-${period}`)
  if (last) return { kind: 'last', period: last }
  const [from, to] = text.split('/')
  if (from === undefined || to === undefined || !isEnd(from) || !isEnd(to)) return start.range
  if (Date.parse(from) >= Date.parse(to)) return start.range
  return { kind: 'between', from, to }
}

const isEnd = (text: string): boolean =>
  /^\d{4}-\d\d-\d\d(T\d\d:\d\d(:\d\d(\.\d{1,3})?)?Z)?$/.test(text) && Number.isFinite(Date.parse(text))

function parseZone(text: string | null): string {
  if (text === null || text === '') return start.timezone
  try {
    new Intl.DateTimeFormat('en', { timeZone: text })
    return text
  } catch {
    return start.timezone
  }
}

function parseSort(text: string | null): Sort | null {
  const [, direction, by] = /^(up|down)-(.+)$/s.exec(text ?? '') ?? []
  return by === undefined ? null : { by, ascending: direction === 'up' }
}

function parseFilters(search: URLSearchParams): readonly ValuesFilter[] {
  const found = new Map<string, { exclude: boolean; values: Set<string | null> }>()
  for (const [name, value] of search) {
    const [, word, column] = /^(is|not|none)\.(.+)$/s.exec(name) ?? []
    if (word === undefined || column === undefined) continue
    const exclude = (word === 'none' ? value : word) === 'not'
    const filter = found.get(column) ?? { exclude, values: new Set() }
    if (filter.exclude !== exclude) continue
    filter.values.add(word === 'none' ? null : value)
    found.set(column, filter)
  }
  return [...found].map(([column, { exclude, values }]) => ({ column, exclude, values: [...values] }))
}

// Transitions: each takes a state and answers the next one.

export const filterOn = (state: Exploration, column: string): ValuesFilter | null =>
  state.filters.find((filter) => filter.column === column) ?? null

/** Puts a filter in its column's place; without values the filter goes. */
export function withFilter(state: Exploration, filter: ValuesFilter): Exploration {
  const others = state.filters.filter((other) => other.column !== filter.column)
  if (filter.values.length === 0) return { ...state, filters: others }
  const place = state.filters.findIndex((other) => other.column === filter.column)
  return { ...state, filters: others.toSpliced(place < 0 ? others.length : place, 0, filter) }
}

/** Takes a value in, or out when it is already there; changing between keeping and excluding starts afresh. */
export function toggleValue(state: Exploration, column: string, value: string | null, exclude = false): Exploration {
  const current = filterOn(state, column)
  if (current === null || current.exclude !== exclude) return withFilter(state, { column, values: [value], exclude })
  const values = current.values.includes(value)
    ? current.values.filter((other) => other !== value)
    : [...current.values, value]
  return withFilter(state, { column, values, exclude })
}

export const zoomTo = (state: Exploration, from: number, to: number): Exploration => ({
  ...state,
  range: { kind: 'between', from: printInstant(from), to: printInstant(to) },
  bucket: null,
})

/** Seconds are enough for a link to read; milliseconds stay where there are some. */
const printInstant = (instant: number): string => new Date(instant).toISOString().replace('.000Z', 'Z')
