import type { RetentionRule } from '@nemeton/contract'
import { formatInterval } from '../format/interval.ts'
import { formatCount } from '../format/number.ts'
import { periodWords } from './period.ts'

type When = RetentionRule['when']

export const actionNames: Readonly<Record<RetentionRule['action'], string>> = {
  load: 'Keep',
  drop: 'Drop',
  broadcast: 'Keep on every server',
}
export const whenNames: Readonly<Record<When['kind'], string>> = {
  forever: 'everything',
  period: 'the last',
  interval: 'from – to',
  beforePeriod: 'what is older than',
}

/** `Keep the last 3 months, 2 copies`. */
export function ruleWords(rule: RetentionRule): string {
  const what = `${actionNames[rule.action]} ${whenWords(rule.when)}`
  if (rule.action !== 'load') return what
  const tiers = Object.entries(rule.replicas)
  const copies = tiers.map(([tier, count]) => formatCount(count, 'copy', 'copies') + tierWords(tier, tiers.length))
  return `${what}, ${copies.join(', ')}`
}

const tierWords = (tier: string, all: number): string => (all === 1 && tier === '_default_tier' ? '' : ` in ${tier}`)

function whenWords(when: When): string {
  switch (when.kind) {
    case 'forever':
      return whenNames.forever
    case 'period':
      return `the last ${periodWords(when.period)}${when.includeFuture ? '' : ', not the future'}`
    case 'beforePeriod':
      return `what is older than ${periodWords(when.period)}`
    case 'interval':
      return formatInterval(when.interval)
  }
}

/** A rule with another of its parts chosen; what no longer fits takes its usual value. */
export function withKind(rule: RetentionRule, kind: When['kind'], today: string): RetentionRule {
  const period = 'period' in rule.when ? rule.when.period : 'P1Y'
  const year = Number(today.slice(0, 4))
  const interval = `${year}-01-01T00:00:00.000Z/${year + 1}-01-01T00:00:00.000Z`
  switch (kind) {
    case 'beforePeriod':
      return { action: 'drop', when: { kind, period } }
    case 'forever':
      return { ...rule, when: { kind } }
    case 'period':
      return { ...rule, when: { kind, period, includeFuture: true } }
    case 'interval':
      return { ...rule, when: { kind, interval } }
  }
}

export function withAction(rule: RetentionRule, action: RetentionRule['action']): RetentionRule {
  const { when } = rule
  if (action === 'drop') return { action, when }
  const kept =
    when.kind === 'beforePeriod' ? ({ kind: 'period', period: when.period, includeFuture: true } as const) : when
  return action === 'broadcast' ? { action, when: kept } : { action, when: kept, replicas: { _default_tier: 1 } }
}

/** What people should know before they save; null when there is nothing to fear. */
export function dangerOf(rules: readonly RetentionRule[]): string | null {
  if (!rules.some(({ action }) => action === 'drop')) return null
  return 'Druid marks what a drop rule fits as unused: those rows go out of every query. Restore here does not bring them back.'
}
