import type { CheckResult } from '@nemeton/contract'
import { compareSeverity } from './checks/check.ts'
import { checks } from './checks/registry.ts'
import type { ClusterFacts, Facts, InstanceFacts } from './collect/facts.ts'
import { type Memory, remember } from './collect/memory.ts'
import { notAsked } from './collect/read.ts'
import { judge } from './judge.ts'
import { type Sight, shape } from './sight.ts'
import { topologyOf } from './topology.ts'

interface Look {
  /** What has come so far; the rest is as it was before. */
  readonly cluster: Partial<ClusterFacts>
  readonly own: InstanceFacts
  readonly instances: readonly InstanceFacts[]
  /** Of the look before this one. */
  readonly memory: Memory
  readonly at: number
  readonly tookMs: number
  readonly calls: number
}

/** A sight before anything is told of it. */
export type Seen = Omit<Sight, 'stretches' | 'alarms'>

/** Everything that follows from a look and the sight before it. */
export function conclude(before: Sight, look: Look): Seen {
  const { cluster, own, instances, at } = look
  const arrived = { servers: cluster.servers ?? notAsked, segments: cluster.segments ?? notAsked }
  const memory = remember(look.memory, arrived, at)
  const facts: Facts = { ...before.facts, ...cluster, at, instances, memory }
  return {
    shape,
    at,
    instance: own.id,
    tookMs: look.tookMs,
    druidCalls: look.calls,
    facts,
    results: judge(checks, facts, before.results),
    parts: topologyOf(facts, own, before.parts),
  }
}

/** What another instance saw, with what this one knows of itself better. */
export function follow(seen: Sight, own: InstanceFacts): Sight {
  const instances = [...seen.facts.instances.filter(({ id }) => id !== own.id), own]
  const facts = { ...seen.facts, instances }
  const anew = judge(
    checks.filter(({ isOfInstances }) => isOfInstances),
    facts,
    seen.results,
  )
  return { ...seen, facts, results: merge(seen.results, anew), parts: topologyOf(facts, own, seen.parts) }
}

function merge(results: readonly CheckResult[], anew: readonly CheckResult[]): readonly CheckResult[] {
  const names = new Set(anew.map(({ check }) => check))
  return [...results.filter(({ check }) => !names.has(check)), ...anew].toSorted((a, b) =>
    compareSeverity(a.severity, b.severity),
  )
}
