import type { getDruidHealth } from '@nemeton/contract'
import { type DruidServer, ProductError } from '@nemeton/contract'
import type { z } from 'zod'
import type { Ports } from '../../ports/ports.ts'

export type DruidHealth = z.infer<typeof getDruidHealth.result>

const freshMs = 2000
const timeoutMs = 4000
const mostAsked = 50
const text = (value: unknown): string | null =>
  value === null || value === undefined || value === '' ? null : String(value)
const figure = (value: unknown): number | null => (typeof value === 'number' ? value : null)

/** Each Druid server as `sys.servers` has it; asked at most once in two seconds however many people look. */
export function createDruidServers({ druid }: Pick<Ports, 'druid'>): () => Promise<DruidHealth> {
  let last: { at: number; health: Promise<DruidHealth> } | null = null
  const collect = async (): Promise<DruidHealth> => {
    const signal = AbortSignal.timeout(timeoutMs)
    const checkedAt = new Date().toISOString()
    const [servers, slots, status] = await Promise.allSettled([
      druid.rows({ query: 'SELECT * FROM sys.servers' }, { signal, timeoutMs }),
      druid.taskSlots(signal),
      druid.status(signal),
    ])
    const failure = servers.status === 'rejected' ? servers.reason : null
    return {
      state: failure === null ? 'up' : 'down',
      message: failure === null ? null : failure instanceof ProductError ? failure.message : 'Druid does not answer.',
      checkedAt,
      servers: servers.status === 'fulfilled' ? await withVersions(servers.value.map(toServer), druid, signal) : [],
      taskSlots: slots.status === 'fulfilled' ? slots.value : null,
      extensions: status.status === 'fulfilled' ? [...status.value.extensions] : [],
    }
  }
  return () => {
    const now = Date.now()
    if (last === null || now - last.at > freshMs) last = { at: now, health: collect() }
    return last.health
  }
}

/** Before 36 `sys.servers` has no version: each server is asked itself, the first few of a large cluster. */
async function withVersions(
  servers: readonly DruidServer[],
  druid: Ports['druid'],
  signal: AbortSignal,
): Promise<DruidServer[]> {
  const unknown = [...new Set(servers.filter(({ version }) => version === null).map(({ server }) => server))]
  const asked = unknown.slice(0, mostAsked)
  const versions = await Promise.all(asked.map((server) => druid.serverVersion(server, signal)))
  const known = new Map(asked.map((server, index) => [server, versions[index] ?? null]))
  return servers.map((server) => ({ ...server, version: server.version ?? known.get(server.server) ?? null }))
}

/** Column names differ between versions of Druid. */
function toServer(row: Readonly<Record<string, unknown>>): DruidServer {
  const leader = figure(row.is_leader)
  return {
    server: String(row.server),
    role: String(row.server_type ?? 'unknown').toLowerCase(),
    leader: leader === null || Math.abs(leader) > 1 ? null : leader === 1,
    tier: text(row.tier),
    version: text(row.version),
    startedAt: text(row.start_time),
    usedBytes: figure(row.curr_size ?? row.current_size),
    maxBytes: figure(row.max_size),
  }
}
