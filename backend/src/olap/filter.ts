import { type DatasourceColumn, type Filter, ProductError } from '@nemeton/contract'
import { sql } from 'kysely'
import { type DatasourceSchema, findColumn, wrongType } from './datasource-schema.ts'
import type { Fragment } from './druid-dialect.ts'
import { bigint, double, timestamp, varchar } from './parameter.ts'
import { type Interval, parseInstant, parseInterval, relativeInterval, type Zone } from './time.ts'

const always = sql`TRUE`
const never = sql`FALSE`

/** A condition that is true for the rows to keep; rows without a value are kept by what excludes values. */
export function compileFilter(filter: Filter, datasource: DatasourceSchema, zone: Zone): Fragment {
  switch (filter.kind) {
    case 'and':
    case 'or': {
      const parts = filter.filters.map((part) => compileFilter(part, datasource, zone))
      if (parts.length === 0) return filter.kind === 'and' ? always : never
      return sql`(${sql.join(parts, filter.kind === 'and' ? sql` AND ` : sql` OR `)})`
    }
    case 'not':
      return sql`(${compileFilter(filter.filter, datasource, zone)}) IS NOT TRUE`
    case 'values':
      return compileValues(filter, findColumn(datasource, filter.column, 'the filter'))
    case 'contains': {
      const column = textColumn(datasource, filter.column, 'the filter "contains"')
      return filter.caseSensitive
        ? sql`CONTAINS_STRING(${column}, ${varchar(filter.text)})`
        : sql`ICONTAINS_STRING(${column}, ${varchar(filter.text)})`
    }
    case 'regexp':
      return sql`REGEXP_LIKE(${textColumn(datasource, filter.column, 'the filter "regexp"')}, ${varchar(filter.pattern)})`
    case 'numberRange':
      return compileNumberRange(filter, findColumn(datasource, filter.column, 'the filter'))
    case 'timeInterval':
      return inInterval(findColumn(datasource, filter.column, 'the filter'), parseInterval(filter.interval))
    case 'timeRelative':
      return inInterval(
        findColumn(datasource, filter.column, 'the filter'),
        relativeInterval(filter.last, filter.to, zone),
      )
    case 'isNull':
      return sql`${sql.id(findColumn(datasource, filter.column, 'the filter').name)} IS NULL`
  }
}

/** Half-open bounds on a time column: `__time`, or long milliseconds. */
export function inInterval(column: DatasourceColumn, { start, end }: Interval): Fragment {
  if (column.type !== 'timestamp' && column.type !== 'long') throw wrongType(column, 'a time filter', 'a time column')
  const bind = column.name === '__time' ? timestamp : bigint
  return sql`(${sql.id(column.name)} >= ${bind(start)} AND ${sql.id(column.name)} < ${bind(end)})`
}

function textColumn(datasource: DatasourceSchema, name: string, where: string): Fragment {
  const column = findColumn(datasource, name, where)
  if (column.type !== 'string') throw wrongType(column, where, 'text')
  return sql.id(column.name)
}

type ValuesFilter = Extract<Filter, { kind: 'values' }>

function compileValues({ values, exclude = false }: ValuesFilter, column: DatasourceColumn): Fragment {
  const present = values.filter((value) => value !== null).map((value) => bindValue(column, value))
  return among(sql.id(column.name), present, values.includes(null), exclude)
}

/** Whether a value is one of these, `withNull` no value too, or with `exclude` none of these: then no value is kept. */
export function among(value: Fragment, present: readonly Fragment[], withNull: boolean, exclude: boolean): Fragment {
  const list = sql`(${sql.join([...present])})`
  if (exclude) {
    if (present.length === 0) return withNull ? sql`${value} IS NOT NULL` : always
    return withNull
      ? sql`(${value} NOT IN ${list} AND ${value} IS NOT NULL)`
      : sql`(${value} NOT IN ${list} OR ${value} IS NULL)`
  }
  if (present.length === 0) return withNull ? sql`${value} IS NULL` : never
  return withNull ? sql`(${value} IN ${list} OR ${value} IS NULL)` : sql`${value} IN ${list}`
}

/** Druid's planner drops the spaces at the end of a literal that is alone in a list within a condition. */
export const textValue = (value: string): Fragment =>
  value.endsWith(' ') ? sql`CAST(${varchar(value)} AS VARCHAR)` : varchar(value)

function bindValue(column: DatasourceColumn, value: string | number): Fragment {
  switch (column.type) {
    case 'string':
      return textValue(String(value))
    case 'long':
      if (!/^-?\d+$/.test(String(value))) throw badValue(column, value, 'a whole number')
      return bigint(BigInt(value))
    case 'double':
      if (String(value).trim() === '' || !Number.isFinite(Number(value))) throw badValue(column, value, 'a number')
      return double(Number(value))
    case 'boolean': {
      const text = String(value).toLowerCase()
      if (!['true', 'false', '1', '0'].includes(text)) throw badValue(column, value, 'true or false')
      return bigint(text === 'true' || text === '1' ? 1 : 0)
    }
    case 'timestamp': {
      const instant = typeof value === 'number' ? value : parseInstant(value)
      return column.name === '__time' ? timestamp(instant) : bigint(instant)
    }
    case 'complex':
      throw wrongType(column, 'a filter by value', 'plain values')
  }
}

function badValue(column: DatasourceColumn, value: string | number, wanted: string): ProductError {
  return new ProductError('invalid_query', `"${value}" cannot be a value of "${column.name}": it needs ${wanted}`)
}

type NumberRange = Extract<Filter, { kind: 'numberRange' }>

function compileNumberRange({ from, to }: NumberRange, column: DatasourceColumn): Fragment {
  if (column.type !== 'long' && column.type !== 'double') throw wrongType(column, 'a number range', 'a number')
  const name = sql.id(column.name)
  const bind = (bound: number): Fragment =>
    column.type === 'long' && Number.isSafeInteger(Math.ceil(bound)) ? bigint(Math.ceil(bound)) : double(bound)
  const bounds: Fragment[] = []
  if (from != null) bounds.push(sql`${name} >= ${bind(from)}`)
  if (to != null) bounds.push(sql`${name} < ${bind(to)}`)
  return bounds.length === 0 ? always : sql`(${sql.join(bounds, sql` AND `)})`
}
