import { type Check, judged } from './check.ts'
import { overInstances } from './of-instances.ts'
import { sayNames, sayTime } from './say.ts'

const source = 'SELECT clock_timestamp(), pg_database_size(current_database()), count(*) FROM pg_stat_activity'
const slowMs = 250
const fullShare = 0.9

export const postgresql: Check = {
  name: 'postgresql',
  title: 'PostgreSQL answers',
  group: 'storage',
  page: null,
  isOfInstances: true,
  judge: (facts) =>
    overInstances(facts, source, (instances) => {
      const silent = instances.flatMap(({ id, database }) =>
        database.kind === 'unknown' && database.at > 0 ? [{ id, database }] : [],
      )
      const known = instances.flatMap(({ id, database }) =>
        database.kind === 'known' ? [{ id, ...database.value }] : [],
      )
      const evidence = [
        ...known
          .slice(0, 5)
          .map(({ id, latencyMs }) => ({ label: `${id}: latency`, value: latencyMs, unit: 'ms' as const })),
        ...known.slice(0, 1).flatMap(({ connections }) => [
          { label: 'connections', value: connections.used, unit: 'count' as const },
          { label: 'connections at most', value: connections.most, unit: 'count' as const },
        ]),
        ...silent.slice(0, 5).map(({ id, database }) => ({ label: id, value: database.reason })),
      ]
      if (silent.length > 0)
        return judged('critical', {
          sentence: `PostgreSQL does not answer ${sayNames(silent.map(({ id }) => id))}: ${silent[0]?.database.reason}`,
          source,
          subjects: silent.map(({ id }) => id),
          evidence,
          remedy:
            'Look whether PostgreSQL runs and takes connections at the address of DATABASE_URL, and whether its disk is full. Uploads and ingestions wait for it, SQL goes on; nothing is lost.',
        })
      if (known.length === 0)
        return judged('unknown', { sentence: 'This could not be checked: PostgreSQL was not asked yet.', source })
      const slowest = Math.max(...known.map(({ latencyMs }) => latencyMs))
      const fullest = Math.max(...known.map(({ connections: { used, most } }) => used / most))
      if (fullest >= fullShare)
        return judged('warning', {
          sentence: `${known[0]?.connections.used} of ${known[0]?.connections.most} connections of PostgreSQL are taken: the next instance may find none.`,
          source,
          evidence,
          remedy: 'Raise max_connections, or lower DATABASE_POOL_SIZE of the instances.',
        })
      if (slowest > slowMs)
        return judged('warning', {
          sentence: `PostgreSQL took ${sayTime(slowest)} to answer a small statement.`,
          source,
          subjects: known.filter(({ latencyMs }) => latencyMs > slowMs).map(({ id }) => id),
          evidence,
          remedy: 'Look at its processor and disk, at long statements (pg_stat_activity) and at the network to it.',
        })
      return judged('ok', { sentence: `PostgreSQL answers within ${sayTime(slowest)}.`, source, evidence })
    }),
}
