import { type PartHealth, ProductError } from '@nemeton/contract'
import type { Ports } from '../../ports/ports.ts'

type Name = 'postgresql' | 'objectStore' | 'druid'

interface Probe {
  readonly name: Name
  readonly kind: PartHealth['kind']
  /** Answers the version, or null where the part does not tell. */
  readonly ask: (timeoutMs: number) => Promise<string | null>
}

/** Looks at each dependency on its own period; every answer of the health endpoints comes from the last look. */
export interface Monitor {
  parts(): readonly PartHealth[]
  /** Null when traffic may come; else what is missing. */
  notReady(): string | null
  /** Called once the schema is up to date. */
  migrated(): void
  /** From now on not ready, so that a balancer looks elsewhere. */
  drain(): void
  close(): Promise<void>
}

const periodMs = 2000
/** Druid is asked less often once it has answered: its own state has no say in whether traffic may come. */
const druidPeriodMs = 6000
const timeoutMs = 1900

export function createMonitor(
  { database, objectStore, druid }: Pick<Ports, 'database' | 'objectStore' | 'druid'>,
  onChange: (what: 'all' | 'self') => void,
): Monitor {
  const probes: readonly Probe[] = [
    { name: 'postgresql', kind: 'database', ask: (ms) => database.ping(ms) },
    {
      name: 'objectStore',
      kind: 'objectStore',
      ask: (ms) => objectStore.ping(AbortSignal.timeout(ms)).then(() => null),
    },
    { name: 'druid', kind: 'druid', ask: (ms) => druid.status(AbortSignal.timeout(ms)).then(({ version }) => version) },
  ]
  const begun = new Date().toISOString()
  const known = new Map<Name, PartHealth>(
    probes.map(({ name, kind }) => [
      name,
      {
        name,
        kind,
        state: 'unknown',
        version: null,
        latencyMs: null,
        since: begun,
        checkedAt: begun,
        message: 'Not asked yet.',
      },
    ]),
  )
  const answered = new Set<Name>()
  let schemaIsThere = false
  let draining = false
  let closed = false
  const timers = new Set<NodeJS.Timeout>()
  const looks = new Set<Promise<void>>()

  const look = async (probe: Probe) => {
    const before = known.get(probe.name)
    const start = performance.now()
    const result = await probe.ask(timeoutMs).then(
      (version) => ({ state: 'up' as const, version: version ?? before?.version ?? null, message: null }),
      (error: unknown) => ({
        state: 'down' as const,
        version: before?.version ?? null,
        message: error instanceof ProductError ? error.message : 'It does not answer.',
      }),
    )
    const checkedAt = new Date().toISOString()
    const latencyMs = result.state === 'up' ? Math.round((performance.now() - start) * 10) / 10 : null
    const since = before?.state === result.state ? before.since : checkedAt
    if (result.state === 'up') answered.add(probe.name)
    known.set(probe.name, { name: probe.name, kind: probe.kind, ...result, latencyMs, since, checkedAt })
    if (before?.state !== result.state && !closed) onChange(probe.name === 'druid' ? 'all' : 'self')
  }

  const loop = (probe: Probe) => {
    const running = look(probe).finally(() => {
      looks.delete(running)
      if (closed) return
      const timer = setTimeout(
        () => {
          timers.delete(timer)
          loop(probe)
        },
        probe.name === 'druid' && answered.has('druid') ? druidPeriodMs : periodMs,
      )
      timers.add(timer)
    })
    looks.add(running)
  }
  for (const probe of probes) loop(probe)

  return {
    parts: () => [...known.values()],
    notReady: () => {
      if (draining) return 'The service is shutting down.'
      if (!schemaIsThere) return 'The database schema is not up to date yet.'
      const silent = probes.find(({ name }) => !answered.has(name))
      if (silent) return `${label[silent.name]} has not answered since the start.`
      const gone = (['postgresql', 'objectStore'] as const).find((name) => known.get(name)?.state === 'down')
      return gone ? `${label[gone]} does not answer.` : null
    },
    migrated: () => {
      schemaIsThere = true
    },
    drain: () => {
      draining = true
    },
    close: async () => {
      closed = true
      for (const timer of timers) clearTimeout(timer)
      await Promise.all(looks)
    },
  }
}

const label: Readonly<Record<Name, string>> = {
  postgresql: 'PostgreSQL',
  objectStore: 'The object store',
  druid: 'Druid',
}
