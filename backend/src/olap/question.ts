import type { CompiledQuery, Query } from '@nemeton/contract'
import { filterText } from './filter-text.ts'
import { queryInterval } from './sides.ts'
import { findZone, formatInstant } from './time.ts'

/** A label and what is to be known, on one line each. */
export type Fact = readonly [label: string, text: string]

interface Answered extends Pick<CompiledQuery, 'sql' | 'parameters'> {
  readonly approximate: readonly string[]
}

/** What a downloaded file says of the question that it answers. */
export function questionFacts(query: Query, { sql, parameters, approximate }: Answered, at: number): readonly Fact[] {
  const { start, end } = queryInterval(query, findZone(query.timezone))
  const facts: Fact[] = [
    ['Datasource', query.datasource],
    ['Interval', `${formatInstant(start)}/${formatInstant(end)}`],
    ['Time zone', query.timezone],
    ['Filter', query.filter ? filterText(query.filter) : 'none'],
    ...(query.compare ? [['Compared with', `${query.compare.shift} before`] as const] : []),
    ...(approximate.length > 0 ? [['Approximate', approximate.join(', ')] as const] : []),
    ['Question', JSON.stringify(query)],
    ['SQL', sql],
    ['Parameters', JSON.stringify(parameters.map(({ value }) => value))],
    ['Exported', formatInstant(at)],
  ]
  return facts.map(([label, text]) => [label, text.replace(/[\p{Cc}\p{Zl}\p{Zp}]+/gu, ' ')])
}
