import { randomUUID } from 'node:crypto'
import { dropDatasource, type Query, restoreDatasource, runQuery, type Table, undoIngestion } from '@nemeton/contract'
import t from 'tap'
import { dropDatasource as dropInDruid } from './druid.ts'
import { exchange } from './exchange.ts'
import { findLogged } from './request-log.ts'
import { startSecondService } from './second-service.ts'
import { ask, call, untilEnded } from './service.ts'
import { ends, heldBy, load, spring, winter } from './shops.ts'
import { stack } from './stack.ts'
import { forget, freshName } from './tables.ts'
import { until } from './until.ts'

const datasource = freshName('cache')
t.teardown(() => forget([datasource]))

const question = {
  datasource,
  interval: '2025-01-01T00:00:00Z/2026-01-01T00:00:00Z',
  splits: [{ column: 'shop', orderBy: { column: 'shop', direction: 'ascending' as const }, limit: 10 }],
  measures: [
    { name: 'rows', kind: 'count' as const },
    { name: 'pieces', kind: 'sum' as const, column: 'pieces' },
  ],
  totals: true,
}
const put = async (body: object = question, headers: Record<string, string> = {}, baseUrl = stack.baseUrl) =>
  (await ask(runQuery, { body: body as Query, headers, baseUrl })) as Table
const rowsOf = ({ totals }: Table) => totals?.[1]
/** Without what is of one asking. */
const content = ({ elapsedMs: _elapsed, cached: _cached, ...table }: Table) => table
const untilCached = (body: object) =>
  until('the answer is kept', async () => {
    const table = await put(body)
    return table.cached ? table : null
  })

t.test('a question that repeats is answered without Druid, the same to the last cell', async (t) => {
  await load(t, winter, datasource)
  const first = await put()
  t.equal(rowsOf(first), 120)
  t.equal(first.cached, false)
  const id: string = randomUUID()
  const again = await put(question, { 'x-request-id': id })
  t.equal(again.cached, true)
  t.same(content(again), content(first))
  await put({ ...question, interval: '2025-01-01T00:00:00Z/2025-07-01T00:00:00Z' }, { 'x-request-id': `${id}-other` })
  t.ok(await until('Druid has run another one', () => findLogged(`${id}-other`)))
  t.equal(await findLogged(id), null, 'and never heard of the repeated one')
})

t.test('what is kept comes at once', async (t) => {
  await untilCached(question)
  const times: number[] = []
  for (let n = 0; n < 200; n += 1) times.push((await call(runQuery, { body: question as Query })).elapsedMs)
  const [least, middle] = [0, 100].map((at) => times.toSorted((one, other) => one - other)[at]?.toFixed(1))
  t.comment(`figure: a kept answer in ${middle} ms, the quickest in ${least} ms, on a connection of its own each`)
  t.equal(((await put()) as Table).cached, true)
})

t.test('another zone, filter or measure is another question', async (t) => {
  const others = [
    { ...question, timezone: 'Africa/Nairobi' },
    { ...question, filter: { kind: 'values', column: 'shop', values: ['shop 1'] } },
    { ...question, measures: [{ name: 'rows', kind: 'max', column: 'pieces' }] },
    { ...question, totals: false },
  ]
  for (const other of others) {
    t.equal((await put(other)).cached, false)
    t.equal((await put(other)).cached, true)
  }
})

t.test('after append, undo, replace, drop and restore the next answer is never the old one', async (t) => {
  const answered = async (rows: number, what: string) => {
    const table = await put()
    t.equal(rowsOf(table), rows, `${what}: ${rowsOf(table)} rows, ${table.cached ? 'kept' : 'asked'}`)
  }
  await untilCached(question)
  const appended = await load(t, spring, datasource)
  await answered(150, 'after the append')
  await untilCached(question)
  const undone = await untilEnded((await ask(undoIngestion, { params: { id: appended.id } })).id)
  t.equal(undone.status, 'queryable')
  await answered(120, 'after the undo')
  await untilCached(question)
  const dropped = await ask(dropDatasource, { params: { name: datasource } })
  t.equal(dropped.gone, true)
  const gone = await call(runQuery, { body: question as Query })
  t.equal(gone.status, 404, gone.text)
  await ask(restoreDatasource, { params: { name: datasource }, body: {} })
  await answered(120, 'after the restore')
  await untilCached(question)
  await load(t, spring, datasource, { mode: 'replace' })
  await answered(70, 'after the replace')
})

t.test('while data changes, every answer is one that Druid would give at that moment', async (t) => {
  const direct = async (): Promise<unknown> => {
    const table = await put({ ...question, filter: { kind: 'not', filter: unique() } })
    t.equal(table.cached, false)
    return rowsOf(table)
  }
  const before = await direct()
  const seen = new Set<unknown>()
  let isLoading = true
  const asking = (async () => {
    while (isLoading) seen.add(rowsOf(await put()))
  })()
  await load(t, ends, datasource)
  const after = rowsOf(await put())
  isLoading = false
  await asking
  t.equal(after, (before as number) + 120)
  t.equal(after, await direct())
  t.ok([...seen].every((rows) => (rows as number) >= (before as number) && (rows as number) <= (after as number)))
})

t.test('the same question at once is asked of Druid once; one who leaves does not end it for the others', async (t) => {
  const body = JSON.stringify({ ...question, filter: { kind: 'not', filter: unique() } })
  const ids: string[] = Array.from({ length: 8 }, () => randomUUID())
  const leaving = new AbortController()
  const asked = ids.map((id, n) =>
    exchange({
      method: 'POST',
      url: `${stack.baseUrl}/api/v1/query`,
      headers: { 'content-type': 'application/json', 'x-request-id': id },
      body,
      ...(n === 0 && { signal: leaving.signal }),
    }),
  )
  asked[0]?.catch(() => {})
  setImmediate(() => leaving.abort())
  const answers = (await Promise.all(asked.slice(1))).map(({ json }) => json.data as Table)
  for (const answer of answers) t.same(answer.rows, answers[0]?.rows)
  const ran = new Set(answers.map(({ queryId }) => queryId))
  t.ok([...ran].every((id) => ids.some((own) => id.startsWith(own))))
  await until('Druid has logged it', async () => (await Promise.all([...ran].map(findLogged))).every(Boolean))
  const logged = await Promise.all(ids.map(findLogged))
  t.ok(logged.filter(Boolean).length <= 2, 'once, and once more at most for the one who left before the others came')
})

t.test('without room for answers, or without a broker of its own, nothing is kept', async (t) => {
  for (const bytes of ['0', '']) {
    const env = { CACHE_BYTES: bytes, DRUID_BROKER_URL: bytes === '' ? '' : stack.brokerUrl }
    const second = await startSecondService(env)
    t.teardown(() => second.remove())
    const tables = [await put(question, {}, second.baseUrl), await put(question, {}, second.baseUrl)]
    t.same(
      tables.map(({ cached }) => cached),
      [false, false],
    )
  }
})

t.test('what others drop past the service is not answered any more', async (t) => {
  await untilCached(question)
  await dropInDruid(datasource)
  await until('the broker answers no rows', async () => ((await heldBy(datasource)) ?? [0])[0] === 0)
  const { status, json } = await call(runQuery, { body: question as Query })
  if (status !== 404) t.equal(rowsOf(json.data as Table), 0)
  t.match(json.data, status === 404 ? null : { cached: false })
})

let filters = 0
/** A filter that no other question has and that nothing passes. */
function unique() {
  filters += 1
  return { kind: 'values', column: 'shop', values: [`nobody ${filters}`] }
}
