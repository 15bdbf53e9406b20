import type { Part } from '@nemeton/contract'
import type { Facts, InstanceFacts } from './collect/facts.ts'
import type { RememberedServer } from './collect/memory.ts'
import type { Read } from './collect/read.ts'

type Role = Part['role']
/** A part as it is now; since when, the look before knows. */
type Now = Omit<Part, 'since'> & { readonly since: string | null }

const roles: readonly string[] = [
  'coordinator',
  'overlord',
  'broker',
  'router',
  'historical',
  'indexer',
  'middle_manager',
  'peon',
]
/** Signs of life that may be missed. */
const mostMissed = 3

/** Every part there is. `before` is the look before, for since when each is as it is; who went away stays for an hour. */
export function topologyOf(facts: Facts, own: InstanceFacts, before: readonly Part[]): readonly Part[] {
  const known = new Map(before.map((part) => [part.id, part]))
  const now = [
    ...facts.instances.map((instance) => toService(instance, facts)),
    toDatabase(own),
    toStore(own),
    toZookeeper(facts),
    ...facts.memory.servers.map((server) => toServer(server, facts)),
  ]
  return now.map((part): Part => {
    const old = known.get(part.id)
    return { ...part, since: part.since ?? (old?.state === part.state ? old.since : part.checkedAt) }
  })
}

const iso = (at: number | null): string | null => (at === null ? null : new Date(at).toISOString())
const nothing = {
  leader: null,
  tier: null,
  version: null,
  startedAt: null,
  latencyMs: null,
  capacity: null,
  message: null,
}

function toService(instance: InstanceFacts, { at, periodMs }: Facts): Now {
  const silentMs = at - instance.seenAt
  const isUp = silentMs < mostMissed * periodMs
  return {
    ...nothing,
    id: `nemeton:${instance.id}`,
    name: `Nemeton ${instance.id}`,
    role: 'service',
    state: isUp ? 'up' : 'down',
    since: isUp ? iso(instance.startedAt) : iso(instance.seenAt),
    version: instance.version,
    startedAt: iso(instance.startedAt),
    latencyMs: instance.process.eventLoop.p99Ms,
    capacity: { used: instance.pool.total - instance.pool.idle, most: instance.pool.most, unit: 'connections' },
    message: isUp ? null : `It has given no sign of life for ${Math.round(silentMs / 1000)} s.`,
    checkedAt: new Date(instance.seenAt).toISOString(),
  }
}

const stateOf = (read: Read<unknown>, at: number): Pick<Now, 'state' | 'message' | 'checkedAt'> => ({
  state: read.kind === 'known' ? 'up' : read.at === 0 ? 'unknown' : 'down',
  message: read.kind === 'known' ? null : read.reason,
  checkedAt: new Date(read.at === 0 ? at : read.at).toISOString(),
})

function toDatabase({ database, seenAt }: InstanceFacts): Now {
  const known = database.kind === 'known' ? database.value : null
  return {
    ...nothing,
    id: 'postgresql',
    name: 'PostgreSQL',
    role: 'postgresql',
    since: null,
    version: known?.version ?? null,
    latencyMs: known?.latencyMs ?? null,
    capacity: known && { ...known.connections, unit: 'connections' },
    ...stateOf(database, seenAt),
  }
}

function toStore({ store, seenAt }: InstanceFacts): Now {
  const known = store.kind === 'known' ? store.value : null
  return {
    ...nothing,
    id: 'object-store',
    name: 'Object store',
    role: 'objectStore',
    since: null,
    latencyMs: known?.readMs ?? null,
    ...stateOf(store, seenAt),
  }
}

/** Nobody asks ZooKeeper itself: it works as long as Druid's services find each other and choose leaders by it. */
function toZookeeper({ servers, memory, at }: Facts): Now {
  const checkedAt = new Date(servers.at === 0 ? at : servers.at).toISOString()
  const part = { ...nothing, id: 'zookeeper', name: 'ZooKeeper', role: 'zookeeper' as const, since: null, checkedAt }
  if (servers.kind === 'unknown')
    return { ...part, state: 'unknown', message: 'Only Druid knows how it does, and no broker of Druid answers.' }
  const up = memory.servers.filter(({ isUp }) => isUp).length
  const leaderless = Object.values(memory.leaders).every(({ server }) => server === null)
  if (leaderless && up <= 1)
    return { ...part, state: 'down', message: 'The broker finds no other service of Druid, and no leader is known.' }
  return {
    ...part,
    state: 'up',
    message: `As Druid sees it: ${up} services announced${leaderless ? ', no leader' : ''}.`,
  }
}

function toServer(server: RememberedServer, { servers, workers }: Facts): Now {
  const worker = workers.kind === 'known' ? workers.value.find(({ host }) => host === server.server) : undefined
  const isWorker = server.role === 'indexer' || server.role === 'middle_manager'
  const isTold = servers.kind === 'known'
  return {
    ...nothing,
    id: server.id,
    name: `${server.role.replace('_', ' ')} ${server.server}`,
    role: roles.includes(server.role) ? (server.role as Role) : 'unknown',
    state: !isTold ? 'unknown' : server.isUp ? 'up' : 'down',
    since: isTold ? iso(server.since) : null,
    leader: server.leader,
    tier: server.tier,
    version: server.version,
    startedAt: iso(server.startedAt),
    latencyMs: isTold && server.isUp ? server.latencyMs : null,
    capacity:
      isWorker && worker !== undefined
        ? { used: worker.used, most: worker.capacity, unit: 'slots' }
        : server.mostBytes !== null && server.mostBytes > 0
          ? { used: server.usedBytes ?? 0, most: server.mostBytes, unit: 'bytes' }
          : null,
    message: !isTold
      ? 'No broker of Druid tells of it now.'
      : server.isUp
        ? null
        : 'It is not announced any more: it was stopped, or it lost ZooKeeper.',
    checkedAt: new Date(server.seenAt).toISOString(),
  }
}
