import t from 'tap'
import { endQuery } from '../../../src/features/operations/end-query.ts'
import { createInFlight } from '../../../src/queries/in-flight.ts'

const cases: readonly {
  readonly where: string
  readonly own?: boolean
  readonly elsewhere?: boolean
  readonly inDruid?: boolean
  readonly does: readonly string[]
}[] = [
  { where: 'through this instance', own: true, does: ['aborted'] },
  { where: 'through another instance', elsewhere: true, does: ['announced'] },
  { where: 'in Druid, too young to be told of', inDruid: true, does: ['canceled in Druid', 'announced'] },
  { where: 'nowhere', does: ['canceled in Druid', 'not_found'] },
]
for (const { where, own = false, elsewhere = false, inDruid = false, does } of cases)
  t.test(`one that is ${where}: ${does.join(', ')}`, async (t) => {
    const done: string[] = []
    const inFlight = createInFlight(() => {})
    if (own) {
      const signal = new AbortController().signal
      const listed = inFlight.enter({ queryId: 'q', kind: 'sql', datasource: null, client: 'me', signal })
      listed.signal.addEventListener('abort', () => done.push('aborted'))
    }
    const needs = {
      inFlight,
      writer: { instance: 'id', name: 'host:4000' },
      database: { runningQueries: { elsewhere: async () => (elsewhere ? [{ queryId: 'q' }] : []) } },
      druid: {
        cancelSql: async () => {
          done.push('canceled in Druid')
          return inDruid
        },
      },
      events: { publish: async () => done.push('announced') },
    } as unknown as Parameters<typeof endQuery>[1]
    await endQuery('q', needs).catch((error: { code: string }) => done.push(error.code))
    t.same(done, does)
  })
