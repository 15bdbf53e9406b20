import type { Measure, Query } from '@nemeton/contract'
import { sql } from 'kysely'
import type { DatasourceSchema } from './datasource-schema.ts'
import { druid, type Fragment } from './druid-dialect.ts'
import { compileFilter } from './filter.ts'
import { compileLayers } from './layers.ts'
import { type Order, orderOf } from './order.ts'
import type { Compiled, Shape } from './shape.ts'
import { compileSides, type Sides, twiceContext, twiceFrom } from './sides.ts'
import { type CompiledSplit, compileSplit } from './split.ts'
import { contextOf, finish, groupBy, type Layout, orderAndLimit, refuseTwins } from './statement.ts'
import { findZone, type Interval, parseInterval, type Zone } from './time.ts'
import { bucketStarts, parseGranularity } from './time-bucket.ts'
import { compileValues, type Values } from './values.ts'

export const mostRows = 100_000

/** The parts of a grouped query, compiled: what its statements are put together from. */
export interface Parts {
  readonly query: Query
  readonly datasource: DatasourceSchema
  readonly zone: Zone
  readonly sides: Sides
  readonly splits: readonly CompiledSplit[]
  readonly where: Fragment
}

/** Which groups a statement asks for. */
export interface Grouping {
  /** So many of the splits, the first ones. */
  readonly depth: number
  readonly measures: readonly Measure[]
  /** Which rows take part; null: all that the query lets through. */
  readonly within: Fragment | null
  /** By split: true for the rows of its chosen values; those of the others become one group, marked in a column of its own. */
  readonly chosen: readonly (Fragment | null)[]
  /** The limit of the last split holds, for each combination of the values before it. */
  readonly limited: boolean
  /** No limit holds, not even ours; the order is that of the limits. */
  readonly everything?: boolean
}

export function compileParts(query: Query, datasource: DatasourceSchema): Parts {
  const zone = findZone(query.timezone)
  const sides = compileSides(query, datasource, zone)
  const splits = query.splits.map((split) => compileSplit(split, datasource, zone, sides.time))
  const where = query.filter ? sql`${sides.where} AND ${compileFilter(query.filter, datasource, zone)}` : sides.where
  return { query, datasource, zone, sides, splits, where }
}

export function compileGroups(parts: Parts, grouping: Grouping): Compiled {
  const { query, datasource, sides } = parts
  const splits = parts.splits.slice(0, grouping.depth)
  const values = compileValues(grouping.measures, { ...parts, measures: query.measures })
  refuseTwins([...splits, ...values.columns].map(({ name }) => name))
  const order = orderRows(parts, grouping)
  const limit =
    splits.length === 0 || grouping.everything
      ? null
      : grouping.limited && splits.length === 1
        ? ownLimit(parts, 1)
        : mostRows
  const from = sides.twice ? twiceFrom(datasource.name) : sql`${sql.id(datasource.name)}`
  const where = grouping.within ? sql`${parts.where} AND ${grouping.within}` : parts.where
  const isUnsorted = values.isJoin && splits.length > 0
  const isRanked = !grouping.everything && grouping.limited && splits.length > 1 && mayCut(parts, splits.length - 1)
  const isPlain = !isRanked && values.aggregates === null && grouping.chosen.every((chosen) => chosen === null)
  const rows = sql`${from} as "source"`
  const [first] = order
  const avoidsTopN = splits.length === 1 && first?.name === splits[0]?.name && first?.direction === 'descending'
  const sorted = isUnsorted
    ? { order: [], limit: grouping.everything ? null : mostRows, avoidsTopN: false }
    : { order, limit, avoidsTopN: avoidsTopN && limit !== null && first?.name !== '__time' }
  const select = isPlain
    ? compilePlain(splits, values, { from: sides.twice ? from : rows, where, ...sorted })
    : compileLayers(splits, values, {
        from: sides.twice ? from : rows,
        where,
        ...sorted,
        ...(isRanked ? { order } : {}),
        chosen: grouping.chosen,
        rankedTo: isRanked ? ownLimit(parts, splits.length) : null,
      })
  return {
    ...finish(select.compile(druid)),
    context: {
      ...contextOf(values.exactDistinct),
      ...(isRanked ? { maxSubqueryRows: mostRanked } : {}),
      ...(sides.twice ? twiceContext : {}),
    },
    shape: shapeOf(parts, grouping, values, { order, limit, isRanked, isUnsorted: isUnsorted && !isRanked }),
  }
}

