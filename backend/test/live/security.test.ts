import { randomUUID } from 'node:crypto'
import { once } from 'node:events'
import { readFile } from 'node:fs/promises'
import type { OutgoingHttpHeaders } from 'node:http'
import { connect } from 'node:net'
import { networkInterfaces } from 'node:os'
import { join } from 'node:path'
import { getIngestion, type Ingestion, listUploads, planUpload, runQuery } from '@nemeton/contract'
import t from 'tap'
import { endpoints } from '../../src/http/openapi.ts'
import { type Answer, asJson, exchange } from './exchange.ts'
import { leftBehind } from './left-behind.ts'
import { multipart, multipartHeaders } from './multipart.ts'
import { findLogged } from './request-log.ts'
import { startSecondService } from './second-service.ts'
import { ask, call, load, upload, urlOf } from './service.ts'
import { stack } from './stack.ts'
import { forget, freshName } from './tables.ts'
import { until } from './until.ts'

const datasource = freshName('security')
t.teardown(() => forget([datasource]))
const csv = 'time,shop,amount\n2025-01-01T00:00:00Z,Nairobi,1.5\n2025-01-02T00:00:00Z,Thika,2.5\n'
const ingestion = await load({ filename: 'shops.csv', content: csv }, datasource)
t.equal(ingestion.status, 'queryable', JSON.stringify(ingestion.error))

const { host, port } = new URL(stack.baseUrl)
const own = { origin: stack.baseUrl, 'sec-fetch-site': 'same-origin' }
const foreign: Readonly<Record<string, OutgoingHttpHeaders>> = {
  'a foreign origin': { origin: 'http://evil.example' },
  'the origin of another port': { origin: `http://127.0.0.1:${Number(port) + 1}` },
  'the null origin': { origin: 'null' },
  'a name that points here by rebinding': { host: `evil.example:${port}` },
  'a rebound name and its own origin': { host: `evil.example:${port}`, origin: `http://evil.example:${port}` },
  'a foreign page that asks without CORS': { 'sec-fetch-site': 'cross-site', 'sec-fetch-mode': 'no-cors' },
}
const events = `/api/v1/ingestions/${ingestion.id}/events`
const ways: Readonly<Record<string, (headers: OutgoingHttpHeaders) => Promise<Answer>>> = {
  GET: (headers) => exchange({ url: `${stack.baseUrl}/api/v1/uploads`, headers }),
  'GET of a page': (headers) => exchange({ url: `${stack.baseUrl}/`, headers }),
  'GET of events': (headers) => exchange({ url: `${stack.baseUrl}${events}`, headers }),
  'POST of JSON': (headers) =>
    exchange({ ...asJson({ query: 'SELECT 1' }, headers), url: `${stack.baseUrl}/api/v1/sql` }),
  'POST of text': (headers) =>
    exchange({
      method: 'POST',
      url: `${stack.baseUrl}/api/v1/sql`,
      headers: { 'content-type': 'text/plain', ...headers },
      body: '{"query":"SELECT 1"}',
    }),
  'POST of a file': (headers) =>
    exchange({
      method: 'POST',
      url: `${stack.baseUrl}/api/v1/uploads`,
      headers: { ...multipartHeaders, ...headers },
      body: multipart([
        { field: 'datasource', value: datasource },
        { filename: 'shops.csv', content: csv },
      ]),
    }),
  DELETE: (headers) =>
    exchange({ method: 'DELETE', url: `${stack.baseUrl}/api/v1/uploads/${ingestion.uploadId}`, headers }),
}
for (const [what, headers] of Object.entries(foreign)) {
  for (const [way, ask] of Object.entries(ways)) {
    t.test(`refuses ${way} from ${what}, and does nothing`, async (t) => {
      const before = await leftBehind()
      const answer = await ask(headers)
      t.equal(answer.status, 403)
      t.match(answer.json, { data: null, error: { code: 'forbidden_origin' } })
      t.notOk(answer.headers['access-control-allow-origin'], 'no page elsewhere may read it')
      t.same(await leftBehind(), before)
    })
  }
}

t.test('refuses a preflight of a foreign page', async (t) => {
  const answer = await exchange({
    method: 'OPTIONS',
    url: `${stack.baseUrl}/api/v1/sql`,
    headers: { origin: 'http://evil.example', 'access-control-request-method': 'POST' },
  })
  t.equal(answer.status, 403)
  t.notOk(answer.headers['access-control-allow-origin'])
})

