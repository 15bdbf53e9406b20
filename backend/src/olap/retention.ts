import { ProductError, type RetentionRule } from '@nemeton/contract'

type Json = Readonly<Record<string, unknown>>
type When = RetentionRule['when']

const suffixes = {
  forever: 'Forever',
  period: 'ByPeriod',
  interval: 'ByInterval',
  beforePeriod: 'BeforeByPeriod',
} as const satisfies Readonly<Record<When['kind'], string>>
const actions = ['load', 'drop', 'broadcast'] as const
export const standardTier = '_default_tier'
/** What Druid takes a load rule for that names no tier. */
const standardReplicas = { [standardTier]: 2 }

/** A rule as Druid's coordinator takes it. */
export function toDruidRule(rule: RetentionRule): Json {
  const type = `${rule.action}${suffixes[rule.when.kind]}`
  const when = whenToDruid(rule.when)
  return rule.action === 'load'
    ? { type, ...when, tieredReplicants: rule.replicas, useDefaultTierForNull: false }
    : { type, ...when }
}

function whenToDruid(when: When): Json {
  switch (when.kind) {
    case 'forever':
      return {}
    case 'period':
      return { period: when.period, includeFuture: when.includeFuture }
    case 'beforePeriod':
      return { period: when.period }
    case 'interval':
      return { interval: when.interval }
  }
}

/** Error: `druid_rejected` for a kind of rule that is not known here. */
export function fromDruidRule(raw: Json): RetentionRule {
  const type = String(raw.type)
  const action = actions.find((one) => type.startsWith(one))
  const kind = (Object.keys(suffixes) as When['kind'][]).find((one) => type === `${action}${suffixes[one]}`)
  if (action === undefined || kind === undefined)
    throw new ProductError(
      'druid_rejected',
      `Druid has a retention rule of the type "${type}", which is not known here. Change it in Druid itself.`,
      { details: { rule: raw } },
    )
  const when = whenFromDruid(kind, raw)
  if (action === 'drop') return { action, when }
  if (when.kind === 'beforePeriod') throw new Error('only a drop rule names what is older')
  if (action === 'broadcast') return { action, when }
  const fallback = raw.useDefaultTierForNull === false ? {} : standardReplicas
  const replicas = (raw.tieredReplicants as Record<string, number> | null | undefined) ?? fallback
  return { action, when, replicas }
}

function whenFromDruid(kind: When['kind'], raw: Json): When {
  switch (kind) {
    case 'forever':
      return { kind }
    case 'period':
      return { kind, period: String(raw.period), includeFuture: raw.includeFuture !== false }
    case 'beforePeriod':
      return { kind, period: String(raw.period) }
    case 'interval':
      return { kind, interval: String(raw.interval) }
  }
}

/** Rules in order, with what Druid would take without a word put right or refused. Error: `invalid_request`. */
export function checkRules(rules: readonly RetentionRule[], tiers: readonly string[]): readonly RetentionRule[] {
  const forever = rules.findIndex(({ when }) => when.kind === 'forever')
  if (forever >= 0 && forever < rules.length - 1)
    throw refused(
      forever + 1,
      'is never reached: the rule before it holds for all of time. Move that one to the end, or leave this one out.',
    )
  return rules.map((rule, index) => {
    const when =
      rule.when.kind === 'interval' ? { ...rule.when, interval: readInterval(rule.when.interval, index) } : null
    if (rule.action !== 'load') return when === null ? rule : { ...rule, when }
    const named = Object.keys(rule.replicas)
    const unknown = named.find((tier) => !tiers.includes(tier))
    if (unknown !== undefined)
      throw refused(index, `names the tier "${unknown}", and no historical is in it. There is ${tiers.join(', ')}.`)
    if (named.length === 0) throw refused(index, 'names no tier. Say how many copies there shall be, or drop instead.')
    return when === null ? rule : { ...rule, when }
  })
}

function readInterval(text: string, index: number): string {
  const ends = text.split('/').map(Date.parse)
  const [start = Number.NaN, end = Number.NaN] = ends
  if (ends.length !== 2 || !(start < end))
    throw refused(
      index,
      `has the interval "${text.slice(0, 60)}". Write start/end, both ISO-8601 instants, the start before the end.`,
    )
  return `${new Date(start).toISOString()}/${new Date(end).toISOString()}`
}

const refused = (index: number, why: string) =>
  new ProductError('invalid_request', `Rule ${index + 1} ${why}`, { details: { rule: index } })
