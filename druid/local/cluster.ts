import { setTimeout as sleep } from 'node:timers/promises'
import { fetchJson, fetchText } from './answers.ts'
import type { Ports } from './ports.ts'

const oneReplica = [{ type: 'loadForever', tieredReplicants: { _default_tier: 1 } }]

/** Resolves when a task can run and a query sees every row, and when Nemeton says that it takes traffic. */
export async function becomeWhole(
  ports: Ports,
  service: boolean,
  mayGoOn: () => void,
  withinMs = 180_000,
): Promise<void> {
  const until = Date.now() + withinMs
  const steps = [keepOneReplica, missing, ...(service ? [nemetonMissing] : [])]
  for (const step of steps) {
    for (;;) {
      mayGoOn()
      const lacks = await step(ports).catch((error: Error) => error.message)
      if (lacks === undefined) break
      if (Date.now() > until) throw new Error(`the stack did not become whole, it still waits for this: ${lacks}`)
      await sleep(150)
    }
  }
}

/** Druid's first rule asks for two replicas, which one historical can never give; a rule set by a person stays. */
async function keepOneReplica(ports: Ports): Promise<undefined> {
  const url = `http://127.0.0.1:${ports.coordinator}/druid/coordinator/v1/rules/_default`
  const [rule] = await fetchJson<readonly { tieredReplicants?: Record<string, number> }[]>(url)
  if (rule?.tieredReplicants?._default_tier === 2) await fetchText(url, oneReplica)
}

async function missing(ports: Ports): Promise<string | undefined> {
  const router = `http://127.0.0.1:${ports.router}`
  const leader = await fetchText(`${router}/druid/indexer/v1/leader`)
  if (!leader.startsWith('http')) return 'a leader of the overlord'
  const workers = await fetchJson<readonly unknown[]>(`${router}/druid/indexer/v1/workers`)
  if (workers.length === 0) return 'a worker'
  const servers = await sql(router, 'SELECT server_type FROM sys.servers')
  const seen = new Set(servers.map((row) => row.server_type))
  const absent = ['coordinator', 'broker', 'historical', 'indexer'].find((type) => !seen.has(type))
  if (absent) return `the ${absent} in sys.servers`
  const [row] = await sql(router, unavailableSegments)
  // Druid answers a count over nothing with no row at all.
  const unavailable = row?.n ?? 0
  return unavailable === 0 ? undefined : `${unavailable} segments to be loaded`
}

const unavailableSegments =
  'SELECT COUNT(*) AS n FROM sys.segments WHERE is_active = 1 AND is_published = 1 AND is_available = 0'

async function nemetonMissing(ports: Ports): Promise<undefined> {
  await fetchText(`http://127.0.0.1:${ports.nemeton}/api/v1/health/ready`)
}

function sql(router: string, query: string): Promise<readonly Record<string, unknown>[]> {
  return fetchJson(`${router}/druid/v2/sql`, { query })
}