t.test('lets its own pages and programs in', async (t) => {
  t.equal((await call(listUploads, { headers: own })).status, 200)
  t.equal((await call(listUploads)).status, 200)
  const named = await exchange({ url: `${stack.baseUrl}/api/v1/uploads`, headers: { host: `localhost:${port}` } })
  t.equal(named.status, 200)
})

t.test('every answer forbids scripts of others, inline ones included', async (t) => {
  for (const path of ['/', '/explore', '/api/v1/health', '/api/v1/nothing', '/api/v1/openapi.json']) {
    const { headers } = await exchange({ url: stack.baseUrl + path })
    const policy = new Map(
      String(headers['content-security-policy'])
        .split(';')
        .map((rule) => rule.trim().split(/\s+/))
        .map(([name = '', ...values]) => [name, values]),
    )
    const allowed = path.startsWith('/api/') ? "'none'" : "'self'"
    t.same(policy.get('script-src') ?? policy.get('default-src'), [allowed], path)
    t.same(policy.get('object-src') ?? policy.get('default-src'), ["'none'"])
    t.same(policy.get('frame-ancestors'), ["'none'"])
    t.same(policy.get('base-uri'), ["'none'"])
    t.equal(headers['x-content-type-options'], 'nosniff')
    t.notOk(headers['x-powered-by'])
  }
})

t.test('listens on the loopback address alone', async (t) => {
  t.match(host, /^127\.0\.0\.1:/)
  const others = Object.values(networkInterfaces())
    .flatMap((addresses = []) => addresses)
    .filter(({ internal, family, scopeid }) => !internal && (family === 'IPv4' || !scopeid))
    .map(({ address }) => address)
  for (const address of [...others, ...(process.platform === 'linux' ? ['127.0.0.2'] : [])])
    t.not(await answersAt(address), true, address)
  t.ok(await answersAt('127.0.0.1'))
})

t.test('too many requests are a 429 that says when to come again; health stays', async (t) => {
  const second = await startSecondService({ RATE_LIMIT_PER_MINUTE: '5' })
  t.teardown(() => second.remove())
  const asked = () => call(listUploads, { baseUrl: second.baseUrl })
  for (let count = 1; count <= 5; count += 1) t.equal((await asked()).status, 200, `request ${count}`)
  const { status, headers, json } = await asked()
  t.equal(status, 429)
  t.match(headers['retry-after'], /^[1-9]\d?$/)
  t.match(json, { data: null, error: { code: 'rate_limited', message: /Retry-After/ } })
  const health = await exchange({ url: `${second.baseUrl}/api/v1/health/ready` })
  t.equal(health.status, 200)
})

t.test('a request id is accepted, answered, logged, and known to Druid', async (t) => {
  const id = `trace-${randomUUID()}`
  const answer = await call(runQuery, {
    headers: { 'x-request-id': id },
    body: {
      datasource,
      interval: '2025-01-01T00:00:00Z/2025-02-01T00:00:00Z',
      measures: [{ name: 'rows', kind: 'count' }],
    },
  })
  t.equal(answer.status, 200, answer.text)
  t.equal(answer.headers['x-request-id'], id)
  t.equal(answer.json.metadata.requestId, id)
  t.equal((await until('the broker has logged it', () => findLogged(id))).success, true)
  const logged = await until('the service has logged it', async () =>
    (await serviceLog()).split('\n').find((line) => line.includes(`"reqId":"${id}"`)),
  )
  t.match(JSON.parse(logged), { reqId: id, method: 'POST', url: '/api/v1/query', status: 200 })
})

t.test('an id that could do harm in a log is replaced', async (t) => {
  for (const id of ['a b', '<script>', 'x'.repeat(200), '"}{"level":60']) {
    const { headers } = await call(listUploads, { headers: { 'x-request-id': id } })
    t.match(headers['x-request-id'], /^[0-9a-f-]{36}$/)
  }
})

const druidPassword = 'planted-druid-password-91b7'
const wrongPassword = 'planted-wrong-password-62d3'
const { password } = new URL(stack.databaseUrl)
const secrets = [
  stack.store.secretAccessKey,
  decodeURIComponent(password),
  stack.plantedSecret,
  druidPassword,
  wrongPassword,
  Buffer.from(`nemeton:${druidPassword}`).toString('base64'),
]
const shown = (text: string) => secrets.filter((secret) => text.includes(secret)).map((secret) => secret.slice(0, 12))

