import type { DatasourceColumn, Filter } from '@nemeton/contract'
import { formatCount, formatExact } from '../format/number.ts'
import { formatTime } from '../format/time.ts'
import { valueWords } from '../ui/value-words.ts'
import type { ExplorationFilter } from './exploration-filter.ts'
import { instantOfEnd, printInterval } from './range.ts'

/** All filters must hold; a column of numbers is compared with numbers. */
export function filterOf(
  filters: readonly ExplorationFilter[],
  columns: readonly DatasourceColumn[],
  zone: string,
): Filter | undefined {
  const leaves = filters.map((filter): Filter => {
    const { column, exclude } = filter
    if (filter.kind === 'values') {
      const type = columns.find(({ name }) => name === column)?.type
      const numeric = type === 'long' || type === 'double'
      const values = filter.values.map((value) => (numeric && value !== null ? Number(value) : value))
      return { kind: 'values', column, values, exclude }
    }
    const leaf = leafOf(filter, zone)
    return exclude ? { kind: 'not', filter: leaf } : leaf
  })
  return leaves.length <= 1 ? leaves[0] : { kind: 'and', filters: leaves }
}

function leafOf(filter: Exclude<ExplorationFilter, { kind: 'values' }>, zone: string): Filter {
  const { column } = filter
  switch (filter.kind) {
    case 'contains':
      return { kind: 'contains', column, text: filter.text }
    case 'regexp':
      return { kind: 'regexp', column, pattern: filter.pattern }
    case 'numberRange':
      return { kind: 'numberRange', column, from: filter.from, to: filter.to }
    case 'time': {
      const [from, to] = [filter.from, filter.to].map((end) => instantOfEnd(end, zone))
      return { kind: 'timeInterval', column, interval: printInterval({ from: from ?? 0, to: to ?? 0 }) }
    }
  }
}

/** A filter as its chip says it, after the name of the column. */
export function filterWords(filter: ExplorationFilter, zone: string): { readonly verb: string; readonly text: string } {
  const not = filter.exclude
  switch (filter.kind) {
    case 'values': {
      const words = filter.values.map(valueWords)
      const text =
        words.length <= 3
          ? words.join(', ')
          : `${words.slice(0, 2).join(', ')} and ${formatCount(words.length - 2, 'more', 'more')}`
      return { verb: not ? 'is not' : 'is', text }
    }
    case 'contains':
      return { verb: not ? 'does not contain' : 'contains', text: filter.text }
    case 'regexp':
      return { verb: not ? 'does not match' : 'matches', text: filter.pattern }
    case 'numberRange': {
      const { from, to } = filter
      const text =
        from === null
          ? `below ${formatExact(to)}`
          : to === null
            ? `${formatExact(from)} or more`
            : `${formatExact(from)} to below ${formatExact(to)}`
      return { verb: not ? 'is not' : 'is', text }
    }
    case 'time': {
      const [from, to] = [filter.from, filter.to].map((end) => formatTime(instantOfEnd(end, zone), 'minute', zone))
      return { verb: not ? 'is not in' : 'is in', text: `${from} – ${to}` }
    }
  }
}