/** Time buckets that are counted beforehand. */
const mostBuckets = 10_000
/** Groups that the broker may hold to find the first ones of each parent. */
const mostRanked = 500_000

function compilePlain(
  splits: readonly CompiledSplit[],
  values: Values,
  { from, where, order, limit, avoidsTopN }: Layout,
): Fragment {
  const columns = [...splits, ...values.columns]
  const names = columns.map(({ name }) => name)
  const list = columns.map(({ name, expression }) => sql`${expression} as ${sql.id(name)}`)
  return sql`select ${sql.join(list)} from ${from} where ${where}${groupBy(splits.length)}${orderAndLimit(names, order, limit, avoidsTopN ? sql`count(*)` : null)}`
}

/** Splits that are ordered by themselves keep their place; the last one has its own order; the splits break ties. */
function orderRows(parts: Parts, { depth, limited }: Grouping): Order[] {
  const splits = parts.splits.slice(0, depth)
  const orders = splits.map((split, index) =>
    orderOf(parts.query.splits[index] as Query['splits'][number], split, parts.query),
  )
  const isOwn = (order: Order) => splits.some(({ name }) => name === order.name)
  const kept = orders.filter((order, index) => isOwn(order) || (limited && index === depth - 1))
  const ties = splits.map((split): Order => ({ name: split.name, direction: 'ascending' }))
  return [...kept, ...ties].filter(
    (order, index, all) => all.findIndex((earlier) => earlier.name === order.name) === index,
  )
}

const ownLimit = ({ query }: Parts, depth: number): number => query.splits[depth - 1]?.limit ?? mostRows

/** False where a split cannot have more values than its limit allows. */
export function mayCut({ query, splits, sides, zone, datasource }: Parts, index: number): boolean {
  const [split, limit] = [splits[index], query.splits[index]?.limit ?? 0]
  if (split?.type === 'boolean') return limit < 3
  if (split?.name !== '__time' || split.granularity === null) return true
  const span = within(sides.now, sides.compared ? null : datasource.interval)
  return bucketStarts(span, parseGranularity(split.granularity), zone, Math.min(limit, mostBuckets)) === null
}

function shapeOf(
  parts: Parts,
  grouping: Grouping,
  values: Values,
  {
    order,
    limit,
    isRanked,
    isUnsorted,
  }: Pick<Shape, 'order' | 'limit' | 'isUnsorted'> & { readonly isRanked: boolean },
): Shape {
  const splits = parts.splits.slice(0, grouping.depth)
  const [first] = order
  const axis = splits.find((split) => split.granularity !== null && split.name === first?.name)
  return {
    columns: [
      ...splits.flatMap(({ name, type }, index) => [
        { name, type, role: 'split' as const, empty: null },
        ...(grouping.chosen[index]
          ? [{ name: `rest of ${name}`, type: 'long' as const, role: 'rest' as const, empty: null }]
          : []),
      ]),
      ...values.columns.map(({ name, type, empty, measure, value }) => ({
        name,
        type,
        role: 'measure' as const,
        empty,
        ...(value ? { measure, value } : {}),
      })),
      ...(isRanked ? [{ name: 'place', type: 'long' as const, role: 'place' as const, empty: null }] : []),
    ],
    order,
    isUnsorted,
    limit,
    approximate: values.columns.filter((column) => column.approximate).map((column) => column.name),
    axis: axis?.granularity
      ? { name: axis.name, granularity: axis.granularity, interval: axis.name === '__time' ? loadedNow(parts) : null }
      : null,
    timezone: parts.query.timezone,
  }
}

/** What of the query's interval is loaded. */
export const loadedNow = ({ sides, datasource }: Parts): Interval => within(sides.now, datasource.interval)

function within(interval: Interval, loaded: string | null): Interval {
  if (loaded === null) return interval
  const { start, end } = parseInterval(loaded)
  return { start: Math.max(interval.start, start), end: Math.min(interval.end, end) }
}