t.test('no secret of the environment shows in an answer, an error, a spec, a page or a log', async (t) => {
  const second = await startSecondService({
    LOG_LEVEL: 'trace',
    DRUID_USERNAME: 'nemeton',
    DRUID_PASSWORD: druidPassword,
    UNRELATED_SECRET: stack.plantedSecret,
  })
  t.teardown(() => second.remove())
  const { baseUrl } = second
  const seen: Answer[] = []
  const look = async (answer: Promise<Answer>) => void seen.push(await answer)
  const values = { id: ingestion.uploadId, name: datasource, queryId: randomUUID() }
  for (const params of [
    values,
    { id: randomUUID(), name: 'nobody', queryId: 'none' },
    { id: '!', name: '"', queryId: '*' },
  ]) {
    for (const endpoint of endpoints.filter(({ answer, method }) => answer !== 'events' && method !== 'DELETE')) {
      const wanted =
        endpoint.path.startsWith('/api/v1/ingestions') && params === values ? { ...params, id: ingestion.id } : params
      const url = urlOf(endpoint, { params: wanted, baseUrl })
      for (const body of endpoint.method === 'GET'
        ? [undefined]
        : ['{}', '{"query":"SELECT * FROM nobody"}', '{"', '[]'])
        await look(
          exchange({
            method: endpoint.method,
            url,
            ...(body !== undefined && { body, headers: { 'content-type': 'application/json' } }),
          }),
        )
    }
  }
  const page = await exchange({ url: `${baseUrl}/` })
  seen.push(page)
  for (const [, path] of page.text.matchAll(/(?:src|href)="(\/[^"]+)"/g)) await look(exchange({ url: baseUrl + path }))
  await look(exchange({ url: `${baseUrl}/api/v1/openapi.json` }))
  const plan = await ask(planUpload, { params: { id: ingestion.uploadId }, body: { changes: {} }, baseUrl })
  t.same(shown(JSON.stringify(plan)), [], 'the plan and its spec')
  const stored = (await ask(getIngestion, { params: { id: ingestion.id }, baseUrl })) as Ingestion
  t.ok(stored.spec !== null)
  t.same(shown(JSON.stringify(stored)), [], 'the ingestion, its spec and its report')
  const task = await exchange({ url: `${stack.druidUrl}/druid/indexer/v1/task/${stored.taskId}` })
  t.equal(task.status, 200)
  t.same(shown(task.text), [], 'what Druid keeps of the task')
  t.ok(seen.length > 60, `${seen.length} answers`)
  t.ok(new Set(seen.map(({ status }) => status)).size >= 4, 'good ones and bad ones')
  for (const { text, headers, status } of seen) {
    const found = shown(text + JSON.stringify(headers))
    if (found.length > 0) t.fail(`${status}: ${found} in ${text.slice(0, 200)}`)
    if (/\bat .*\.[jt]s:\d+|node_modules/.test(text) && String(headers['content-type']).includes('json'))
      t.fail(`a stack trace in ${text.slice(0, 200)}`)
  }
  t.same(shown(second.log()), [], 'its log at the finest level')
  t.same(shown(await serviceLog()), [], "the stack's own service, through all tests before")
})

t.test('no secret shows when the parts refuse it', async (t) => {
  const address = new URL(stack.databaseUrl)
  address.password = wrongPassword
  const second = await startSecondService(
    { LOG_LEVEL: 'trace', DATABASE_URL: address.href, S3_SECRET_ACCESS_KEY: wrongPassword },
    { ready: false },
  )
  t.teardown(() => second.remove())
  await until('it waits for its parts', async () => second.log().includes('waiting for PostgreSQL'))
  const ready = await exchange({ url: `${second.baseUrl}/api/v1/health/ready` })
  t.equal(ready.status, 503)
  t.equal(ready.json.error?.code, 'not_ready')
  const health = await exchange({ url: `${second.baseUrl}/api/v1/health` })
  const list = await call(listUploads, { baseUrl: second.baseUrl })
  t.ok(list.status >= 500, `${list.status}`)
  const sent = await upload({ filename: 'shops.csv', content: csv }, datasource, { baseUrl: second.baseUrl }).catch(
    String,
  )
  t.same(shown(ready.text + health.text + list.text + JSON.stringify(sent) + second.log()), [])
})

const serviceLog = () => readFile(join(stack.logs, 'nemeton.log'), 'utf8')

async function answersAt(address: string): Promise<boolean> {
  const socket = connect({ host: address, port: Number(port), timeout: 2000 })
  try {
    await Promise.race([
      once(socket, 'connect'),
      once(socket, 'timeout').then(() => Promise.reject(new Error('no answer'))),
    ])
    return true
  } catch {
    return false
  } finally {
    socket.destroy()
  }
}
