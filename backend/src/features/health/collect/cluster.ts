import type { Ports } from '../../../ports/ports.ts'
import { clockSkew } from './clock.ts'
import type { ClusterFacts } from './facts.ts'
import type { OrphanWalk } from './orphans.ts'
import { reading } from './read.ts'
import { segmentsSql, toSegments } from './segments.ts'
import { serversSql, toServers } from './servers.ts'
import { supervisorsSql, toSupervisors } from './supervisors.ts'
import type { Columns } from './system-columns.ts'
import { tasksSql, toTasks } from './tasks.ts'
import type { Versions } from './versions.ts'

interface Needs extends Pick<Ports, 'druid' | 'database'> {
  readonly columns: Columns
  readonly versions: Versions
  readonly orphans: OrphanWalk
  readonly timeoutMs: number
}

/** Calls that one look may make at Druid in all, and those that each makes. */
export const mostDruidCalls = 10
const fixedCalls = 7

export interface Gathering {
  /** Each fact as soon as it is there; none rejects. */
  readonly facts: { readonly [K in keyof ClusterFacts]: Promise<ClusterFacts[K]> }
  calls(): number
}

/**
 * Asks everything side by side. Seven calls are fixed, one learns the columns of the `sys` tables where they are not
 * known, and what is left of the ten goes to versions of servers and to the walk over deep storage.
 */
export function gatherCluster(
  { druid, database, columns, versions, orphans, timeoutMs }: Needs,
  now: number,
): Gathering {
  let calls = fixedCalls
  const spend = () => {
    calls += 1
  }
  const maySpend = () => calls < mostDruidCalls
  const rows = (sql: string, signal: AbortSignal) => druid.systemRows(sql, signal)
  const known = reading("Druid's broker", timeoutMs, (signal) => columns.learn(signal, spend))
  const asking = <T>(what: string, ask: (signal: AbortSignal) => Promise<T>) => reading(what, timeoutMs, ask)
  const columnsOf = async (table: string) => {
    const read = await known
    return read.kind === 'known' ? (read.value.get(table) ?? null) : null
  }
  const servers = asking("Druid's broker", async (signal) => toServers(await rows(serversSql, signal)))
  const status = asking("Druid's router", async (signal) => {
    const { version, extensions, clock } = await druid.clusterStatus(signal)
    return { version, extensions, skewMs: clockSkew(clock) }
  })
  const segments = asking("Druid's broker", async (signal) =>
    toSegments(await rows(segmentsSql(await columnsOf('segments')), signal)),
  )
  const tasks = asking("Druid's broker", async (signal) =>
    toTasks(await rows(tasksSql(await columnsOf('tasks'), now), signal)),
  )
  const supervisors = asking("Druid's broker", async (signal) => toSupervisors(await rows(supervisorsSql, signal)))
  const rules = asking("Druid's coordinator", (signal) => druid.everyRule(signal))
  const workers = asking("Druid's overlord", (signal) => druid.workers(signal))
  const fixed = Promise.all([servers, status, segments, tasks, supervisors, rules, workers])
  return {
    facts: {
      servers: servers.then(async (read) => {
        if (read.kind === 'unknown') return read
        // Only calls that the fixed ones have left: those have all begun by now.
        await versions.learn(read.value, maySpend, spend)
        return { ...read, value: versions.complete(read.value) }
      }),
      status,
      segments,
      tasks,
      supervisors,
      rules,
      workers,
      runs: reading('PostgreSQL', timeoutMs, () => database.health.standingRuns()),
      dropped: reading('PostgreSQL', timeoutMs, () => database.health.droppedDatasources()),
      orphans: fixed.then(([, , seen]) => {
        if (seen.kind === 'known') orphans.know(seen.value.map(({ datasource }) => datasource))
        return orphans.step(() => calls + 2 <= mostDruidCalls, spend)
      }),
    },
    calls: () => calls,
  }
}
