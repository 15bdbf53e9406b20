import { ProductError, type Query } from '@nemeton/contract'
import { sql } from 'kysely'
import { type DatasourceSchema, findColumn } from './datasource-schema.ts'
import type { Fragment } from './druid-dialect.ts'
import { inInterval } from './filter.ts'
import { bigint, varchar } from './parameter.ts'
import { type Interval, parseInterval, parsePeriod, relativeInterval, shift, type Zone } from './time.ts'

export type Side = 'now' | 'before'

/** What a query bounds `__time` by: one interval, or with a comparison two. */
export interface Sides {
  readonly compared: boolean
  readonly now: Interval
  /** Null without a comparison, and where nothing is loaded: then there is no value before, not even zero. */
  readonly before: Interval | null
  readonly where: Fragment
  /** True for the rows of a side; null when all rows are of it. */
  of(side: Side): Fragment | null
  /** `__time`; that of a row before is shifted onto the present. */
  readonly time: Fragment
  /** Each row is read once for each side: needed where the two overlap and rows are grouped by time. */
  readonly twice: boolean
}

const sideColumn = sql.id('~side')
/** The datasource with each row once for each side; `twiceContext` belongs to it. */
export const twiceFrom = (datasource: string): Fragment =>
  sql`${sql.id(datasource)} cross join (values (0), (1)) as "sides" (${sideColumn})`
/** Druid takes what an OR says of a value made of both sides of a join for false where it rewrites the filter. */
export const twiceContext = { enableJoinFilterRewrite: false } as const

/** What the query bounds `__time` by. */
export function queryInterval(query: Query, zone: Zone): Interval {
  if (query.interval !== undefined) return parseInterval(query.interval)
  if (query.relative !== undefined) return relativeInterval(query.relative.last, query.relative.to, zone)
  throw new ProductError('invalid_query', 'a query needs an interval or a relative time')
}

/**
 * A row before counts at its own time moved forward by the shift in the calendar of the zone, held within the interval:
 * the 31st of January by P1M at the last day of February.
 */
export function compileSides(query: Query, datasource: DatasourceSchema, zone: Zone): Sides {
  const now = queryInterval(query, zone)
  const column = findColumn(datasource, '__time', 'the interval')
  const time = sql.id('__time')
  const before = query.compare ? beforeOf(now, query.compare.shift, datasource.interval, zone) : null
  const alone = { compared: query.compare !== undefined, now, before, time, twice: false }
  if (before === null || query.compare === undefined)
    return { ...alone, where: inInterval(column, now), of: () => null }
  const isIn = { now: inInterval(column, now), before: inInterval(column, before) }
  const either = sql`(${isIn.now} OR ${isIn.before})`
  const twice =
    before.end > now.start && query.splits.some((split) => split.column === '__time') && query.raw === undefined
  const isBefore = twice ? sql`${sideColumn} = 1` : isIn.before
  const shifted = sql`TIMESTAMP_TO_MILLIS(TIME_SHIFT("__time", ${varchar(query.compare.shift)}, 1, ${varchar(zone.name)}))`
  const held = sql`MILLIS_TO_TIMESTAMP(GREATEST(LEAST(${shifted}, ${bigint(now.end - 1)}), ${bigint(now.start)}))`
  return {
    ...alone,
    twice,
    time: sql`CASE WHEN ${isBefore} THEN ${held} ELSE "__time" END`,
    where: twice
      ? sql`${either} AND ((${sideColumn} = 0 AND ${isIn.now}) OR (${sideColumn} = 1 AND ${isIn.before}))`
      : either,
    of: (side) => (twice ? sql`${sideColumn} = ${sql.lit(side === 'now' ? 0 : 1)}` : isIn[side]),
  }
}

/** Null when all of it lies outside of what is loaded. */
function beforeOf(now: Interval, period: string, loaded: string | null, zone: Zone): Interval | null {
  const parsed = parsePeriod(period)
  const before = { start: shift(now.start, parsed, -1, zone), end: shift(now.end, parsed, -1, zone) }
  if (Number.isNaN(new Date(before.start).getTime()))
    throw new ProductError(
      'invalid_query',
      `"${period}" reaches back before any calendar; compare with a shorter shift`,
    )
  if (before.end <= before.start) return null
  if (loaded === null) return before
  const { start, end } = parseInterval(loaded)
  return before.end <= start || before.start >= end ? null : before
}
