import { ProductError, type Query, type Split } from '@nemeton/contract'
import type { CompiledSplit } from './split.ts'
import { comparedNames } from './values.ts'

export interface Order {
  readonly name: string
  readonly direction: 'ascending' | 'descending'
}

/** How the values of one split are ordered: time runs forward, the rest by the first measure, largest first, unless said. */
export function orderOf({ column, orderBy }: Split, { type }: CompiledSplit, query: Query): Order {
  if (orderBy?.column !== undefined && orderBy.measure === undefined) {
    const splits = query.splits.map((split) => split.column)
    if (!splits.includes(orderBy.column)) throw unknown(column, orderBy.column, splits)
    return { name: orderBy.column, direction: orderBy.direction }
  }
  const name = orderMeasure({ column, orderBy } as Split, type === 'timestamp', query)
  if (name === null) return { name: column, direction: orderBy?.direction ?? 'ascending' }
  return { name: compared(name, orderBy?.by, query), direction: orderBy?.direction ?? 'descending' }
}

/** The measure by which the values of a split are ordered; null when they are ordered by themselves. */
export function orderMeasure({ column, orderBy }: Split, isTime: boolean, { measures }: Query): string | null {
  if (orderBy?.measure !== undefined) {
    if (!measures.some(({ name }) => name === orderBy.measure))
      throw unknown(
        column,
        orderBy.measure,
        measures.map(({ name }) => name),
      )
    return orderBy.measure
  }
  return orderBy?.column !== undefined || isTime ? null : (measures[0]?.name ?? null)
}

function compared(name: string, by: NonNullable<Split['orderBy']>['by'], query: Query): string {
  if (by === undefined || by === 'value') return name
  if (!query.compare)
    throw new ProductError(
      'invalid_query',
      `an order by the ${by} of "${name}" needs a comparison; add compare, or order by value`,
    )
  if (by === 'delta' && query.measures.some((measure) => measure.name === name && measure.of !== undefined))
    throw new ProductError(
      'invalid_query',
      `"${name}" is a share, whose change cannot be ordered by; order by its percent, or by the measure itself`,
    )
  return comparedNames(name)[by]
}

function unknown(split: string, name: string, known: readonly string[]): ProductError {
  return new ProductError(
    'invalid_query',
    `the split by "${split}" is ordered by "${name}", which is not in the query; it has ${known.join(', ') || 'none'}`,
  )
}
