import { type DatasourceColumn, type Measure, ProductError } from '@nemeton/contract'
import { sql } from 'kysely'
import { type DatasourceSchema, findColumn, wrongType } from './datasource-schema.ts'
import type { Fragment } from './druid-dialect.ts'
import { double } from './parameter.ts'
import type { Sketch } from './sketches.ts'

interface Aggregate {
  readonly expression: Fragment
  readonly approximate: boolean
  readonly exactDistinct: boolean
}

export const only = (aggregate: Fragment, where: Fragment | undefined): Fragment =>
  where ? sql`${aggregate} FILTER (WHERE ${where})` : aggregate

/** A sketch that is stored, by its own name or by that of the column it is of; null: there is none. */
function storedSketch(
  name: string,
  kinds: readonly Sketch['kind'][],
  { columns, sketches = [] }: DatasourceSchema,
): Sketch | null {
  const isStored = (sketch: Sketch) =>
    columns.some((column) => column.name === sketch.name && column.type === 'complex')
  const fitting = sketches.filter((sketch) => kinds.includes(sketch.kind) && isStored(sketch))
  return fitting.find((sketch) => sketch.name === name) ?? fitting.find((sketch) => sketch.column === name) ?? null
}

/** From the sketch that ingestion made, where there is one; `exact` counts the values of the column itself. */
export function compileDistinct(
  measure: Measure,
  name: string,
  datasource: DatasourceSchema,
  where: Fragment | undefined,
): Aggregate {
  const says = `the measure "${measure.name}"`
  const sketch = measure.exact ? null : storedSketch(name, ['hll', 'theta'], datasource)
  if (sketch) {
    const aggregate =
      sketch.kind === 'theta'
        ? sql`APPROX_COUNT_DISTINCT_DS_THETA(${sql.id(sketch.name)})`
        : sql`APPROX_COUNT_DISTINCT_DS_HLL(${sql.id(sketch.name)})`
    return { expression: only(aggregate, where), approximate: true, exactDistinct: false }
  }
  const column = findColumn(datasource, name, says)
  if (!measure.exact) {
    const expression = only(sql`APPROX_COUNT_DISTINCT_DS_HLL(${sql.id(column.name)})`, where)
    return { expression, approximate: true, exactDistinct: false }
  }
  if (column.type === 'complex') throw wrongType(column, `the exact measure "${measure.name}"`, 'plain values')
  // Druid cannot order what it plans of several filtered distinct counts; of several distinct expressions it can
  const counted = where ? sql`CASE WHEN ${where} THEN ${sql.id(column.name)} END` : sql.id(column.name)
  return {
    expression: sql`COUNT(DISTINCT ${counted})`,
    approximate: false,
    exactDistinct: true,
  }
}

/** The ends of plain numbers are known exactly; what lies between is read from a sketch. */
export function compileQuantile(
  measure: Measure,
  name: string,
  datasource: DatasourceSchema,
  where: Fragment | undefined,
): Aggregate {
  const { fraction } = measure
  const says = `the measure "${measure.name}" (quantile)`
  if (fraction === undefined)
    throw new ProductError('invalid_query', `${says} needs a fraction from 0 to 1, such as 0.5 for the median`)
  const sketch = storedSketch(name, ['quantiles'], datasource)
  if (sketch) return quantileOf(sql.id(sketch.name), fraction, where)
  const column = findColumn(datasource, name, says)
  if (column.type === 'complex') return quantileOf(sql.id(column.name), fraction, where)
  if (column.type !== 'long' && column.type !== 'double') throw wrongType(column, says, 'a number')
  refuseMerged(column, datasource, says)
  const value = sql`CAST(${sql.id(column.name)} AS DOUBLE)`
  if (fraction === 0) return exact(sql`MIN(${value})`, where)
  if (fraction === 1) return exact(sql`MAX(${value})`, where)
  return quantileOf(value, fraction, where)
}

const exact = (aggregate: Fragment, where: Fragment | undefined): Aggregate => ({
  expression: only(aggregate, where),
  approximate: false,
  exactDistinct: false,
})

const quantileOf = (value: Fragment, fraction: number, where: Fragment | undefined): Aggregate => ({
  expression: only(sql`APPROX_QUANTILE_DS(${value}, ${double(fraction)})`, where),
  approximate: true,
  exactDistinct: false,
})

/** What the rows were before they were merged cannot be told from their sum. */
function refuseMerged(column: DatasourceColumn, datasource: DatasourceSchema, says: string): void {
  if (datasource.countMetric === null) return
  throw new ProductError(
    'invalid_query',
    `${says} cannot be told: "${datasource.name}" keeps its rows merged, without a sketch of "${column.name}". Load it with the metric quantiles of "${column.name}", or without rollup`,
    { details: { column: column.name } },
  )
}
