import { type CompiledQuery, ProductError, type Query, type SqlParameter, type TableColumn } from '@nemeton/contract'
import { sql } from 'kysely'
import { type DatasourceSchema, findColumn } from './datasource-schema.ts'
import { druid, type Fragment } from './druid-dialect.ts'
import { compileFilter, inInterval } from './filter.ts'
import { type CompiledMeasure, compileMeasure } from './measure.ts'
import { compileOrder, type Order } from './order.ts'
import { bigint } from './parameter.ts'
import { compileSplit, readable } from './split.ts'
import { findZone, type Interval, parseInterval, relativeInterval, type Zone } from './time.ts'

export interface CompiledColumn {
  readonly name: string
  /** Null where Druid's header decides. */
  readonly type: TableColumn['type'] | null
  readonly role: 'split' | 'measure' | 'raw'
  /** What a gap filled into a time axis shows. */
  readonly empty: 0 | null
}

/** What the rows of a compiled query will mean; `table` reads it. */
export interface Shape {
  readonly columns: readonly CompiledColumn[]
  readonly order: readonly Order[]
  /** Rows that may be shown; the SQL asks for one more to know whether there are more. Null: one row. */
  readonly limit: number | null
  readonly approximate: readonly string[]
  /** The time split that the rows are ordered by, to be filled where nothing happened; null interval: as far as the rows go. */
  readonly axis: { readonly name: string; readonly granularity: string; readonly interval: Interval | null } | null
  readonly timezone: string
}

/** The contract's part is what goes to Druid (and what a dry run shows); `shape` stays here. */
export interface Compiled extends CompiledQuery {
  readonly shape: Shape
}

const mostRows = 100_000

/**
 * One SELECT with every value bound and `__time` always bounded. Rows come in the order of the splits' own orders, one
 * after the other. The limit of a single split is exact: the true first N groups. With several splits there is one
 * GROUP BY over all of them, cut after the product of their limits: a limit does not hold for each parent value.
 */
export function compile(query: Query, datasource: DatasourceSchema): Compiled {
  const zone = findZone(query.timezone)
  const interval = queryInterval(query, zone)
  const where = compileWhere(query, datasource, interval, zone)
  return query.raw
    ? compileRaw(query.raw, datasource, where, zone)
    : compileGroups(query, datasource, where, interval, zone)
}

/** The same measures over everything that the filter lets through: one row, in the order of the measures. */
export function compileTotals(query: Query, datasource: DatasourceSchema): Compiled {
  return compile({ ...query, splits: [], raw: undefined }, datasource)
}

/** What the query bounds `__time` by. */
export function queryInterval(query: Query, zone: Zone): Interval {
  if (query.interval !== undefined) return parseInterval(query.interval)
  if (query.relative !== undefined) return relativeInterval(query.relative.last, query.relative.to, zone)
  throw new ProductError('invalid_query', 'a query needs an interval or a relative time')
}

function compileWhere(query: Query, datasource: DatasourceSchema, interval: Interval, zone: Zone): Fragment {
  const time = inInterval(findColumn(datasource, '__time', 'the interval'), interval)
  return query.filter ? sql`${time} AND ${compileFilter(query.filter, datasource, zone)}` : time
}

function compileGroups(
  query: Query,
  datasource: DatasourceSchema,
  where: Fragment,
  interval: Interval,
  zone: Zone,
): Compiled {
  const splits = query.splits.map((split) => compileSplit(split, datasource, zone))
  const measures = query.measures.map((measure) => compileMeasure(measure, datasource, zone))
  const columns = [...splits, ...measures]
  refuseTwins(columns.map((column) => column.name))
  const order = splits.length === 0 ? [] : compileOrder(query, splits, measures)
  const limit =
    splits.length === 0
      ? null
      : Math.min(
          mostRows,
          query.splits.reduce((product, split) => product * split.limit, 1),
        )

  // by position, because Druid checks grouping before it knows that two parameters are equal
  const position = (name: string): Fragment => sql.lit(columns.findIndex((column) => column.name === name) + 1)
  let select = druid
    .selectFrom(sql<Record<string, unknown>>`${sql.id(datasource.name)}`.as('source'))
    .select(columns.map((column) => column.expression.as(sql.id(column.name))))
    .where(sql<boolean>`${where}`)
  if (limit !== null) {
    select = select.groupBy(splits.map((split) => position(split.name))).limit(sql<number>`${bigint(limit + 1)}`)
  }
  for (const { name, direction } of order) {
    select = select.orderBy(position(name), direction === 'ascending' ? 'asc' : 'desc')
  }
  const [first] = order
  const axis = splits.find((split) => split.granularity !== null && split.name === first?.name)
  return {
    ...finish(select.compile()),
    context: compileContext(measures),
    shape: {
      columns: [
        ...splits.map(({ name, type }) => ({ name, type, role: 'split' as const, empty: null })),
        ...measures.map(({ name, type, empty }) => ({ name, type, role: 'measure' as const, empty })),
      ],
      order,
      limit,
      approximate: measures.filter((measure) => measure.approximate).map((measure) => measure.name),
      axis: axis?.granularity
        ? {
            name: axis.name,
            granularity: axis.granularity,
            interval: axis.name === '__time' ? within(interval, datasource.interval) : null,
          }
        : null,
      timezone: query.timezone,
    },
  }
}

/** Rows as they are stored, newest first. */
function compileRaw(
  raw: NonNullable<Query['raw']>,
  datasource: DatasourceSchema,
  where: Fragment,
  zone: Zone,
): Compiled {
  const columns = raw.columns.map((name) => findColumn(datasource, name, 'raw'))
  refuseTwins(columns.map((column) => column.name))
  const select = druid
    .selectFrom(sql<Record<string, unknown>>`${sql.id(datasource.name)}`.as('source'))
    .select(columns.map((column) => readable(column).as(sql.id(column.name))))
    .where(sql<boolean>`${where}`)
    .orderBy(sql.id('__time'), 'desc')
    .limit(sql<number>`${bigint(raw.limit + 1)}`)
  return {
    ...finish(select.compile()),
    context: compileContext([]),
    shape: {
      columns: columns.map(({ name, type }) => ({ name, type, role: 'raw' as const, empty: null })),
      order: [{ name: '__time', direction: 'descending' }],
      limit: raw.limit,
      approximate: [],
      axis: null,
      timezone: zone.name,
    },
  }
}

/** Zones stand in the SQL itself, so answers are always UTC; top lists are exact. */
function compileContext(measures: readonly CompiledMeasure[]): CompiledQuery['context'] {
  const context: CompiledQuery['context'] = { sqlTimeZone: 'Etc/UTC', useApproximateTopN: false }
  return measures.some((measure) => measure.exactDistinct)
    ? { ...context, useApproximateCountDistinct: false }
    : context
}

function finish(compiled: { readonly sql: string; readonly parameters: readonly unknown[] }) {
  return { sql: compiled.sql, parameters: compiled.parameters as SqlParameter[] }
}

function refuseTwins(names: readonly string[]): void {
  const twin = names.find((name, index) => names.indexOf(name) !== index)
  if (twin === undefined) return
  throw new ProductError('invalid_query', `"${twin}" stands for two columns of the answer; give each its own name`)
}

function within(interval: Interval, loaded: string | null): Interval {
  if (loaded === null) return interval
  const { start, end } = parseInterval(loaded)
  return { start: Math.max(interval.start, start), end: Math.min(interval.end, end) }
}
