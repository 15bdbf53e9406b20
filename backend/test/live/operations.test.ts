import { randomUUID } from 'node:crypto'
import { setTimeout as sleep } from 'node:timers/promises'
import {
  cancelRunningQuery,
  cancelSql,
  exportQuery,
  getIngestion,
  getLoadQueues,
  getQueryLatencies,
  getSlowQueryPlan,
  getTaskLog,
  type IngestionStatus,
  listRunningQueries,
  listSlowQueries,
  listTasks,
  type Query,
  runQuery,
  runSql,
  type SlowQuery,
} from '@nemeton/contract'
import t from 'tap'
import { endTask, fillSlots, holdJanuary, replaceJanuary, submitTask } from './druid-tasks.ts'
import { exchange } from './exchange.ts'
import { findLogged } from './request-log.ts'
import { salesCsv } from './sales.ts'
import { startSecondService } from './second-service.ts'
import { ask, call, ingest, load, untilEnded, untilProfiled, upload } from './service.ts'
import { part, stack } from './stack.ts'
import { putObject } from './store.ts'
import { forget, freshName } from './tables.ts'
import { until } from './until.ts'

const datasource = freshName('operations')
const other = freshName('operations_other')
t.teardown(() => forget([datasource, other]))
const loaded = await load({ filename: 'sales.csv', content: salesCsv }, datasource)
/** Every question is slow to it. */
const second = await startSecondService({ SLOW_QUERY_MS: '0', DRUID_BROKER_URL: stack.brokerUrl })
t.teardown(() => second.remove())
t.equal(loaded.status, 'queryable', JSON.stringify(loaded.error))
const there = { baseUrl: second.baseUrl }

/** Ten seconds of work and more, with nothing to show before its end. */
const slow = `SELECT COUNT(*) FROM "${datasource}" a
  JOIN (SELECT "receipt", "channel" FROM "${datasource}" WHERE "branch" = 'Thika') b ON a."channel" = b."channel"
  JOIN (SELECT "receipt" AS "other", "channel" FROM "${datasource}" WHERE "branch" = 'Machakos') c
    ON a."channel" = c."channel"
  WHERE a."branch" = ? AND b."receipt" < c."other"`
const slowSql = (sqlQueryId: string) => ({
  query: slow,
  parameters: [{ type: 'VARCHAR' as const, value: 'Nairobi CBD' }],
  context: { sqlQueryId, useCache: false },
})
const question = (): Query =>
  runQuery.body.parse({
    datasource,
    interval: '2024-01-01T00:00:00Z/2026-01-01T00:00:00Z',
    filter: { kind: 'not', filter: { kind: 'values', column: 'branch', values: [`none ${randomUUID()}`] } },
    measures: [{ name: 'sales', kind: 'count' }],
  })

const listed = async (queryId: string, at: { baseUrl?: string } = {}) =>
  (await ask(listRunningQueries, at)).items.find((one) => one.queryId.startsWith(queryId))
const untilListed = (queryId: string, at: { baseUrl?: string } = {}) =>
  until(`${queryId} is listed`, async () => listed(queryId, at))
const slowOf = async (queryId: string, orderBy: 'at' | 'elapsedMs' = 'at'): Promise<SlowQuery | undefined> =>
  (await ask(listSlowQueries, { query: { limit: 200, orderBy } })).items.find((one) => one.queryId.startsWith(queryId))
const untilSlow = (queryId: string) => until(`${queryId} is in the log`, () => slowOf(queryId))

t.test('a statement that runs is listed everywhere and ended from another instance', async (t) => {
  const id: string = randomUUID()
  const asked = call(runSql, { body: slowSql(id) })
  const own = await untilListed(id)
  t.match(own, { queryId: id, kind: 'sql', state: 'running', sql: slow, datasource: null, client: '127.0.0.1' })
  t.ok(Math.abs(Date.parse(own.startedAt) + own.ageMs - Date.now()) < 5000)
  const elsewhere = await untilListed(id, there)
  t.match(elsewhere, { instance: own.instance, client: own.client, sql: own.sql, startedAt: own.startedAt })
  t.ok(elsewhere.ageMs >= 1000, 'the others are told of those that last')
  await sleep(1500)
  const later = await listed(id, there)
  t.ok((later?.ageMs ?? 0) >= elsewhere.ageMs + 1000, 'it grows older there too')
  const ended = await ask(cancelRunningQuery, { params: { queryId: id }, ...there })
  t.same(ended, { queryId: id })
  const { status, json } = await asked
  t.equal(status, 499)
  t.match(json.error, { code: 'canceled' })
  const logged = await until('the broker has logged its end', () => findLogged(id), { withinMs: 240_000 })
  t.equal(logged.success, false)
  t.equal(await listed(id), undefined)
  await until('the others know', async () => (await listed(id, there)) === undefined)
  t.equal((await call(cancelRunningQuery, { params: { queryId: id } })).status, 404)
})

