import type { Filter } from '@nemeton/contract'
import type { RandomMeasure, RandomQuery } from './random-queries.ts'

/** Pieces of DuckDB's SQL, written apart from what the product sends to Druid. */
export const text = (value: string) => `'${value.replaceAll("'", "''")}'`
const columnOf = (name: string) => (name === '__time' ? 't' : name)

export function condition(filter: Filter): string {
  switch (filter.kind) {
    case 'and':
      return `(${['TRUE', ...filter.filters.map(condition)].join(' AND ')})`
    case 'or':
      return `(${['FALSE', ...filter.filters.map(condition)].join(' OR ')})`
    case 'not':
      return `(NOT coalesce(${condition(filter.filter)}, FALSE))`
    case 'values': {
      const present = filter.values.filter((value) => value !== null)
      const list = present.map((value) => (typeof value === 'number' ? String(value) : text(value)))
      const isOne = list.length > 0 ? `coalesce(${filter.column} IN (${list.join(', ')}), FALSE)` : 'FALSE'
      const found = filter.values.includes(null) ? `(${isOne} OR ${filter.column} IS NULL)` : isOne
      return filter.exclude ? `(NOT ${found})` : found
    }
    case 'contains':
      return filter.caseSensitive
        ? `contains(${filter.column}, ${text(filter.text)})`
        : `contains(lower(${filter.column}), lower(${text(filter.text)}))`
    case 'regexp':
      return `regexp_matches(${filter.column}, ${text(filter.pattern)})`
    case 'numberRange':
      return `(${filter.from == null ? 'TRUE' : `${filter.column} >= ${filter.from}`} AND ${filter.to == null ? 'TRUE' : `${filter.column} < ${filter.to}`})`
    case 'isNull':
      return `${columnOf(filter.column)} IS NULL`
    case 'timeInterval': {
      const [start = '', end = ''] = filter.interval.split('/')
      return `(t >= ${Date.parse(start)} AND t < ${Date.parse(end)})`
    }
    case 'timeRelative':
      throw new Error('not among the random filters')
  }
}

const units: Readonly<Record<string, string>> = { H: 'HOUR', D: 'DAY', W: 'WEEK', M: 'MONTH', Y: 'YEAR' }

/** By the calendar of the zone; hours are absolute. */
export function moved(millis: string, shift: string, sign: '+' | '-', zone: string): string {
  const [, clock, count = '1', unit = 'D'] = /^P(T?)(\d+)([A-Z])$/.exec(shift) ?? []
  const instant = `to_timestamp(${millis} / 1000)`
  if (clock === 'T') return `epoch_ms(${instant} ${sign} INTERVAL ${count} ${units[unit]})`
  return `epoch_ms(timezone('${zone}', timezone('${zone}', ${instant}) ${sign} INTERVAL ${count} ${units[unit]}))`
}

const truncated: Readonly<Record<string, string>> = {
  P1D: 'day',
  P1W: 'week',
  P1M: 'month',
  P3M: 'quarter',
  P1Y: 'year',
}

export function keyOf({ column, bucket }: RandomQuery['body']['splits'][number], zone: string): string {
  if (bucket === undefined) return column === '__time' ? 'shown' : column
  if ('size' in bucket) return `CAST(floor(${column} / ${bucket.size}) * ${bucket.size} AS DOUBLE)`
  const local = `timezone('${zone}', to_timestamp(shown / 1000))`
  const unit = truncated[bucket.granularity]
  if (unit !== undefined) return `epoch_ms(timezone('${zone}', date_trunc('${unit}', ${local})))`
  return `shown - (epoch_ms(${local}) % 3600000 + 3600000) % 3600000`
}

export function aggregateOf(measure: RandomMeasure, side: 0 | 1): string {
  const column = measure.column === '__time' ? 't' : `CAST(${measure.column} AS DOUBLE)`
  const own = measure.filter ? ` AND ${condition(measure.filter)}` : ''
  const only = `FILTER (WHERE side = ${side}${own})`
  switch (measure.kind) {
    case 'count':
      return `CAST(count(${measure.column === undefined ? '*' : measure.column}) ${only} AS DOUBLE)`
    case 'countDistinct':
      return `CAST(count(DISTINCT ${measure.column}) ${only} AS DOUBLE)`
    case 'formula':
      return 'NULL'
    default:
      return `${measure.kind}(${column}) ${only}`
  }
}
