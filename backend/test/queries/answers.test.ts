import { ProductError, query, type Table } from '@nemeton/contract'
import t from 'tap'
import type { DatasourceSchema } from '../../src/olap/datasource-schema.ts'
import { createMemoryCache } from '../../src/ports/cache/memory.ts'
import type { Druid, SqlCall } from '../../src/ports/druid/druid.ts'
import { createAnswers } from '../../src/queries/answers.ts'
import { createInFlight } from '../../src/queries/in-flight.ts'
import { createQueue } from '../../src/queries/queue.ts'

const asked = (datasource = 'sales') =>
  query.parse({
    datasource,
    interval: '2025-01-01T00:00:00Z/2025-02-01T00:00:00Z',
    measures: [{ name: 'amount', kind: 'sum', column: 'amount' }],
  })
const schemaOf = (name: string, columns: readonly string[] = ['amount']): DatasourceSchema => ({
  name,
  columns: columns.map((column) => ({ name: column, type: 'double', role: 'measure' })),
  interval: null,
  countMetric: null,
})

interface Asked {
  readonly id: unknown
  readonly answer: (amount: number) => void
  readonly fail: (error: Error) => void
}

/** A Druid that answers when it is told to, over segments that are told too. What is recalled may be old. */
function ground({
  atOnce = 10,
  recalled = null as DatasourceSchema | null,
  last = recalled as DatasourceSchema | null,
  keeps = true,
  read = async () => schemaOf('sales'),
} = {}) {
  const calls: Asked[] = []
  const canceled: string[] = []
  const segments = { now: 'one' as string | null, changed: false }
  const druid = {
    arrays: ({ context }: SqlCall, { signal }: { signal?: AbortSignal } = {}) => {
      const { promise, resolve, reject } = Promise.withResolvers<readonly unknown[][]>()
      calls.push({
        id: context?.sqlQueryId,
        answer: (amount) => resolve([['amount'], ['DOUBLE'], [amount]]),
        fail: reject,
      })
      signal?.addEventListener('abort', () => reject(signal.reason))
      return promise
    },
    cancelSql: async (id: string) => {
      canceled.push(id)
      return true
    },
  } as unknown as Druid
  const inFlight = createInFlight(() => {})
  const answers = createAnswers({
    druid,
    cache: keeps ? createMemoryCache(1_000_000) : null,
    schemas: { recall: async () => recalled, last: () => last, read, readAnew: async (name) => schemaOf(name) },
    fingerprints: {
      read: async () => segments.now,
      watch: (_query, fingerprint) => async () => segments.now === fingerprint && !segments.changed,
    },
    queue: createQueue({ atOnce, perClient: atOnce, waiting: 10 }),
    inFlight,
    timeoutMs: 1000,
  })
  const ask = (
    queryId: string,
    { of = asked(), client = 'me', tile = null as string | null, signal = new AbortController().signal } = {},
  ): Promise<Table> => {
    const asking = answers
      .ask(of, { queryId, client, tile, signal })
      .then((json) => JSON.parse(Buffer.from(json).toString()) as Table)
    asking.catch(() => {})
    return asking
  }
  return { calls, canceled, segments, inFlight, ask }
}
const settled = () => new Promise((resolve) => setTimeout(resolve, 5))

t.test('keeps an answer for as long as the segments stay, under their ids', async (t) => {
  const { calls, segments, ask } = ground()
  const first = ask('first')
  await settled()
  calls[0]?.answer(5)
  t.match(await first, { rows: [[5]], cached: false, queryId: 'first' })
  await settled()
  t.match(await ask('second'), { rows: [[5]], cached: true, queryId: 'first' })
  segments.now = 'two'
  const third = ask('third')
  await settled()
  calls[1]?.answer(7)
  t.match(await third, { rows: [[7]], cached: false })
  segments.now = 'one'
  await settled()
  t.match(await ask('back'), { rows: [[5]], cached: true }, 'as before the change')
  t.equal(calls.length, 2)
})

t.test('does not keep what was answered while segments changed, be it there and back', async (t) => {
  for (const change of [{ now: 'two' }, { changed: true }]) {
    const { calls, segments, ask } = ground()
    const first = ask('first')
    await settled()
    Object.assign(segments, change)
    calls[0]?.answer(5)
    await first
    await settled()
    segments.now = 'one'
    void ask('second')
    await settled()
    t.equal(calls.length, 2)
  }
})

t.test('keeps and shares nothing while nobody can say what Druid would read', async (t) => {
  const { calls, segments, ask } = ground()
  segments.now = null
  for (const id of ['first', 'second']) void ask(id)
  await settled()
  t.same(
    calls.map(({ id }) => id),
    ['first', 'second'],
  )
})

t.test('asks once for all, and ends it in Druid when the last one has left', async (t) => {
  const { calls, canceled, ask } = ground()
  const leaving = [new AbortController(), new AbortController()] as const
  const both = leaving.map(({ signal }, n) => ask(`ask ${n}`, { signal }))
  await settled()
  t.equal(calls.length, 1)
  leaving[0].abort(new ProductError('canceled', 'left'))
  await t.rejects(both[0] as Promise<Table>, { code: 'canceled' })
  t.same(canceled, [])
  leaving[1].abort(new ProductError('canceled', 'left'))
  await t.rejects(both[1] as Promise<Table>, { code: 'canceled' })
  await settled()
  t.same([...new Set(canceled)], ['ask 0'])
})