t.test('what was slow is kept, and Druid explains it again with its parameters', async (t) => {
  const id: string = randomUUID()
  const asked = call(runSql, { body: slowSql(id) })
  await until('it has run for long', async () => ((await listed(id))?.ageMs ?? 0) > 2500)
  await ask(cancelSql, { params: { queryId: id }, ...there })
  t.ok((await asked).status >= 400, 'the other way to end one reaches it through another instance too')
  const kept = await untilSlow(id)
  t.match(kept, { queryId: id, kind: 'sql', client: '127.0.0.1', sql: slow, rows: null })
  t.ok(kept.elapsedMs > 2500 && kept.waitedMs < 1000)
  const { plan } = await ask(getSlowQueryPlan, { params: { id: kept.id } })
  t.match(JSON.stringify(plan), /Nairobi CBD/)
  t.equal((await call(getSlowQueryPlan, { params: { id: '999999999' } })).status, 404)
})

t.test('questions and exports are kept with what was compiled of them and how many rows came', async (t) => {
  const [one, two] = [randomUUID() as string, randomUUID() as string]
  await ask(runQuery, { body: question(), ...there, headers: { 'x-request-id': one } })
  const exported = await call(exportQuery, {
    body: { query: { ...question(), splits: [{ column: 'branch', limit: 100 }] } as Query, format: 'csv', head: false },
    ...there,
    headers: { 'x-request-id': two },
  })
  const lines = exported.text.trimEnd().split('\n').length - 1
  const [asked, taken] = [await untilSlow(one), await untilSlow(two)]
  t.match(asked, { kind: 'explore', datasource, outcome: 'answered', message: null, rows: 1, sql: /count/i })
  t.match(taken, { kind: 'export', datasource, outcome: 'answered', rows: lines })
  for (const { id } of [asked, taken]) {
    const { plan, attributes } = await ask(getSlowQueryPlan, { params: { id } })
    t.match(JSON.stringify(plan), new RegExp(datasource))
    t.match(attributes, { statementType: 'SELECT' })
  }
})

t.test('the log is read page by page, by time and by duration', async (t) => {
  for (let n = 0; n < 7; n += 1) await call(runSql, { body: { query: `SELECT ${n} AS "n"` }, ...there })
  await until('they are there', async () => (await ask(listSlowQueries, { query: { limit: 200 } })).items.length >= 7)
  await sleep(1000)
  for (const orderBy of ['at', 'elapsedMs'] as const) {
    const whole = (await ask(listSlowQueries, { query: { limit: 200, orderBy } })).items
    const keys = whole.map((one) => (orderBy === 'at' ? Date.parse(one.at) : one.elapsedMs))
    t.same(
      keys,
      keys.toSorted((a, b) => b - a),
    )
    const paged: string[] = []
    let cursor: string | null | undefined
    do {
      const page = await ask(listSlowQueries, { query: { limit: 3, orderBy, ...(cursor && { cursor }) } })
      paged.push(...page.items.map(({ id }) => id))
      cursor = page.nextCursor
    } while (cursor !== null)
    t.same(
      paged,
      whole.map(({ id }) => id),
    )
  }
  const { nextCursor } = await ask(listSlowQueries, { query: { limit: 1 } })
  for (const cursor of ['x', nextCursor ?? ''])
    t.equal((await call(listSlowQueries, { query: { cursor, orderBy: 'elapsedMs' } })).status, 400)
})

