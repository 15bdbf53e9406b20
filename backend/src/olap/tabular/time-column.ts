import type { TimeClock, TimeProfile } from '@nemeton/contract'
import { usualTimes } from './far-times.ts'

/** A column that can be read as time, over the whole file. */
export interface TimeFacts {
  readonly column: string
  readonly format: string
  /** The time of day in another column, joined to the date. */
  readonly clock?: TimeClock
  readonly rows: number
  readonly parsed: number
  readonly distinct: number
  /** Epoch milliseconds. */
  readonly min: number
  readonly max: number
  readonly ambiguous: boolean
}

const strong =
  /(?:^|[^a-z])(?:timestamp|datetime|event_?time|date_?time|ordered|order_?date|occurred|created|date|time|ts|when|datum|fecha|start|begin|period|month|day|at)(?:[^a-z]|$)/i
const camelTime = /[a-z](?:Date|Time|At|On)$/
const weak = /birth|dob|expir|due|update|modif|delete|end|until|deliver|ship|paid|closed|last|valid|load|import|insert/i

interface Ranked {
  readonly facts: TimeFacts
  readonly score: number
  readonly reason: string
}

/** Outweighs the date alone unless it loses more than one row of a hundred. */
const finer = 0.04

const rank = (facts: TimeFacts, place: number): Ranked => {
  const rate = facts.parsed / Math.max(1, facts.rows)
  const reasons = [`${(rate * 100).toFixed(rate === 1 ? 0 : 1)} % of the rows have a time`]
  let score = rate * 4
  if (strong.test(facts.column) || camelTime.test(facts.column)) {
    score += 1
    reasons.push('its name says time')
  }
  if (weak.test(facts.column)) {
    score -= 0.8
    reasons.push('its name says something that happened later')
  }
  if (facts.clock !== undefined) {
    score += finer
    reasons.push(`the time of day is in "${facts.clock.column}"`)
  }
  if (facts.format === 'yyyy') score -= 0.6
  if (facts.distinct <= 1 && facts.rows > 1) {
    score -= 1.5
    reasons.push('it is the same in every row')
  } else reasons.push(`it spans ${day(facts.min)} to ${day(facts.max)}`)
  if (facts.min < usualTimes.from || facts.max >= usualTimes.to) {
    score -= 0.5
    reasons.push('some of its times are far off')
  }
  return { facts, score: score - place * 0.05, reason: `${reasons.join(', ')}.` }
}

const day = (ms: number): string => new Date(ms).toISOString().slice(0, 10)
const sentence = (text: string): string => text.slice(0, 1).toUpperCase() + text.slice(1)

/** The primary time column with the other candidates behind it; null when no column is time in at least half of the rows. */
export const chooseTime = (candidates: readonly TimeFacts[], timezone = 'UTC'): TimeProfile | null => {
  const columns = [...new Set(candidates.map((facts) => facts.column))]
  const ranked = candidates
    .map((facts) => rank(facts, columns.indexOf(facts.column)))
    .filter((one) => one.facts.parsed > 0 && one.facts.parsed >= one.facts.rows * 0.5)
    .sort((a, b) => b.score - a.score)
  const best = ranked[0]
  if (best === undefined) return null
  const other = ranked.find((one) => one.facts.column !== best.facts.column)
  const gap = other === undefined ? 1 : Math.min(1, best.score - other.score)
  return {
    column: best.facts.column,
    format: best.facts.format,
    ...(best.facts.clock === undefined ? {} : { clock: best.facts.clock }),
    timezone,
    min: new Date(best.facts.min).toISOString(),
    max: new Date(best.facts.max).toISOString(),
    parsed: best.facts.parsed,
    failed: best.facts.rows - best.facts.parsed,
    confidence: Math.max(
      0,
      Math.min(
        1,
        (best.facts.parsed / Math.max(1, best.facts.rows)) * (0.6 + 0.4 * gap) * (best.facts.ambiguous ? 0.5 : 1),
      ),
    ),
    ...(best.facts.ambiguous ? { ambiguous: true } : {}),
    reason: sentence(best.reason),
    candidates: ranked.map((one) => ({
      column: one.facts.column,
      format: one.facts.format,
      ...(one.facts.clock === undefined ? {} : { clock: one.facts.clock }),
      parseRate: one.facts.parsed / Math.max(1, one.facts.rows),
      reason: sentence(one.reason),
    })),
  }
}
