import { type ErrorCode, ProductError } from '@nemeton/contract'
import { parseInterval } from '../../olap/time.ts'
import type { Rule, Segment } from '../../ports/ports.ts'
import { ruleFor } from './rule-for.ts'

/** What is known of published segments that are not queryable in time. */
export interface LoadingFacts {
  readonly published: readonly Segment[]
  /** Ids of those that are still used. */
  readonly used: ReadonlySet<string>
  /** Ids of those that some historical serves. */
  readonly available: ReadonlySet<string>
  /** Bytes by id, of those that Druid tells. */
  readonly bytes: ReadonlyMap<string, number>
  readonly rules: readonly Rule[]
  readonly historicals: readonly { readonly tier: string; readonly used: number; readonly most: number }[]
  readonly now: number
}

/** Which stage is stuck, and why: the first that would have to be mended. */
export function whyStuck(facts: LoadingFacts): ProductError {
  const { published, used, available, rules, historicals, now } = facts
  const all = published.length
  const stuck = (code: ErrorCode, message: string, details?: unknown) => new ProductError(code, message, { details })
  const dropped = published.filter(({ id }) => !used.has(id))
  if (dropped.length > 0)
    return stuck(
      'segments_dropped',
      `${dropped.length} of the ${all} segments were dropped or replaced by somebody else before they were loaded.`,
    )
  const waiting = published.filter(({ id }) => !available.has(id))
  if (waiting.length === 0)
    return stuck(
      'schema_not_visible',
      `All ${all} segments are loaded, but the broker does not show the datasource's columns in time.`,
    )
  const which = `${waiting.length} of the ${all} published segments`
  for (const segment of waiting) {
    const rule = ruleFor(parseInterval(segment.interval), rules, now)
    if (rule === null)
      return stuck('no_load_rule', `${which} are not loaded: no retention rule fits ${segment.interval}.`)
    if (!rule.type.startsWith('load') && !rule.type.startsWith('broadcast'))
      return stuck(
        'no_load_rule',
        `${which} are not loaded: the retention rule "${rule.type}" drops ${segment.interval}.`,
      )
    if (rule.type.startsWith('load') && Object.values(rule.tiers).every((copies) => copies === 0))
      return stuck('no_load_rule', `${which} are not loaded: the rule "${rule.type}" asks for no copy on any tier.`)
  }
  if (historicals.length === 0) return stuck('no_historical', `${which} are not loaded: no historical is alive.`)
  const tiers = new Set(waiting.flatMap(({ interval }) => tiersOf(ruleFor(parseInterval(interval), rules, now))))
  const able = historicals.filter(({ tier }) => tiers.size === 0 || tiers.has(tier))
  if (able.length === 0)
    return stuck(
      'no_historical',
      `${which} are not loaded: no historical is alive in the tier ${[...tiers].join(', ')}.`,
    )
  const smallest = Math.min(...waiting.map(({ id }) => facts.bytes.get(id) ?? 0))
  const room = Math.max(...able.map(({ used: taken, most }) => most - taken))
  if (smallest > room || room <= 0)
    return stuck(
      'historicals_full',
      `${which} are not loaded: the historicals are full, the roomiest has ${Math.max(0, room)} bytes left and the smallest segment needs ${smallest}.`,
      { historicals: able },
    )
  return stuck(
    'not_queryable',
    `${which} are not loaded by any historical in time, though ${able.length === 1 ? 'one is' : `${able.length} are`} alive with room and a rule asks for them.`,
  )
}

const tiersOf = (rule: Rule | null): readonly string[] =>
  Object.entries(rule?.tiers ?? {}).flatMap(([tier, copies]) => (copies > 0 ? [tier] : []))