t.test('while a historical hangs: its load queue, the end of a question, and one id for two', async (t) => {
  const { id: uploadId } = await upload(
    { filename: 'other.csv', content: 'time,shop,amount\n2025-01-01T10:00:00Z,Thika,5\n' },
    other,
  )
  await untilProfiled(uploadId)
  const before = await ask(getLoadQueues)
  const historical = before.items.find(({ tier }) => tier !== null)
  t.match(historical, { tier: '_default_tier', toLoad: { segments: 0 }, toDrop: { segments: 0 } })
  await ask(runQuery, { body: question() })

  await part('pause', 'historical')
  const resumed = { done: false }
  const resume = async () => {
    if (!resumed.done) await part('resume', 'historical')
    resumed.done = true
  }
  t.teardown(resume)
  const [shared, ending] = [randomUUID() as string, randomUUID() as string]
  const leaving = new AbortController()
  const left = exchange({
    method: 'POST',
    url: `${stack.baseUrl}/api/v1/query`,
    headers: { 'content-type': 'application/json', 'x-request-id': shared },
    body: JSON.stringify(question()),
    signal: leaving.signal,
  })
  left.catch(() => {})
  const first = await untilListed(shared)
  t.match(first, { kind: 'explore', state: 'running', datasource, sql: /count/i })
  const body = question()
  const waiting = [0, 1].map((n) => call(runQuery, { body, headers: { 'x-request-id': `${ending}-${n}` } }))
  const two = await untilListed(ending)
  const same = call(runQuery, { body: question(), headers: { 'x-request-id': shared } })
  await until(
    'both are listed under the id of their request',
    async () => (await ask(listRunningQueries)).items.filter(({ queryId }) => queryId.startsWith(shared)).length === 2,
  )
  leaving.abort()
  await ask(cancelRunningQuery, { params: { queryId: two.queryId } })
  for (const one of await Promise.all(waiting)) {
    t.equal(one.status, 499, 'whoever waits for the same is told')
    t.match(one.json.error, { code: 'canceled' })
  }
  const run = await ingest(uploadId)
  const queued = await until(
    'a segment waits to be loaded',
    async () => (await ask(getLoadQueues)).items.find(({ toLoad }) => toLoad.segments > 0),
    { withinMs: 30_000 },
  ).catch((error: Error) => error)
  await sleep(4500)
  await resume()
  if (queued instanceof Error) throw queued
  t.equal(queued.server, historical?.server)
  t.ok(queued.toLoad.bytes > 0)
  const answered = await same
  t.equal(answered.status, 200, 'the late cancels of the first have not reached it')
  t.equal((await untilEnded(run.id)).status, 'queryable')
})

t.test('the task of an ingestion is listed with it, and its log can be read', async (t) => {
  const { id: uploadId } = await upload({ filename: 'sales.csv', content: salesCsv }, other)
  await untilProfiled(uploadId)
  const { id } = await ingest(uploadId)
  const is = (...wanted: readonly IngestionStatus[]) =>
    until(`it is ${wanted.join(' or ')}`, async () => {
      const found = await ask(getIngestion, { params: { id } })
      return wanted.includes(found.status) ? found : null
    })
  await is('submitted', 'waiting', 'running')
  await part('pause', 's3')
  const taskOf = async () => (await ask(listTasks)).items.find(({ ingestionId }) => ingestionId === id)
  const running = await until('its task runs', async () => {
    const task = await taskOf()
    return task?.state === 'running' && task
  }).finally(() => part('resume', 's3'))
  const { taskId } = await ask(getIngestion, { params: { id } })
  t.match(running, { id: taskId, type: 'index_parallel', datasource: other, durationMs: null, error: null })
  t.equal((await untilEnded(id)).status, 'queryable')
  const over = await until('its task has ended', async () => {
    const task = await taskOf()
    return task?.state === 'succeeded' && task
  })
  t.ok((over.durationMs ?? 0) > 0)
  t.match(await ask(getTaskLog, { params: { id: over.id } }), { tail: null }, "Druid's indexer writes none")
  // A worker that does would have it there.
  const lines = Array.from({ length: 5000 }, (_, n) => `2026-01-01T00:00:00,000 INFO [task] line ${n + 1} é`)
  await putObject(`indexing-logs/${over.id}/log`, `${lines.join('\n')}\n`)
  const { tail } = await ask(getTaskLog, { params: { id: over.id } })
  t.ok(Buffer.byteLength(tail ?? '') <= 64 * 1024)
  t.same(tail?.split('\n').slice(-1001), [...lines.slice(-1000), ''])
  for (const id of ['nobody/../x', 'a\nb']) t.equal((await call(getTaskLog, { params: { id } })).status, 400)
  const unknown = await call(getTaskLog, { params: { id: 'nobody of % and ?' } })
  t.equal(unknown.status, 404)
  t.match(unknown.json.error, { code: 'not_found', message: /nobody/ })
})

