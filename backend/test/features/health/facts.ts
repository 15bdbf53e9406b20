import type {
  Facts,
  InstanceFacts,
  SegmentFacts,
  ServerFacts,
  TaskFacts,
} from '../../../src/features/health/collect/facts.ts'
import { nothingRemembered, type RememberedServer } from '../../../src/features/health/collect/memory.ts'
import { notAsked, type Read } from '../../../src/features/health/collect/read.ts'

export const now = Date.UTC(2026, 5, 1, 12)
export const minute = 60_000
export const hour = 60 * minute
export const GB = 1_000_000_000

export const known = <T>(value: T, tookMs = 5): Read<T> => ({ kind: 'known', value, at: now, tookMs })
export const silent = (reason = 'Druid does not answer.', isLate = false): Read<never> => ({
  kind: 'unknown',
  reason,
  at: now,
  isLate,
})
export { notAsked }

export const server = (role: string, port: number, more: Partial<ServerFacts> = {}): ServerFacts => ({
  id: `${role}:druid:${port}`,
  server: `druid:${port}`,
  role,
  tier: null,
  leader: role === 'coordinator' || role === 'overlord' ? true : null,
  startedAt: now - hour,
  usedBytes: role === 'historical' ? 2 * GB : 0,
  mostBytes: role === 'historical' ? 20 * GB : 0,
  version: '33.0.0',
  latencyMs: 3,
  ...more,
})

export const remembered = (each: ServerFacts, more: Partial<RememberedServer> = {}): RememberedServer => ({
  ...each,
  isUp: true,
  since: now - hour,
  seenAt: now,
  starts: [],
  ...more,
})

export const servers: readonly ServerFacts[] = [
  server('coordinator', 8081),
  server('overlord', 8081),
  server('broker', 8082),
  server('historical', 8083),
  server('indexer', 8091),
  server('router', 8888),
]

export const segments = (datasource: string, more: Partial<SegmentFacts> = {}): SegmentFacts => ({
  datasource,
  chunks: 24,
  segments: 24,
  bytes: 2 * GB,
  rows: 1_000_000,
  unavailable: 0,
  smallestUnavailable: null,
  underReplicated: 0,
  askedReplicas: 1,
  unloaded: 0,
  excess: 0,
  ...more,
})

export const task = (id: string, more: Partial<TaskFacts> = {}): TaskFacts => ({
  id,
  groupId: id,
  type: 'index_parallel',
  datasource: 'sales',
  state: 'succeeded',
  createdAt: now - 10 * minute,
  endedAt: now - 9 * minute,
  error: null,
  ...more,
})

export const instance = (id = 'one:4000', more: Partial<InstanceFacts> = {}): InstanceFacts => ({
  id,
  version: '0.1.0',
  startedAt: now - hour,
  seenAt: now - 1000,
  process: {
    eventLoop: { p50Ms: 0.1, p99Ms: 4, worstMs: 20 },
    residentBytes: 0.2 * GB,
    heapBytes: 0.1 * GB,
    heapMostBytes: 4 * GB,
    handles: 40,
    files: { open: 60, most: 1024 },
    cpuShare: 0.01,
  },
  pool: { total: 4, idle: 3, waiting: 0, most: 10 },
  disk: known({ folder: '/spool', freeBytes: 60 * GB, totalBytes: 100 * GB }),
  database: known({
    version: '18.4',
    latencyMs: 2,
    skewMs: 3,
    bytes: 0.05 * GB,
    connections: { used: 12, most: 100 },
    migration: { applied: '0010-health', newest: '0010-health' },
    disk: { freeBytes: 60 * GB, totalBytes: 100 * GB },
  }),
  store: known({ writeMs: 8, readMs: 3, listMs: 4, removeMs: 4, skewMs: -200 }),
  credentialsExpireAt: known(null),
  certificates: known([{ origin: 'http://127.0.0.1:8888', isEncrypted: false, expiresAt: null }]),
  statistics: {
    latencies: [{ kind: 'explore', count: 100, p50Ms: 20, p95Ms: 80, p99Ms: 120, baselineP95Ms: 75 }],
    cache: { hits: 400, misses: 200 },
  },
  ...more,
})

const loadForever = {
  type: 'loadForever',
  interval: null,
  period: null,
  includeFuture: true,
  tiers: { _default_tier: 1 },
} as const
export const rule = (type: string, tiers: Record<string, number> = {}) => ({ ...loadForever, type, tiers })
export const rules = { _default: [loadForever] }

/** A cluster and a service that are well, with what differs. */
export const facts = (more: Partial<Facts> = {}): Facts => ({
  at: now,
  periodMs: 10_000,
  servers: known(servers),
  status: known({ version: '33.0.0', extensions: ['druid-datasketches', 'druid-s3-extensions'], skewMs: 120 }),
  segments: known([segments('sales')]),
  tasks: known([task('done')]),
  supervisors: known([{ id: 'clicks', state: 'RUNNING', isHealthy: true, isSuspended: false, source: 'clicks' }]),
  rules: known(rules),
  workers: known([{ host: 'druid:8091', capacity: 4, used: 1, isEnabled: true }]),
  runs: known([]),
  dropped: known([]),
  orphans: known({
    objects: 24,
    bytes: GB,
    orphans: 0,
    orphanBytes: 0,
    datasources: [],
    isWhole: true,
    at: now - minute,
  }),
  instances: [instance()],
  memory: memory(),
  ...more,
})

export const memory = (more: Partial<Facts['memory']> = {}): Facts['memory'] => ({
  ...nothingRemembered,
  servers: servers.map((each) => remembered(each)),
  leaders: {
    coordinator: { server: 'druid:8081', since: now - hour, changes: [] },
    overlord: { server: 'druid:8081', since: now - hour, changes: [] },
  },
  datasources: { sales: now },
  ...more,
})

/** Memory in which some servers are as said; by role. */
export const withServers = (changes: Readonly<Record<string, Partial<RememberedServer>>>) =>
  memory({ servers: servers.map((each) => remembered(each, changes[each.role] ?? {})) })
