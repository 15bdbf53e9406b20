import { type Check, judged } from './check.ts'
import { overInstances } from './of-instances.ts'
import { sayCount, sayNames } from './say.ts'

const source = "The service's own pool of connections (DATABASE_POOL_SIZE)"

export const postgresqlPool: Check = {
  name: 'postgresql-pool',
  title: 'Nobody waits for a connection to PostgreSQL',
  group: 'storage',
  page: null,
  isOfInstances: true,
  judge: (facts) =>
    overInstances(facts, source, (instances) => {
      const short = instances.filter(({ pool }) => pool.waiting > 0)
      const waiting = short.reduce((sum, { pool }) => sum + pool.waiting, 0)
      const evidence = instances.slice(0, 10).flatMap(({ id, pool }) => [
        { label: `${id}: in use`, value: pool.total - pool.idle, unit: 'count' as const },
        { label: `${id}: waiting`, value: pool.waiting, unit: 'count' as const },
        { label: `${id}: at most`, value: pool.most, unit: 'count' as const },
      ])
      if (short.length === 0) return judged('ok', { sentence: 'Nobody waits for a connection.', source, evidence })
      const isMuch = short.some(({ pool }) => pool.waiting >= pool.most)
      return judged(isMuch ? 'warning' : 'info', {
        sentence: `${sayCount(waiting, 'request')} of ${sayNames(short.map(({ id }) => id))} ${waiting === 1 ? 'waits' : 'wait'} for a connection to PostgreSQL.`,
        source,
        subjects: short.map(({ id }) => id),
        evidence,
        remedy:
          'Raise DATABASE_POOL_SIZE if PostgreSQL has room for more; else look for what makes its statements slow.',
      })
    }),
}
