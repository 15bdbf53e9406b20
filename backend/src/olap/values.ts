import { type Measure, ProductError, type TableColumn } from '@nemeton/contract'
import { sql } from 'kysely'
import type { DatasourceSchema } from './datasource-schema.ts'
import type { Fragment } from './druid-dialect.ts'
import { compileFormula, evaluateFormula, readFormula } from './formula.ts'
import { type CompiledMeasure, compileMeasure } from './measure.ts'
import type { Side, Sides } from './sides.ts'
import type { Zone } from './time.ts'

/** A column of the answer that is of a measure; with a comparison a measure has four. */
export interface Value {
  readonly name: string
  readonly type: TableColumn['type'] | null
  readonly expression: Fragment
  readonly approximate: boolean
  readonly empty: number | null
  readonly measure: string
  readonly value: NonNullable<TableColumn['value']> | null
}

export interface Values {
  readonly columns: readonly Value[]
  /** What Druid aggregates first under names of its own; null where the columns are the aggregates themselves. */
  readonly aggregates: readonly { readonly alias: string; readonly expression: Fragment }[] | null
  readonly exactDistinct: boolean
  /** Druid may plan a join, which it cannot order: an exact distinct count beside anything else. */
  readonly isJoin: boolean
}

interface Known {
  readonly datasource: DatasourceSchema
  readonly zone: Zone
  readonly sides: Sides
  /** All measures of the query: those that formulas may name. */
  readonly measures: readonly Measure[]
}

/** What a column of a compared measure is called. */
export const comparedNames = (measure: string) => ({
  now: measure,
  before: `${measure} before`,
  delta: `${measure} change`,
  percent: `${measure} percent`,
})

type Single = Pick<Value, 'type' | 'expression' | 'approximate' | 'empty'>

export function compileValues(shown: readonly Measure[], known: Known): Values {
  const { datasource, zone, sides, measures } = known
  if ((!sides.compared || shown.length === 0) && shown.every(({ kind }) => kind !== 'formula')) {
    const compiled = shown.map((measure) => compileMeasure(measure, datasource, zone))
    const columns = compiled.map((one) => ({ ...one, measure: one.name, value: null }))
    return { columns, aggregates: null, ...distinctOf(compiled) }
  }
  const aggregates = new Map<string, CompiledMeasure & { readonly alias: string }>()
  const aggregate = (measure: Measure, side: Side) => {
    const key = `${side} ${measure.name}`
    const found = aggregates.get(key) ?? {
      ...compileMeasure(measure, datasource, zone, sides.of(side)),
      alias: `${side === 'now' ? 'm' : 'b'}${measures.indexOf(measure)}`,
    }
    aggregates.set(key, found)
    // beside another side, a sum over nothing is 0: what exists on one side only has a change all the same
    const value = sql.id(found.alias)
    const isSum = sides.compared && found.empty === 0
    return { ...found, expression: isSum ? sql`COALESCE(${value}, 0)` : value }
  }
  const single = (measure: Measure, side: Side): Single =>
    measure.kind === 'formula'
      ? formulaValue(measure, measures, (one) => aggregate(one, side))
      : aggregate(measure, side)
  const columns = shown.flatMap((measure): Value[] => {
    const now = single(measure, 'now')
    if (!sides.compared) return [{ ...now, name: measure.name, measure: measure.name, value: null }]
    return compare(measure.name, now, sides.before === null ? null : single(measure, 'before'))
  })
  return {
    columns,
    aggregates: [...aggregates.values()].map(({ alias, expression }) => ({ alias, expression })),
    ...distinctOf([...aggregates.values()]),
  }
}

function distinctOf(aggregates: readonly CompiledMeasure[]): Pick<Values, 'exactDistinct' | 'isJoin'> {
  const isExact = aggregates.some(({ exactDistinct }) => exactDistinct)
  return { exactDistinct: isExact, isJoin: isExact && aggregates.length > 1 }
}

function formulaValue(
  measure: Measure,
  measures: readonly Measure[],
  aggregate: (measure: Measure) => CompiledMeasure,
): Single {
  const formula = readFormula(measure, measures)
  let approximate = false
  const leaf = (name: string): CompiledMeasure => {
    const one = aggregate(measures.find((candidate) => candidate.name === name) as Measure)
    if (one.type === 'timestamp' || one.type === 'boolean')
      throw new ProductError(
        'invalid_query',
        `the formula of "${measure.name}" needs numbers, and "${name}" is a ${one.type}`,
      )
    approximate ||= one.approximate
    return one
  }
  const expression = sql`(${compileFormula(formula, (name) => sql`CAST(${leaf(name).expression} AS DOUBLE)`)})`
  const empty = evaluateFormula(formula, (name) => leaf(name).empty)
  return { type: 'double', expression, approximate, empty }
}

function compare(measure: string, now: Single, before: Single | null): Value[] {
  const names = comparedNames(measure)
  const nothing = sql`CAST(NULL AS DOUBLE)`
  const rest = { measure, approximate: now.approximate }
  const empty = before === null || before.empty === null ? null : 0
  const isTime = now.type === 'timestamp'
  const number = (one: Single) => (isTime ? sql`TIMESTAMP_TO_MILLIS(${one.expression})` : one.expression)
  const change = before && sql`${number(now)} - ${number(before)}`
  const share =
    before && !isTime && sql`CAST(${change} AS DOUBLE) / NULLIF(ABS(CAST(${before.expression} AS DOUBLE)), 0)`
  return [
    { ...rest, ...now, name: names.now, value: 'now' },
    before === null
      ? { ...rest, name: names.before, value: 'before', type: now.type, expression: beforeNull(now), empty: null }
      : { ...rest, ...before, name: names.before, value: 'before' },
    { ...rest, name: names.delta, value: 'delta', type: isTime ? 'long' : null, expression: change ?? nothing, empty },
    {
      ...rest,
      name: names.percent,
      value: 'percent',
      type: 'double',
      expression: share || nothing,
      empty: empty === 0 && before?.empty !== 0 ? 0 : null,
    },
  ]
}

const beforeNull = (now: Single): Fragment =>
  now.type === 'timestamp'
    ? sql`CAST(NULL AS TIMESTAMP)`
    : now.type === 'long'
      ? sql`CAST(NULL AS BIGINT)`
      : sql`CAST(NULL AS DOUBLE)`
