import type { Ports } from '../../../ports/ports.ts'
import type { ServerFacts } from './facts.ts'

/**
 * Before 36 `sys.servers` has no version, and none has a latency: each server is asked itself, first those that were never
 * asked since they started, then one after the other.
 */
export interface Versions {
  learn(servers: readonly ServerFacts[], maySpend: () => boolean, spend: () => void): Promise<void>
  complete(servers: readonly ServerFacts[]): readonly ServerFacts[]
}

interface Told {
  readonly version: string | null
  readonly latencyMs: number | null
  readonly at: number
}

const timeoutMs = 1000
/** Of those that are known already one is asked anew each time so many looks are over. */
const anewEvery = 2

export function createVersions({ druid }: Pick<Ports, 'druid'>): Versions {
  let known: ReadonlyMap<string, Told> = new Map()
  let turn = 0
  const keyOf = ({ server, startedAt }: ServerFacts) => `${server} ${startedAt}`
  const ask = async ([key, { server }]: readonly [string, ServerFacts]): Promise<readonly [string, Told]> => {
    const begun = performance.now()
    const version = await druid.serverVersion(server, AbortSignal.timeout(timeoutMs))
    const latencyMs = version === null ? null : Math.round((performance.now() - begun) * 10) / 10
    return [key, { version: version ?? known.get(key)?.version ?? null, latencyMs, at: Date.now() }]
  }
  return {
    learn: async (servers, maySpend, spend) => {
      turn += 1
      const present = new Map(servers.filter(({ role }) => role !== 'peon').map((server) => [keyOf(server), server]))
      known = new Map([...known].filter(([key]) => present.has(key)))
      const unknown = [...present].filter(([key]) => (known.get(key)?.version ?? null) === null)
      const next = [...present]
        .filter(([key]) => !unknown.some(([other]) => other === key))
        .toSorted(([a], [b]) => (known.get(a)?.at ?? 0) - (known.get(b)?.at ?? 0))
        .slice(0, turn % anewEvery === 0 ? 1 : 0)
      const asked = [...unknown, ...next].filter(() => {
        if (!maySpend()) return false
        spend()
        return true
      })
      known = new Map([...known, ...(await Promise.all(asked.map(ask)))])
    },
    complete: (servers) =>
      servers.map((server) => {
        const told = known.get(keyOf(server))
        return { ...server, version: server.version ?? told?.version ?? null, latencyMs: told?.latencyMs ?? null }
      }),
  }
}
