import { normalize } from './normalize.ts'
import type { ColumnFacts } from './profile.ts'
import type { Count } from './settle.ts'
import { inferRules, isNullToken } from './types.ts'

const counted = (values: readonly string[]): Count[] => {
  const counts = new Map<string, number>()
  for (const value of values) counts.set(value, (counts.get(value) ?? 0) + 1)
  return [...counts].map(([value, count]) => ({ value, count })).sort((a, b) => b.count - a.count)
}

const endsOf = (values: readonly (string | number)[]): { min: string | number; max: string | number } | null => {
  const [first] = values
  if (first === undefined) return null
  let min = first
  let max = first
  for (const value of values) {
    if (value < min) min = value
    if (value > max) max = value
  }
  return { min, max }
}

/** The facts of columns as far as some rows tell them. */
export const sampleFacts = (
  names: readonly string[],
  rows: readonly (readonly (string | null)[])[],
  decimal: '.' | ',',
): ColumnFacts[] =>
  names.map((name, index) => {
    const cells = rows.map((row) => row[index] ?? null).filter((cell): cell is string => cell !== null)
    const all = counted(cells)
    const rules = inferRules(cells.slice(0, 1_500), { name, decimal })
    const rule = rules[0] ?? { type: 'string' as const }
    const values: (string | number)[] = []
    const odd: string[] = []
    const tokens: string[] = []
    for (const cell of cells) {
      const value = normalize(cell, rule)
      if (value === null) {
        if (cell !== '') tokens.push(cell)
      } else if (typeof value === 'object') odd.push(cell)
      else values.push(rule.type === 'string' ? String(value) : Number(value))
    }
    const ends = endsOf(values)
    const numeric = rule.type === 'long' || rule.type === 'double'
    return {
      name,
      rule,
      ambiguous: rules.length > 1,
      present: cells.length,
      empties: cells.filter((cell) => cell === '').length,
      tokens: counted(tokens.filter(isNullToken)),
      fits: values.length,
      misfits: odd.length,
      examples: counted(odd).slice(0, 50),
      distinct: all.length,
      min: rule.type === 'boolean' ? null : (ends?.min ?? null),
      max: rule.type === 'boolean' ? null : (ends?.max ?? null),
      sum: numeric ? (values as number[]).reduce((sum, value) => sum + value, 0) : null,
      top: all.slice(0, 10),
      histogram: [],
      padded: 0,
      breaks: cells.filter((cell) => /[\r\n]/.test(cell)).length,
      marks: 0,
      fractions: 0,
    }
  })
