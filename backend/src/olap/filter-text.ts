import type { Filter } from '@nemeton/contract'

const quoted = (value: string | number | null) => (value === null ? 'no value' : JSON.stringify(value))

/** A filter as people read it. */
export function filterText(filter: Filter): string {
  switch (filter.kind) {
    case 'and':
    case 'or': {
      if (filter.filters.length === 0) return filter.kind === 'and' ? 'everything' : 'nothing'
      return filter.filters.map((part) => `(${filterText(part)})`).join(` ${filter.kind} `)
    }
    case 'not':
      return `not (${filterText(filter.filter)})`
    case 'values': {
      const is = filter.exclude === true ? 'is none of' : 'is one of'
      return `${filter.column} ${is} ${filter.values.map(quoted).join(', ')}`
    }
    case 'contains':
      return `${filter.column} contains ${quoted(filter.text)}${filter.caseSensitive ? '' : ' in any case'}`
    case 'regexp':
      return `${filter.column} matches ${quoted(filter.pattern)}`
    case 'numberRange': {
      const { column, from = null, to = null } = filter
      const parts = [from === null ? '' : `at least ${from}`, to === null ? '' : `below ${to}`]
      return `${column} is ${parts.filter((part) => part !== '').join(' and ') || 'any number'}`
    }
    case 'timeInterval':
      return `${filter.column} is in ${filter.interval}`
    case 'timeRelative':
      return `${filter.column} is in the ${filter.last} before ${filter.to}`
    case 'isNull':
      return `${filter.column} has no value`
  }
}