t.test('who waited with a question that gave up its place asks for himself', async (t) => {
  const { calls, ask } = ground({ atOnce: 1 })
  void ask('busy', { of: asked('stock') })
  await settled()
  const old = ask('old', { tile: 'chart' })
  const other = ask('other', { client: 'you' })
  const newer = ask('newer', { tile: 'chart', of: asked('staff') })
  await t.rejects(old, { code: 'canceled', message: /newer question/ })
  await settled()
  calls[0]?.answer(1)
  await settled()
  t.equal(calls[1]?.id, 'newer')
  calls[1]?.answer(2)
  await newer
  await settled()
  t.equal(calls[2]?.id, 'other')
  calls[2]?.answer(3)
  t.match(await other, { rows: [[3]] })
})

t.test('a kept answer waits for nobody', async (t) => {
  const { calls, ask } = ground({ atOnce: 1 })
  const first = ask('first')
  await settled()
  calls[0]?.answer(5)
  await first
  await settled()
  void ask('busy', { of: asked('stock') })
  await settled()
  t.match(await ask('again'), { cached: true })
})

t.test('looks at the schema anew before it says that a question does not fit', async (t) => {
  const { calls, ask } = ground({ read: async () => schemaOf('sales', ['before']) })
  const answer = ask('first')
  await settled()
  calls[0]?.answer(5)
  t.match(await answer, { rows: [[5]] })
  const wrong = ground()
  const refused = wrong.ask('first')
  await settled()
  wrong.calls[0]?.fail(new ProductError('druid_rejected', 'Druid refused'))
  await t.rejects(refused, { code: 'druid_rejected' })
  t.equal(wrong.calls.length, 1, 'the schema is as it was: not asked twice')
})

t.test('asks again by the schema as it is, when what was recalled is another, and keeps that answer', async (t) => {
  const recalled = schemaOf('sales', ['amount', 'gone'])
  const { calls, ask } = ground({ recalled })
  const first = ask('first')
  await settled()
  calls[0]?.answer(1)
  await settled()
  t.equal(calls.length, 2)
  calls[1]?.answer(5)
  t.match(await first, { rows: [[5]], cached: false })
  await settled()
  const again = ask('again')
  await settled()
  t.equal(calls.length, 3, 'not under the schema that it was not made by')
  calls[2]?.answer(5)
  await settled()
  calls[3]?.answer(5)
  await again
})

t.test('without a cache asks by the last schema at once, and again when it is another by now', async (t) => {
  for (const [last, answers] of [
    [schemaOf('sales'), [5]],
    [schemaOf('sales', ['amount', 'gone']), [1, 5]],
    [null, [5]],
  ] as const) {
    const reading = Promise.withResolvers<DatasourceSchema>()
    const { calls, ask } = ground({ last, keeps: false, read: () => reading.promise })
    const asking = ask('first')
    await settled()
    t.equal(calls.length, last === null ? 0 : 1, 'nobody was waited for')
    reading.resolve(schemaOf('sales'))
    for (const [index, amount] of answers.entries()) {
      await settled()
      calls[index]?.answer(amount)
    }
    t.match(await asking, { rows: [[5]], cached: false })
    t.equal(calls.length, answers.length)
  }
})

t.test('a recalled schema serves while nobody says what the datasource looks like, not when it is gone', async (t) => {
  const cases = [
    ['druid_unavailable', null],
    ['not_found', 'not_found'],
  ] as const
  for (const [code, refused] of cases) {
    const read = () => Promise.reject(new ProductError(code, 'no schema'))
    const { calls, ask } = ground({ recalled: schemaOf('sales'), read })
    const asking = ask('first')
    await settled()
    calls[0]?.answer(5)
    if (refused === null) t.match(await asking, { rows: [[5]] })
    else await t.rejects(asking, { code: refused })
  }
})

t.test('one that is ended from outside ends for all who wait for it', async (t) => {
  const { calls, canceled, inFlight, ask } = ground()
  const both = [ask('first'), ask('second')]
  await settled()
  t.match(inFlight.list(), [{ queryId: 'first', kind: 'explore', state: 'running', datasource: 'sales', client: 'me' }])
  t.match(inFlight.list()[0]?.sql, /select/i)
  inFlight.cancel('first')
  for (const one of both) await t.rejects(one, { code: 'canceled' })
  await settled()
  t.equal(calls.length, 1, 'nobody asks again')
  t.ok(canceled.includes('first'))
  t.same(inFlight.list(), [])
})

t.test('one that waits for its turn is listed as waiting', async (t) => {
  const { calls, inFlight, ask } = ground({ atOnce: 1 })
  void ask('first', { of: asked('one') })
  void ask('second', { of: asked('other') })
  await settled()
  t.match(inFlight.list(), [
    { queryId: 'first', state: 'running' },
    { queryId: 'second', state: 'waiting', sql: null },
  ])
  calls[0]?.answer(1)
  await settled()
  t.match(inFlight.list(), [{ queryId: 'second', state: 'running' }])
})
