import { setTimeout as sleep } from 'node:timers/promises'
import type { Ports } from './ports.ts'

const oneReplica = [{ type: 'loadForever', tieredReplicants: { _default_tier: 1 }, useDefaultTierForNull: true }]

/** Druid's own default asks for two replicas, which one historical can never give. */
export async function keepOneReplica(ports: Ports): Promise<void> {
  const url = `http://127.0.0.1:${ports.coordinator}/druid/coordinator/v1/rules/_default`
  await retried(async () => {
    const rules = await json<readonly { tieredReplicants?: Record<string, number> }[]>(url)
    if (rules[0]?.tieredReplicants?._default_tier === 1) return true
    await json(url, oneReplica)
    return true
  }, 30_000)
}

/** Everything that has to be there for a task to run and a query to see all rows; undefined when nothing is awaited. */
export async function awaited(ports: Ports): Promise<string | undefined> {
  const router = `http://127.0.0.1:${ports.router}`
  const leader = await text(`${router}/druid/indexer/v1/leader`)
  if (!leader.startsWith('http')) return 'a leader of the overlord'
  const workers = await json<readonly unknown[]>(`${router}/druid/indexer/v1/workers`)
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

export async function untilWhole(ports: Ports, withinMs: number): Promise<string | undefined> {
  const until = Date.now() + withinMs
  for (;;) {
    const missing = await awaited(ports).catch((error: Error) => error.message)
    if (missing === undefined || Date.now() > until) return missing
    await sleep(150)
  }
}

async function sql(router: string, query: string): Promise<readonly Record<string, unknown>[]> {
  return json(`${router}/druid/v2/sql`, { query })
}

async function json<T>(url: string, body?: unknown): Promise<T> {
  const answer = await text(url, body)
  return (answer === '' ? undefined : JSON.parse(answer)) as T
}

async function text(url: string, body?: unknown): Promise<string> {
  const response = await fetch(url, {
    signal: AbortSignal.timeout(5_000),
    ...(body !== undefined && {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(body),
    }),
  })
  const answer = await response.text()
  if (!response.ok) throw new Error(`${response.status} from ${url}: ${answer.slice(0, 200)}`)
  return answer
}

async function retried(attempt: () => Promise<boolean>, withinMs: number): Promise<void> {
  const until = Date.now() + withinMs
  for (;;) {
    try {
      await attempt()
      return
    } catch (error) {
      if (Date.now() > until) throw error
      await sleep(200)
    }
  }
}
