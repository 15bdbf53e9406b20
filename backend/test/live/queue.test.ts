import { randomUUID } from 'node:crypto'
import { type IncomingMessage, request } from 'node:http'
import { setTimeout as sleep } from 'node:timers/promises'
import { cancelSql, exportQuery, type Query, runQuery, runSql, type Table } from '@nemeton/contract'
import t from 'tap'
import { asJson, exchange } from './exchange.ts'
import { findLogged } from './request-log.ts'
import { salesCsv } from './sales.ts'
import { type SecondService, startSecondService } from './second-service.ts'
import { ask, call, load } from './service.ts'
import { stack } from './stack.ts'
import { forget, freshName } from './tables.ts'
import { until } from './until.ts'

const datasource = freshName('queue')
t.teardown(() => forget([datasource]))
const loaded = await load({ filename: 'sales.csv', content: salesCsv }, datasource)
t.equal(loaded.status, 'queryable', JSON.stringify(loaded.error))

/** Ten seconds of work and more, with nothing to show before its end. */
const slow = `SELECT COUNT(*) FROM "${datasource}" a
  JOIN (SELECT "receipt", "channel" FROM "${datasource}" WHERE "branch" = 'Thika') b ON a."channel" = b."channel"
  JOIN (SELECT "receipt" AS "other", "channel" FROM "${datasource}" WHERE "branch" = 'Machakos') c
    ON a."channel" = c."channel"
  WHERE a."branch" = 'Nairobi CBD' AND b."receipt" < c."other"`
/** A result that flows for as long as somebody reads. */
const flowing = `SELECT a."receipt", b."receipt", a."product", b."product" FROM "${datasource}" a
  JOIN (SELECT "receipt", "channel", "product" FROM "${datasource}" WHERE "branch" = 'Thika') b
  ON a."channel" = b."channel"`

const question = (branch: string): Query =>
  runQuery.body.parse({
    datasource,
    interval: '2024-01-01T00:00:00Z/2026-01-01T00:00:00Z',
    filter: { kind: 'values', column: 'branch', values: [branch] },
    measures: [{ name: 'sales', kind: 'count' }],
  })

t.test('while slow queries run a kept answer comes, and canceling them frees Druid', async (t) => {
  const kept = question('Thika')
  await until('the answer is kept', async () => ((await ask(runQuery, { body: kept })) as Table).cached)
  const ids = Array.from({ length: 3 }, () => randomUUID() as string)
  const leaving = new AbortController()
  const running = ids.map((id) => begin({ query: slow, context: { sqlQueryId: id } }, stack.baseUrl, leaving.signal))
  for (const one of running) one.catch(() => {})
  await sleep(1500)
  const answer = await call(runQuery, { body: kept })
  t.match(answer.json.data, { cached: true })
  t.comment(`figure: a kept answer in ${answer.elapsedMs.toFixed(1)} ms beside three slow queries`)
  t.same(await Promise.all(ids.map(findLogged)), [null, null, null], 'they run still')
  leaving.abort()
  const left = performance.now()
  for (const id of ids) {
    const logged = await until(`the broker has logged the end of ${id}`, () => findLogged(id), { withinMs: 240_000 })
    t.equal(logged.success, false)
  }
  t.comment(`figure: Druid has ended the three ${Math.round(performance.now() - left)} ms after they were left`)
})

