import { ProductError } from '@nemeton/contract'
import t from 'tap'
import { createInFlight, type Ended, isEndedForAll, type Question } from '../../src/queries/in-flight.ts'

const statement = (sql: string) => ({ sql, parameters: [], context: {} })
function ground() {
  const ended: Ended[] = []
  const inFlight = createInFlight((one) => ended.push(one))
  const enter = (queryId: string, signal = new AbortController().signal, more: Partial<Question> = {}) =>
    inFlight.enter({ queryId, kind: 'sql', datasource: 'sales', client: '::1', signal, ...more })
  return { ended, inFlight, enter }
}
const tick = (ms = 3) => new Promise((resolve) => setTimeout(resolve, ms))

t.test('lists a question from its asking to its end, oldest first', async (t) => {
  const { inFlight, enter, ended } = ground()
  const first = enter('first')
  await tick()
  const second = enter('second', undefined, { kind: 'export', datasource: null })
  second.begin()
  second.asks(statement(`SELECT ${'x'.repeat(20_000)}`))
  const listed = inFlight.list()
  t.match(listed, [
    { queryId: 'first', kind: 'sql', state: 'waiting', sql: null, datasource: 'sales', client: '::1' },
    { queryId: 'second', kind: 'export', state: 'running', sql: /^SELECT x/, datasource: null },
  ])
  t.equal(listed[1]?.sql?.length, 10_000, 'cut')
  t.ok((listed[0]?.ageMs ?? 0) > (listed[1]?.ageMs ?? 0))
  t.same(inFlight.list(60_000), [], 'none is a minute old')
  first.end()
  first.end()
  t.equal(ended.length, 1, 'it ends once')
  t.match(inFlight.list(), [{ queryId: 'second' }])
})

t.test('shows the statement that Druid works on, and keeps the one that took longest', async (t) => {
  const { inFlight, enter, ended } = ground()
  const listed = enter('q')
  listed.begin()
  const one = listed.asks(statement('one'))
  await tick(30)
  one()
  const two = listed.asks(statement('two'))
  t.match(inFlight.list(), [{ sql: 'two' }])
  await tick()
  two()
  listed.counts(7)
  listed.end()
  t.match(ended, [{ statement: { sql: 'one' }, rows: 7, outcome: 'answered', message: null }])
})

const endings: readonly [error: unknown, outcome: Ended['outcome'], message: string | null][] = [
  [undefined, 'answered', null],
  [new ProductError('canceled', 'The client left.'), 'canceled', 'The client left.'],
  [new ProductError('druid_timeout', 'Too late.'), 'timed_out', 'Too late.'],
  [new ProductError('invalid_query', 'No.'), 'failed', 'No.'],
  [new Error('a path of this machine'), 'failed', 'Something went wrong here.'],
]
for (const [error, outcome, message] of endings)
  t.test(`${error ?? 'nothing'} is said as ${outcome}`, async (t) => {
    const { enter, ended } = ground()
    enter('q').end(error)
    t.match(ended, [{ outcome, message, waitedMs: null, statement: null, rows: null }])
  })

t.test('ends all that share an id, and tells them from those whose client left', async (t) => {
  const { inFlight, enter } = ground()
  const leaving = new AbortController()
  const [one, other, left] = [enter('same'), enter('same'), enter('left', leaving.signal)]
  t.equal(inFlight.cancel('nobody'), false)
  t.equal(inFlight.cancel('same'), true)
  for (const { signal } of [one, other]) {
    t.match(signal.reason, { code: 'canceled' })
    t.ok(isEndedForAll(signal.reason))
  }
  leaving.abort(new ProductError('canceled', 'The client left.'))
  t.equal(left.signal.reason, leaving.signal.reason)
  t.notOk(isEndedForAll(left.signal.reason))
  t.ok(inFlight.has('same'), 'it is listed until it has ended')
  one.end()
  other.end()
  t.notOk(inFlight.has('same'))
})

t.test('one whose client left before is aborted from the beginning', async (t) => {
  const { enter } = ground()
  t.ok(enter('q', AbortSignal.abort()).signal.aborted)
})

t.test('follows work to its answer or its error', async (t) => {
  const { inFlight, ended } = ground()
  const question = { queryId: 'q', kind: 'explore', datasource: 'sales', client: 'me' } as const
  const signal = new AbortController().signal
  t.equal(await inFlight.follow({ ...question, signal }, async () => 5), 5)
  const failing = inFlight.follow({ ...question, signal }, async () => {
    throw new ProductError('druid_rejected', 'No such column.')
  })
  await t.rejects(failing, { code: 'druid_rejected' })
  t.match(ended, [{ outcome: 'answered' }, { outcome: 'failed', message: 'No such column.' }])
  t.same(inFlight.list(), [])
})
