import type { Cell } from '@nemeton/contract'
import { instantIn, type LocalClock } from './local-clock.ts'
import { plainOf } from './numbers.ts'
import { readTime } from './times.ts'
import { fitsLong, isNullToken, plainDouble, type Rule } from './types.ts'

/** A value as it is written for Druid, local times by the clock or as UTC; `misfit` when it does not fit the rule. */
export const normalize = (
  cell: string | null,
  rule: Rule,
  clock: LocalClock | null = null,
): Cell | { readonly misfit: string } => {
  if (cell === null) return null
  if (rule.type === 'string') return cell
  if (rule.type === 'boolean') {
    const word = cell.trim()
    if (rule.yes.includes(word)) return 1
    if (rule.no.includes(word)) return 0
    return isNullToken(cell) ? null : { misfit: cell }
  }
  if (rule.type === 'timestamp') {
    const time = readTime(rule, cell)
    if (time === null) return isNullToken(cell) ? null : { misfit: cell }
    return time.zoned || clock === null ? time.ms : instantIn(clock, time.ms)
  }
  const plain = rule.style === null ? cell.trim() : plainOf(cell, rule.style)
  if (rule.type === 'long' && fitsLong(plain)) {
    const number = Number(plain)
    return Number.isSafeInteger(number) ? number : plain
  }
  if (rule.type === 'double' && plainDouble.test(plain) && Number.isFinite(Number(plain))) return Number(plain)
  return isNullToken(cell) ? null : { misfit: cell }
}

/** The same value as a page shows it: times as ISO text, booleans as such. */
export const shown = (cell: string | null, rule: Rule): Cell => {
  const value = normalize(cell, rule)
  if (value !== null && typeof value === 'object') return value.misfit
  if (rule.type === 'timestamp' && typeof value === 'number') return new Date(value).toISOString()
  if (rule.type === 'boolean' && typeof value === 'number') return value === 1
  return value
}