t.test('one question at a time', async (t) => {
  const service = await startSecondService({
    DRUID_BROKER_URL: stack.brokerUrl,
    QUERIES_AT_ONCE: '1',
    QUERIES_PER_CLIENT: '1',
    QUERIES_WAITING: '4',
  })
  t.teardown(() => service.remove())
  const at = { baseUrl: service.baseUrl }
  const put = (branch: string, tile?: string) =>
    call(runQuery, { body: question(branch), ...at, ...(tile !== undefined && { headers: { 'x-tile': tile } }) })
  t.equal((await put('Machakos')).status, 200)
  await until('the answer is kept', async () => ((await put('Machakos')).json.data as Table).cached)
  const refused = await put('Machakos', 'x'.repeat(201))
  t.equal(refused.status, 400)
  t.match(refused.json.error, { code: 'invalid_request', message: /x-tile/ })

  const seated = await holdSeat(service)
  /** What was asked before has come as far as these do: to the queue. */
  const behind = async () => {
    for (let n = 0; n < 5; n += 1) t.match((await put('Machakos')).json.data, { cached: true }, 'it waits for nobody')
  }
  const older = put('Thika', 'chart')
  await behind()
  const other = put('Nakuru', 'table')
  await behind()
  const full = await Promise.all([
    put('Eldoret'),
    call(runSql, { body: { query: 'SELECT 1' }, ...at }),
    call(exportQuery, { body: { query: question('Eldoret'), format: 'csv' }, ...at }),
  ])
  for (const { status, headers, json } of full) {
    t.equal(status, 429)
    t.match(headers['retry-after'], /^[1-9]\d*$/)
    t.match(json.error, { code: 'rate_limited', message: /2 questions wait.*Retry-After/ })
  }
  const newer = put('Nairobi CBD', 'chart')
  const { status, json } = await older
  t.equal(status, 499)
  t.match(json.error, { code: 'canceled', message: /newer question/ })

  seated.destroy()
  for (const [asked, branch] of [
    [await newer, 'Nairobi CBD'],
    [await other, 'Nakuru'],
  ] as const) {
    t.equal(asked.status, 200, asked.text)
    const direct = (await ask(runQuery, { body: question(branch) })) as Table
    t.same((asked.json.data as Table).rows, direct.rows)
  }
})

/** Elsewhere this machine has one address on its loopback alone. */
const hasTwoAddresses = process.platform === 'linux'
t.test('one who has all the places of one leaves those of the others free', { skip: !hasTwoAddresses }, async (t) => {
  const service = await startSecondService({ QUERIES_AT_ONCE: '2', QUERIES_PER_CLIENT: '1' })
  t.teardown(() => service.remove())
  const seated = await holdSeat(service)
  const id = randomUUID()
  const statement = asJson({ query: 'SELECT 1', context: { sqlQueryId: id } })
  const waiting = exchange({ ...statement, url: `${service.baseUrl}/api/v1/sql` })
  const others = await exchange({
    ...asJson({ query: 'SELECT 2 AS "two"' }),
    url: `${service.baseUrl}/api/v1/sql`,
    localAddress: '127.0.0.2',
  })
  t.equal(others.status, 200)
  t.same(JSON.parse(others.text), [{ two: 2 }])
  t.equal(await findLogged(id), null, 'the other one still waits')
  seated.destroy()
  t.equal((await waiting).status, 200)
})

t.test('a statement that waits can be canceled, and what waits behind it comes', async (t) => {
  const service = await startSecondService({ QUERIES_AT_ONCE: '1' })
  t.teardown(() => service.remove())
  const seated = await holdSeat(service)
  const id = randomUUID()
  const asked = call(runSql, {
    body: { query: 'SELECT 1', context: { sqlQueryId: id } },
    baseUrl: service.baseUrl,
  })
  await until('it can be canceled', async () => {
    const answer = await call(cancelSql, { params: { queryId: id }, baseUrl: service.baseUrl })
    return answer.status === 200
  })
  t.equal((await asked).status, 499)
  seated.destroy()
  t.equal((await call(runSql, { body: { query: 'SELECT 1' }, baseUrl: service.baseUrl })).status, 200)
  t.equal(await findLogged(id), null, 'Druid never heard of it')
})

/** A result that flows and that nobody reads on. */
async function holdSeat({ baseUrl }: SecondService): Promise<IncomingMessage> {
  const response = await begin({ query: flowing, resultFormat: 'arrayLines' }, baseUrl)
  await new Promise((resolve) => response.once('readable', resolve))
  return response
}

function begin(body: object, baseUrl = stack.baseUrl, signal?: AbortSignal): Promise<IncomingMessage> {
  return new Promise((resolve, reject) => {
    const { method, headers, body: text } = asJson(body)
    request(`${baseUrl}/api/v1/sql`, { method, headers, agent: false, ...(signal && { signal }) })
      .once('response', (response) => resolve(response.on('error', () => {})))
      .once('error', reject)
      .end(text)
  })
}
