import type { LoadQueue } from '@nemeton/contract'
import type { Ports } from '../../ports/ports.ts'

const timeoutMs = 10_000

/** Those with most to load first. */
export async function readLoadQueues(druid: Pick<Ports['druid'], 'loadQueues' | 'rows'>): Promise<LoadQueue[]> {
  const signal = AbortSignal.timeout(timeoutMs)
  const [queues, servers] = await Promise.all([
    druid.loadQueues(signal),
    druid.rows({ query: 'SELECT "server", "tier" FROM sys.servers' }, { signal, timeoutMs }).catch(() => []),
  ])
  const tiers = new Map(servers.flatMap(({ server, tier }) => (tier ? [[String(server), String(tier)] as const] : [])))
  return queues
    .map((queue) => ({ ...queue, tier: tiers.get(queue.server) ?? null }))
    .toSorted((one, other) => other.toLoad.bytes - one.toLoad.bytes || (one.server < other.server ? -1 : 1))
}