t.test('a task that waits for a slot, and one that waits for a lock', async (t) => {
  const held = await holdJanuary(other)
  const locked = await replaceJanuary(other, 10)
  const found = await until('it waits for the lock', async () => {
    const { items } = await ask(listTasks)
    return items.find(({ id, state }) => id === locked && state === 'waiting')
  })
  t.match(found, { type: 'index_parallel', datasource: other, ingestionId: null })
  t.match(await ask(getTaskLog, { params: { id: locked } }), { tail: null })
  await endTask(locked)
  await held.end()

  const { ids, end } = await fillSlots()
  const late = await submitTask({ type: 'noop', spec: {}, runTime: 100 })
  const full = await until('it waits for a slot', async () => {
    const tasks = await ask(listTasks)
    return tasks.items.some(({ id, state }) => id === late && state === 'pending') && tasks
  })
  t.equal(full.slots?.used, full.slots?.total)
  const order = full.items.map(({ id }) => id)
  t.ok(
    ids.every((id) => order.indexOf(id) < order.indexOf(late)),
    'what runs comes first',
  )
  await end()
})

t.test('while PostgreSQL is away its own questions are listed, and what was slow is kept for later', async (t) => {
  const [id, slowId] = [randomUUID() as string, randomUUID() as string]
  const asked = call(runSql, { body: slowSql(id), ...there })
  await untilListed(id, there)
  await part('stop', 'postgres')
  try {
    const answer = await until('it says that it knows of its own alone', async () => {
      const found = await ask(listRunningQueries, there)
      return !found.complete && found
    })
    t.ok(answer.items.some(({ queryId }) => queryId === id))
    const meanwhile = await call(runSql, {
      body: { query: 'SELECT 1', context: { sqlQueryId: slowId } },
      ...there,
    })
    t.equal(meanwhile.status, 200)
    await ask(cancelRunningQuery, { params: { queryId: id }, ...there })
    t.equal((await asked).status, 499)
  } finally {
    await part('start', 'postgres')
  }
  for (const one of [id, slowId]) t.match(await untilSlow(one), { kind: 'sql' })
  await until('all is told again', async () => (await ask(listRunningQueries, there)).complete)
})

t.test('what a dead instance said is no longer listed', async (t) => {
  const third = await startSecondService({})
  t.teardown(() => third.remove())
  const id: string = randomUUID()
  const asked = call(runSql, { body: slowSql(id), baseUrl: third.baseUrl })
  asked.catch(() => {})
  await untilListed(id)
  third.signal('SIGKILL')
  await third.ended
  const left = performance.now()
  await until('it is forgotten', async () => (await listed(id)) === undefined, { withinMs: 10_000 })
  t.comment(`figure: forgotten ${Math.round(performance.now() - left)} ms after its instance was killed`)
  await call(cancelSql, { params: { queryId: id } })
})

t.test('a restart loses no durations', async (t) => {
  for (let n = 0; n < 110; n += 1) await call(runSql, { body: { query: `SELECT ${n} AS "n"` }, ...there })
  const { items, minutes } = await ask(getQueryLatencies, there)
  const sql = items.find(({ kind }) => kind === 'sql')
  t.ok((sql?.count ?? 0) >= 110)
  t.ok((sql?.p50Ms ?? 0) > 0 && (sql?.p50Ms ?? 0) <= (sql?.p95Ms ?? 0) && (sql?.p95Ms ?? 0) <= (sql?.p99Ms ?? 0))
  t.ok(minutes.some(({ kind, count }) => kind === 'sql' && count > 0))
  second.signal('SIGTERM')
  t.equal(await second.ended, 0)
  const third = await startSecondService({})
  t.teardown(() => third.remove())
  const restored = await until('it has them back', async () => {
    const answer = await ask(getQueryLatencies, { baseUrl: third.baseUrl })
    return answer.items.find(({ kind, baselineP95Ms }) => kind === 'sql' && baselineP95Ms !== null)
  })
  t.equal(restored.count, 0, 'and has asked nothing itself')
})
