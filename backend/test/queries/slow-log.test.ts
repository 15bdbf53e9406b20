import t from 'tap'
import type { Ended } from '../../src/queries/in-flight.ts'
import { createSlowLog, type SlowQuestion } from '../../src/queries/slow-log.ts'

const question = (queryId: string, more: Partial<Ended> = {}): Ended => ({
  queryId,
  kind: 'explore',
  datasource: 'sales',
  client: 'me',
  at: new Date(),
  elapsedMs: 5000,
  waitedMs: 1,
  outcome: 'answered',
  message: null,
  statement: { sql: 'SELECT 1', parameters: [], context: {} },
  rows: 1,
  ...more,
})

/** A PostgreSQL that is there or away. */
function ground({ mostWaiting = 3, writeAfterMs = 1 } = {}) {
  const written: string[][] = []
  const warned: unknown[] = []
  const postgres = { isThere: true, takes: true }
  const slowLog = createSlowLog({
    slowQueries: {
      add: async (batch: readonly SlowQuestion[]) => {
        if (!postgres.isThere) throw new Error('away')
        if (!postgres.takes) throw Object.assign(new Error('not this'), { code: '22P05' })
        written.push(batch.map(({ queryId }) => queryId))
      },
    },
    thresholdMs: 2000,
    keepDays: 14,
    log: { warn: (...said: unknown[]) => warned.push(said) },
    mostWaiting,
    writeAfterMs,
  })
  return { slowLog, written, warned, postgres }
}

const judged: readonly [what: string, question: Ended, isKept: boolean][] = [
  ['at the threshold', question('q', { elapsedMs: 2000 }), true],
  ['below it', question('q', { elapsedMs: 1999.9 }), false],
  ['that failed', question('q', { outcome: 'failed' }), true],
  ['that waited only', question('q', { waitedMs: null }), false],
  ['without a statement', question('q', { statement: null }), false],
]
for (const [what, one, isKept] of judged)
  t.test(`one ${what} is ${isKept ? '' : 'not '}kept`, async (t) => {
    const { slowLog, written } = ground()
    slowLog.add(one)
    await slowLog.close()
    t.same(written, isKept ? [['q']] : [])
  })

t.test('writes several at a time, beside them', async (t) => {
  const { slowLog, written } = ground()
  for (const id of ['a', 'b', 'c']) slowLog.add(question(id))
  t.same(written, [])
  await slowLog.close()
  t.same(written, [['a', 'b', 'c']])
})

t.test('keeps so many while PostgreSQL is away, counts the rest, and says it once', async (t) => {
  const { slowLog, written, warned, postgres } = ground()
  postgres.isThere = false
  for (const id of ['a', 'b']) slowLog.add(question(id))
  await slowLog.close()
  for (const id of ['c', 'd', 'e']) slowLog.add(question(id))
  await slowLog.close()
  t.equal(slowLog.dropped(), 2)
  t.equal(warned.length, 1)
  t.notMatch(JSON.stringify(warned), /SELECT/)
  postgres.isThere = true
  await slowLog.close()
  t.same(written, [['a', 'b', 'c']])
  slowLog.add(question('f'))
  await slowLog.close()
  t.same(written.at(-1), ['f'])
})

t.test('what PostgreSQL refuses does not keep the next ones waiting', async (t) => {
  const { slowLog, written, postgres } = ground()
  postgres.takes = false
  slowLog.add(question('odd'))
  await slowLog.close()
  t.equal(slowLog.dropped(), 1)
  postgres.takes = true
  slowLog.add(question('plain'))
  await slowLog.close()
  t.same(written, [['plain']])
})

t.test('writes by itself', async (t) => {
  const { slowLog, written } = ground()
  slowLog.add(question('a'))
  while (written.length === 0) await new Promise((resolve) => setTimeout(resolve, 2))
  t.same(written, [['a']])
})
