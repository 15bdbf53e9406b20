import { type Period, periods } from '../format/time.ts'
import { visualizationNames } from '../visualizations/names.ts'
import {
  type Exploration,
  type ExplorationSplit,
  lastPeriods,
  mostSplits,
  type Range,
  type Sort,
  sortAspects,
  start,
} from './exploration.ts'
import { isRange, parseFilters, printFilter } from './exploration-filter.ts'

const version = '2'

/** Readable parameters, defaults left out. */
export function printExploration(state: Exploration): string {
  const search = new URLSearchParams({ v: version })
  if (state.range.kind === 'last') search.set('time', `last-${state.range.period}`)
  if (state.range.kind === 'between') search.set('time', `${state.range.from}/${state.range.to}`)
  if (state.timezone !== start.timezone) search.set('tz', state.timezone)
  if (state.compare !== null) search.set('compare', state.compare)
  if (state.measure !== null) search.set('measure', state.measure)
  for (const key of state.measures ?? []) search.append('shown', key)
  for (const { name, formula, percent } of state.formulas) {
    search.append(`formula.${name}`, formula)
    if (percent) search.append('percent', name)
  }
  if (state.share !== null) search.set('share', state.share)
  if (state.exact) search.set('exact', 'yes')
  if (state.bucket !== null) search.set('by', state.bucket)
  state.splits.forEach((split, index) => {
    const place = index + 1
    search.append('split', split.column)
    if (split.bucket !== null) search.set(`by.${place}`, String(split.bucket))
    if (split.sort !== null) search.set(`sort.${place}`, printSort(split.sort))
    if (split.limit !== null) search.set(`limit.${place}`, String(split.limit))
    if (split.other) search.set(`other.${place}`, 'yes')
  })
  if (state.visualization !== null) search.set('chart', state.visualization)
  if (state.allDimensions) search.set('dimensions', 'all')
  if (state.asTable) search.set('show', 'table')
  if (state.rows) search.set('rows', 'yes')
  if (state.refresh !== null) search.set('refresh', String(state.refresh))
  for (const filter of state.filters) for (const [name, value] of printFilter(filter)) search.append(name, value)
  return search.toString().replaceAll('%2F', '/').replaceAll('%3A', ':')
}

/** Reads what `printExploration` of any version wrote; what it does not understand falls back to the default. */
export function parseExploration(search: URLSearchParams): Exploration {
  const percents = search.getAll('percent')
  const formulas = [...search].flatMap(([parameter, formula]) => {
    const name = /^formula\.(.+)$/s.exec(parameter)?.[1]
    return name === undefined || formula === '' ? [] : [{ name, formula, percent: percents.includes(name) }]
  })
  const shown = search.getAll('shown').filter((key) => key !== '')
  const share = search.get('share')
  return {
    range: parseRange(search.get('time')),
    timezone: parseZone(search.get('tz')),
    filters: parseFilters(search),
    measure: search.get('measure') || null,
    measures: shown.length === 0 ? null : [...new Set(shown)],
    formulas: [...new Map(formulas.map((formula) => [formula.name, formula])).values()].slice(0, 20),
    share: share === 'total' || share === 'parent' ? share : null,
    exact: search.get('exact') === 'yes',
    splits: parseSplits(search),
    visualization: visualizationNames.find((name) => name === search.get('chart')) ?? null,
    compare: parseCompare(search.get('compare')),
    bucket: parsePeriod(search.get('by')),
    allDimensions: search.get('dimensions') === 'all',
    asTable: search.get('show') === 'table',
    rows: search.get('rows') === 'yes',
    refresh: parseWhole(search.get('refresh'), 5, 86_400),
  }
}

function parseRange(text: string | null): Range {
  if (text === null) return start.range
  const last = lastPeriods.find((period) => text === `last-${period}`)
  if (last) return { kind: 'last', period: last }
  const [from, to] = text.split('/')
  return from !== undefined && to !== undefined && isRange(from, to) ? { kind: 'between', from, to } : start.range
}

function parseZone(text: string | null): string {
  if (text === null || text === '') return start.timezone
  try {
    new Intl.DateTimeFormat('en', { timeZone: text })
    return text
  } catch {
    return start.timezone
  }
}

const parsePeriod = (text: string | null): Period | null => periods.find((period) => period === text) ?? null

function parseWhole(text: string | null, least: number, most: number): number | null {
  const number = /^\d{1,6}$/.test(text ?? '') ? Number(text) : Number.NaN
  return number >= least && number <= most ? number : null
}

/** A period of years, months, weeks, days and times that is not nothing. */
export const isShift = (text: string): boolean =>
  /^P(?=\d|T\d)(\d{1,6}Y)?(\d{1,6}M)?(\d{1,6}W)?(\d{1,6}D)?(T(?=\d)(\d{1,6}H)?(\d{1,6}M)?(\d{1,10}S)?)?$/.test(text) &&
  /[1-9]/.test(text)

const parseCompare = (text: string | null): string | null =>
  text === 'previous' || (text !== null && isShift(text)) ? text : null

const printSort = ({ by, ascending, aspect }: Sort): string =>
  `${ascending ? 'up' : 'down'}${aspect === 'value' ? '' : `.${aspect}`}-${by}`

function parseSort(text: string | null): Sort | null {
  const [, direction, aspect, by] = /^(up|down)(?:\.(delta|percent))?-(.+)$/s.exec(text ?? '') ?? []
  if (by === undefined) return null
  return { by, ascending: direction === 'up', aspect: sortAspects.find((one) => one === aspect) ?? 'value' }
}

/** The first version had one split and its sort without a place. */
function parseSplits(search: URLSearchParams): readonly ExplorationSplit[] {
  const columns = search.getAll('split')
  const of = (name: string, place: number): string | null => search.get(`${name}.${place}`)
  return columns
    .map((column, index): ExplorationSplit => {
      const place = index + 1
      const sort = of('sort', place) ?? (columns.length === 1 ? search.get('sort') : null)
      const bucket = of('by', place)
      const size = bucket === null ? Number.NaN : Number(bucket)
      return {
        column,
        bucket: parsePeriod(bucket) ?? (size > 0 && Number.isFinite(size) ? size : null),
        sort: parseSort(sort),
        limit: parseWhole(of('limit', place), 1, 100_000),
        other: of('other', place) === 'yes',
      }
    })
    .filter(({ column }, index) => column !== '' && columns.indexOf(column) === index)
    .slice(0, mostSplits)
}
