import type { Retention, RetentionRule } from '@nemeton/contract'
import { checkRules, fromDruidRule, standardTier, toDruidRule } from '../../olap/retention.ts'
import type { Ports } from '../../ports/ports.ts'

type Needs = Pick<Ports, 'druid'>

const tiersQuery = `SELECT "tier", COUNT(*) AS "historicals" FROM sys.servers WHERE "server_type" IN ('historical', 'HISTORICAL') GROUP BY 1 ORDER BY 1`

export async function readRetention(name: string, { druid }: Needs, signal: AbortSignal): Promise<Retention> {
  const [own, inherited, tiers] = await Promise.all([
    druid.retentionRules(name, signal),
    druid.retentionRules(null, signal),
    druid.rows({ query: tiersQuery }, { signal }),
  ])
  return {
    rules: own.map(fromDruidRule),
    inherited: inherited.map(fromDruidRule),
    tiers: tiers.map((row) => ({ name: String(row.tier), historicals: Number(row.historicals) })),
  }
}

export async function writeRetention(
  name: string,
  rules: readonly RetentionRule[],
  needs: Needs,
  signal: AbortSignal,
): Promise<Retention> {
  const before = await readRetention(name, needs, signal)
  const tiers = new Set([
    standardTier,
    ...before.tiers.map((tier) => tier.name),
    ...before.rules.flatMap((rule) => (rule.action === 'load' ? Object.keys(rule.replicas) : [])),
  ])
  await needs.druid.setRetentionRules(name, checkRules(rules, [...tiers]).map(toDruidRule))
  return readRetention(name, needs, signal)
}
