import { ProductError, type StateChange } from '@nemeton/contract'
import pino from 'pino'
import type { createCourier } from '../../../src/features/health/alarms/courier.ts'
import { createChronicle } from '../../../src/features/health/chronicle.ts'
import { createCollector } from '../../../src/features/health/collector.ts'
import { createFeed } from '../../../src/features/health/feed.ts'
import { createHistory } from '../../../src/features/health/history.ts'
import type { NewChange, Ports, Stretch } from '../../../src/ports/ports.ts'
import { instance, servers } from './facts.ts'

export const never = () => new Promise<never>(() => {})

/** One PostgreSQL for several instances. */
export function fakeDatabase() {
  const state = {
    isAway: false,
    owner: null as string | null,
    snapshot: null as string | null,
    beats: new Map<string, string>(),
    changes: [] as NewChange[],
    stretches: [] as Stretch[],
  }
  const gone = () => new ProductError('database_unavailable', 'PostgreSQL does not answer.')
  const answered =
    <A extends unknown[], T>(work: (...args: A) => T) =>
    async (...args: A) => {
      if (state.isAway) throw gone()
      return work(...args)
    }
  const health = {
    lead: answered((id: string) => {
      state.owner ??= id
      return state.owner === id
    }),
    leave: answered((id: string) => {
      if (state.owner === id) state.owner = null
      state.beats.delete(id)
    }),
    snapshot: answered(() => state.snapshot && { snapshot: JSON.parse(state.snapshot) as object, at: new Date() }),
    writeSnapshot: answered((id: string, snapshot: string) => {
      if (state.owner === id) state.snapshot = snapshot
      return state.owner === id
    }),
    beat: answered((id: string, facts: string) => void state.beats.set(id, facts)),
    instances: answered(() =>
      [...state.beats].map(([id, facts]) => ({ id, facts: JSON.parse(facts) as object, seenAt: new Date() })),
    ),
    standingRuns: answered(() => []),
    droppedDatasources: answered(() => []),
    forgetInstances: answered(() => {}),
    addChanges: answered((changes: readonly NewChange[]) => void state.changes.push(...changes)),
    changes: answered(() => ({
      items: state.changes.map((change, at): StateChange => ({ ...change, id: String(at) })),
      nextCursor: null,
    })),
    keepStretches: answered((stretches: readonly Stretch[]) => void state.stretches.push(...stretches)),
    coarsenPeriods: answered(() => {}),
    forgetChanges: answered(() => {}),
    forgetDeliveries: answered(() => {}),
  }
  const known = instance()
  const facts = answered(() => (known.database.kind === 'known' ? known.database.value : null))
  return { state, database: { health, facts, pool: () => known.pool } as unknown as Ports['database'] }
}

/** A Druid that counts its calls. */
export function fakeDruid() {
  const state = { calls: 0, isAway: false, coordinator: () => Promise.resolve<unknown>({}) }
  const counted = async <T>(value: T): Promise<T> => {
    state.calls += 1
    if (state.isAway) throw new ProductError('druid_unavailable', 'Druid does not answer.')
    return value
  }
  const rows = (sql: string): unknown[] => {
    if (sql.includes('INFORMATION_SCHEMA')) return [{ TABLE_NAME: 'segments', COLUMN_NAME: 'is_overshadowed' }]
    if (!sql.includes('sys.servers')) return []
    return servers.map((each) => ({
      server: each.server,
      server_type: each.role,
      is_leader: each.leader === null ? null : 1,
      curr_size: each.usedBytes,
      max_size: each.mostBytes,
      start_time: new Date(each.startedAt ?? 0).toISOString(),
    }))
  }
  const druid = {
    systemRows: (sql: string) => counted(rows(sql)),
    clusterStatus: () =>
      counted({
        version: '33.0.0',
        extensions: ['druid-s3-extensions', 'druid-datasketches'],
        clock: { date: null, asked: 0, answered: 0 },
      }),
    everyRule: async () => {
      await counted(null)
      return state.coordinator()
    },
    workers: () => counted([{ host: 'druid:8091', capacity: 4, used: 0, isEnabled: true }]),
    serverVersion: () => counted('33.0.0').catch(() => null),
    deepStored: () => counted(counted([])),
  }
  return { state, druid: druid as unknown as Ports['druid'] }
}

export const objectStore = {
  bucket: 'sample',
  trial: async () => ({ writeMs: 1, readMs: 1, listMs: 1, removeMs: 1, clock: { date: null, asked: 0, answered: 0 } }),
  credentialsExpireAt: async () => null,
} as unknown as Ports['objectStore']

const courier: ReturnType<typeof createCourier> = {
  send: async () => {},
  deliver: async () => {},
  close: async () => {},
}

/** An instance that looks, with its feed. */
export function startLooking(
  id: string,
  ports: Pick<Ports, 'database' | 'druid'> & Partial<Pick<Ports, 'objectStore'>>,
  periodMs: number,
) {
  const feed = createFeed(ports)
  const history = createHistory(ports)
  const alarmRules = { least: 'warning', startedAt: 0 } as const
  const collector = createCollector({
    objectStore,
    ...ports,
    peer: { certificateExpiresAt: async () => null },
    identity: { id, version: '0.1.0', startedAt: Date.now() },
    statistics: null,
    folder: '/',
    origins: ['http://127.0.0.1:8888'],
    periodMs,
    chronicle: createChronicle({ feed, history, courier, alarmRules }),
    log: pino({ enabled: false }),
  })
  collector.hurry('all')
  return { collector, feed }
}
