import { FormulaError, resolveFormula } from '@nemeton/contract'
import type { OfferedMeasure } from './measures.ts'

/** Why a formula cannot be used over these measures; null when it can. */
export function objectionToFormula(formula: string, measures: readonly OfferedMeasure[]): string | null {
  if (formula.trim() === '') return 'Write a formula.'
  if (formula.length > 1000) return 'A formula has at most 1,000 characters.'
  try {
    resolveFormula(
      formula,
      measures.map(({ measure }) => measure),
    )
    return null
  } catch (error) {
    if (error instanceof FormulaError) return `${error.message.charAt(0).toUpperCase()}${error.message.slice(1)}.`
    throw error
  }
}

export function objectionToName(name: string, taken: readonly string[]): string | null {
  const trimmed = name.trim()
  if (trimmed === '') return 'Give it a name.'
  if (trimmed.length > 100) return 'A name has at most 100 characters.'
  return taken.includes(trimmed) ? 'Another measure has this name.' : null
}
