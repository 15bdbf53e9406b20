import { type DatasourceColumn, type Measure, ProductError, type TableColumn } from '@nemeton/contract'
import { sql } from 'kysely'
import { type DatasourceSchema, findColumn, wrongType } from './datasource-schema.ts'
import type { Fragment } from './druid-dialect.ts'
import { compileFilter } from './filter.ts'
import { compileDistinct, compileQuantile, only } from './sketch-measure.ts'
import type { Zone } from './time.ts'

export interface CompiledMeasure {
  readonly name: string
  /** As known before the answer; Druid's own header decides where this is null. */
  readonly type: TableColumn['type'] | null
  readonly expression: Fragment
  readonly approximate: boolean
  /** Counts distinct values exactly, which Druid must be told in the context. */
  readonly exactDistinct: boolean
  /** The value over no rows at all. */
  readonly empty: 0 | null
}

const plain = { type: null, approximate: false, exactDistinct: false, empty: null } as const

/** Of the rows that `side` keeps: null keeps all. A formula has no aggregate of its own. */
export function compileMeasure(
  measure: Measure,
  datasource: DatasourceSchema,
  zone: Zone,
  side: Fragment | null = null,
): CompiledMeasure {
  const { name } = measure
  const own = measure.filter && compileFilter(measure.filter, datasource, zone)
  const where = side && own ? sql`${side} AND ${own}` : (side ?? own)
  if (measure.kind === 'count') {
    return { ...plain, name, type: 'long', empty: 0, expression: compileCount(measure, datasource, where) }
  }
  if (measure.column === undefined) {
    throw new ProductError('invalid_query', `the measure "${name}" (${measure.kind}) needs a column`)
  }
  if (measure.kind === 'countDistinct')
    return { ...plain, name, type: 'long', empty: 0, ...compileDistinct(measure, measure.column, datasource, where) }
  if (measure.kind === 'quantile')
    return { ...plain, name, type: 'double', ...compileQuantile(measure, measure.column, datasource, where) }
  const column = findColumn(datasource, measure.column, `the measure "${name}"`)
  switch (measure.kind) {
    case 'sum':
      return { ...plain, name, empty: 0, expression: only(sql`SUM(${summand(column, measure, datasource)})`, where) }
    case 'avg':
      return { ...plain, name, type: 'double', expression: compileAverage(column, measure, datasource, where) }
    case 'min':
    case 'max':
      return { ...plain, name, ...compileExtreme(column, measure, where) }
    case 'formula':
      throw new ProductError('invalid_query', `the measure "${name}": a formula is not aggregated from a column`)
  }
}

function compileCount(measure: Measure, datasource: DatasourceSchema, where: Fragment | undefined): Fragment {
  const column = measure.column === undefined ? null : findColumn(datasource, measure.column, `"${measure.name}"`)
  const present = column && sql`${sql.id(column.name)} IS NOT NULL`
  if (datasource.countMetric === null) {
    return only(column ? sql`COUNT(${sql.id(column.name)})` : sql`COUNT(*)`, where)
  }
  const conditions = [where, present].filter((condition) => condition != null)
  const both = conditions.length > 0 ? sql`${sql.join(conditions, sql` AND `)}` : undefined
  return sql`COALESCE(${only(sql`SUM(${sql.id(datasource.countMetric)})`, both)}, 0)`
}

/** With rollup a column of role `measure` holds sums already; a numeric dimension stands for as many rows as were merged. */
function summand(column: DatasourceColumn, measure: Measure, datasource: DatasourceSchema): Fragment {
  if (!['long', 'double', 'boolean'].includes(column.type)) {
    throw wrongType(column, `the measure "${measure.name}" (${measure.kind})`, 'a number')
  }
  const name = sql.id(column.name)
  const merged = datasource.countMetric !== null && column.role !== 'measure' && column.name !== datasource.countMetric
  return merged ? sql`${name} * ${sql.id(datasource.countMetric ?? '')}` : name
}

function compileAverage(
  column: DatasourceColumn,
  measure: Measure,
  datasource: DatasourceSchema,
  where: Fragment | undefined,
): Fragment {
  const value = sql`CAST(${summand(column, measure, datasource)} AS DOUBLE)`
  if (datasource.countMetric === null) return only(sql`AVG(${value})`, where)
  const rows = sql`SUM(${sql.id(datasource.countMetric)})`
  const counted = sql`${sql.id(column.name)} IS NOT NULL`
  return sql`${only(sql`SUM(${value})`, where)} / ${only(rows, where ? sql`${where} AND ${counted}` : counted)}`
}

function compileExtreme(
  column: DatasourceColumn,
  measure: Measure,
  where: Fragment | undefined,
): Pick<CompiledMeasure, 'type' | 'expression'> {
  if (column.type === 'string' || column.type === 'complex') {
    throw wrongType(column, `the measure "${measure.name}" (${measure.kind})`, 'a number or a time')
  }
  const name = sql.id(column.name)
  const extreme = only(measure.kind === 'min' ? sql`MIN(${name})` : sql`MAX(${name})`, where)
  if (column.type !== 'timestamp') return { type: column.type, expression: extreme }
  return {
    type: 'timestamp',
    expression: column.name === '__time' ? extreme : sql`MILLIS_TO_TIMESTAMP(${extreme})`,
  }
}
