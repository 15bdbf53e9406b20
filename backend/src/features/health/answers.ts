import type { Diagnostics, DruidServer, getDruidHealth, getTopology, PartHealth } from '@nemeton/contract'
import type { z } from 'zod'
import { worst } from './checks/check.ts'
import type { ServerFacts } from './collect/facts.ts'
import type { Sight } from './sight.ts'

const iso = (at: number | null): string | null => (at === null || at === 0 ? null : new Date(at).toISOString())

export const toDiagnostics = ({ at, instance, tookMs, druidCalls, facts, results }: Sight): Diagnostics => ({
  severity: results.length === 0 ? 'unknown' : worst(results.map(({ severity }) => severity)),
  checkedAt: iso(at),
  collection: { instance, periodMs: facts.periodMs, tookMs, druidCalls },
  checks: [...results],
})

export const toTopology = ({ at, parts }: Sight): z.infer<typeof getTopology.result> => ({
  checkedAt: iso(at),
  parts: [...parts],
})

const toServer = (server: ServerFacts): DruidServer => ({
  server: server.server,
  role: server.role,
  leader: server.leader,
  tier: server.tier,
  version: server.version,
  startedAt: iso(server.startedAt),
  usedBytes: server.usedBytes,
  maxBytes: server.mostBytes,
})

/** Each server as `sys.servers` had it at the last look. */
export function toDruidHealth({ at, facts }: Sight): z.infer<typeof getDruidHealth.result> {
  const { servers, workers, status } = facts
  const isAsked = servers.at > 0
  return {
    state: servers.kind === 'known' ? 'up' : isAsked ? 'down' : 'unknown',
    message: servers.kind === 'known' ? null : servers.reason,
    checkedAt: new Date(isAsked ? servers.at : at || Date.now()).toISOString(),
    servers: servers.kind === 'known' ? servers.value.map(toServer) : [],
    taskSlots:
      workers.kind === 'known'
        ? workers.value.reduce((sum, { used, capacity }) => ({ used: sum.used + used, total: sum.total + capacity }), {
            used: 0,
            total: 0,
          })
        : null,
    extensions: status.kind === 'known' ? [...status.value.extensions] : [],
  }
}

/** What answers the probes, but for a Druid whose broker did not answer the last look: its router alone is no Druid. */
export function seenParts(parts: readonly PartHealth[], sight: Sight): readonly PartHealth[] {
  const { state, message, checkedAt } = toDruidHealth(sight)
  if (state !== 'down') return parts
  const since = sight.results.find(({ check }) => check === 'druid-answers')?.firstSeen ?? checkedAt
  return parts.map((part) =>
    part.kind === 'druid' && part.state === 'up' ? { ...part, state, message, since, latencyMs: null } : part,
  )
}
