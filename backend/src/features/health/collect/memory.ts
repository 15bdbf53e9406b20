import type { ClusterFacts, ServerFacts } from './facts.ts'

export interface RememberedServer extends ServerFacts {
  readonly isUp: boolean
  /** When the state began. */
  readonly since: number
  readonly seenAt: number
  /** When it came or began anew, within the last quarter of an hour. */
  readonly starts: readonly number[]
}

export interface RememberedLeader {
  readonly server: string | null
  readonly since: number
  /** When it changed, within the last hour. */
  readonly changes: readonly number[]
}

export interface Memory {
  readonly servers: readonly RememberedServer[]
  /** By role. */
  readonly leaders: Readonly<Record<string, RememberedLeader>>
  /** Bytes used by each historical, a few an hour. */
  readonly fill: Readonly<Record<string, readonly { readonly at: number; readonly bytes: number }[]>>
  /** When each datasource had segments last. */
  readonly datasources: Readonly<Record<string, number>>
}

export const nothingRemembered: Memory = { servers: [], leaders: {}, fill: {}, datasources: {} }

export const hourMs = 3_600_000
const startsWithinMs = hourMs / 4
const fillEveryMs = 900_000
const mostFill = 400
const dayMs = 24 * hourMs
/** A task's own process comes and goes with it. */
const passing = ['peon']
export const led = ['coordinator', 'overlord']

/** What the next look has to know of this one. What could not be asked stays as it was. */
export function remember(memory: Memory, facts: Pick<ClusterFacts, 'servers' | 'segments'>, now: number): Memory {
  return {
    servers: facts.servers.kind === 'known' ? servers(memory.servers, facts.servers.value, now) : memory.servers,
    leaders: facts.servers.kind === 'known' ? leaders(memory.leaders, facts.servers.value, now) : memory.leaders,
    fill: facts.servers.kind === 'known' ? fill(memory.fill, facts.servers.value, now) : memory.fill,
    datasources:
      facts.segments.kind === 'known'
        ? {
            ...Object.fromEntries(Object.entries(memory.datasources).filter(([, at]) => now - at < dayMs)),
            ...Object.fromEntries(facts.segments.value.map(({ datasource }) => [datasource, now])),
          }
        : memory.datasources,
  }
}

function servers(before: readonly RememberedServer[], seen: readonly ServerFacts[], now: number): RememberedServer[] {
  const known = new Map(before.map((server) => [server.id, server]))
  const present = seen
    .filter(({ role }) => !passing.includes(role))
    .map((server): RememberedServer => {
      const old = known.get(server.id)
      known.delete(server.id)
      const beganAnew = old !== undefined && (!old.isUp || old.startedAt !== server.startedAt)
      const starts = (old?.starts ?? []).filter((at) => now - at < startsWithinMs)
      return {
        ...server,
        isUp: true,
        since: old === undefined || beganAnew ? (old === undefined ? (server.startedAt ?? now) : now) : old.since,
        seenAt: now,
        starts: beganAnew ? [...starts, now] : starts,
      }
    })
  const gone = [...known.values()]
    .filter(({ isUp, since }) => isUp || now - since < hourMs)
    .map((server) =>
      server.isUp ? { ...server, isUp: false, since: now, leader: server.leader === null ? null : false } : server,
    )
  return [...present, ...gone]
}

function leaders(before: Memory['leaders'], seen: readonly ServerFacts[], now: number): Memory['leaders'] {
  return Object.fromEntries(
    led.map((role): [string, RememberedLeader] => {
      const server = seen.find((each) => each.role === role && each.leader === true)?.server ?? null
      const old = before[role]
      if (old === undefined) return [role, { server, since: now, changes: [] }]
      const changes = old.changes.filter((at) => now - at < hourMs)
      if (old.server === server) return [role, { ...old, changes }]
      return [role, { server, since: now, changes: server === null ? changes : [...changes, now] }]
    }),
  )
}

function fill(before: Memory['fill'], seen: readonly ServerFacts[], now: number): Memory['fill'] {
  return Object.fromEntries(
    seen
      .filter(({ role, mostBytes }) => role === 'historical' && mostBytes !== null && mostBytes > 0)
      .map(({ id, usedBytes }) => {
        const old = before[id] ?? []
        const last = old.at(-1)
        const isDue = last === undefined || now - last.at >= fillEveryMs
        return [id, isDue ? [...old, { at: now, bytes: usedBytes ?? 0 }].slice(-mostFill) : old]
      }),
  )
}
