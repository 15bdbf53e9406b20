import { ProductError, type Query } from '@nemeton/contract'
import type { CompiledMeasure } from './measure.ts'
import type { CompiledSplit } from './split.ts'

export interface Order {
  readonly name: string
  readonly direction: 'ascending' | 'descending'
}

/** Time runs forward and the rest by the first measure, largest first, unless said; the splits themselves break ties. */
export function compileOrder(
  query: Query,
  splits: readonly CompiledSplit[],
  measures: readonly CompiledMeasure[],
): Order[] {
  const [largest] = measures
  const asked = query.splits.map(({ column, orderBy }, index): Order => {
    const name = orderBy?.measure ?? orderBy?.column
    if (name !== undefined) {
      const known = orderBy?.measure !== undefined ? measures : splits
      if (!known.some((candidate) => candidate.name === name)) {
        throw new ProductError(
          'invalid_query',
          `the split by "${column}" is ordered by "${name}", which is not in the query; it has ${known.map((one) => one.name).join(', ') || 'none'}`,
        )
      }
      return { name, direction: orderBy?.direction ?? 'descending' }
    }
    return splits[index]?.type === 'timestamp' || !largest
      ? { name: column, direction: orderBy?.direction ?? 'ascending' }
      : { name: largest.name, direction: orderBy?.direction ?? 'descending' }
  })
  const ties = splits.map((split): Order => ({ name: split.name, direction: 'ascending' }))
  return [...asked, ...ties].filter(
    (order, index, all) => all.findIndex((earlier) => earlier.name === order.name) === index,
  )
}
