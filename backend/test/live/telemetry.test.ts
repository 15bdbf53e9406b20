import { randomBytes, randomUUID } from 'node:crypto'
import { getMetrics, listUploads, type Query, runQuery, runSql } from '@nemeton/contract'
import t from 'tap'
import { readExposition } from '../observability/exposition.ts'
import { missing, watched } from '../observability/watched.ts'
import { type CollectedSpan, startCollector } from './collector.ts'
import { exchange } from './exchange.ts'
import { findLogged } from './request-log.ts'
import { startSecondService } from './second-service.ts'
import { call, upload } from './service.ts'
import { load, winter } from './shops.ts'
import { stack } from './stack.ts'
import { forget, freshName } from './tables.ts'
import { until } from './until.ts'

const datasource = freshName('telemetry')
t.teardown(() => forget([datasource]))

const question = {
  datasource,
  interval: '2025-01-01T00:00:00Z/2026-01-01T00:00:00Z',
  splits: [{ column: 'shop', orderBy: { column: 'shop', direction: 'ascending' as const }, limit: 10 }],
  measures: [{ name: 'rows', kind: 'count' as const }],
} as unknown as Query

const collector = await startCollector()
const service = await startSecondService({
  DRUID_BROKER_URL: stack.brokerUrl,
  OTEL_EXPORTER_OTLP_ENDPOINT: collector.url,
  OTEL_SERVICE_NAME: 'nemeton-live',
})
t.teardown(async () => {
  await service.remove()
  await collector.close()
})
const { baseUrl } = service

const newTrace = () => {
  const [traceId, spanId] = [randomBytes(16).toString('hex'), randomBytes(8).toString('hex')]
  return { traceId, spanId, headers: { traceparent: `00-${traceId}-${spanId}-01`, 'x-request-id': randomUUID() } }
}
const untilTraced = (traceId: string, name: string): Promise<readonly CollectedSpan[]> =>
  until(`${name} is in the collector`, async () => {
    const spans = collector.trace(traceId)
    return spans.some((span) => span.name === name) ? spans : null
  })
const scrape = async (headers: Record<string, string> = {}, at = stack.baseUrl) => {
  const { status, text } = await exchange({ url: `${at}${getMetrics.path}`, headers })
  if (status !== 200) throw new Error(`${status} ${text}`)
  return text
}
const sumOf = (text: string, name: string) =>
  [...text.matchAll(new RegExp(`^${name}(?:\\{.*\\})? (\\S+)$`, 'gm'))].reduce(
    (sum, [, value]) => sum + Number(value),
    0,
  )

t.test('one trace leads from the request to the query that Druid itself has logged', async (t) => {
  await load(t, winter, datasource)
  const { traceId, spanId, headers } = newTrace()
  const { status } = await call(runQuery, { body: question, headers, baseUrl })
  t.equal(status, 200)
  const spans = await untilTraced(traceId, 'POST /api/v1/query')
  const request = spans.find(({ name }) => name === 'POST /api/v1/query')
  t.match(request, {
    parentSpanId: spanId,
    kind: 2,
    attributes: {
      'http.route': '/api/v1/query',
      'http.response.status_code': 200,
      'nemeton.request_id': headers['x-request-id'],
    },
    resource: { 'service.name': 'nemeton-live' },
  })
  const asked = spans.find(({ name, attributes }) => name === 'druid arrays' && attributes['druid.sql_query_id'])
  t.match(asked, { parentSpanId: request?.spanId, kind: 3, attributes: { 'db.system': 'druid' } })
  t.ok(spans.some(({ name, parentSpanId }) => name === 'queue wait' && parentSpanId === request?.spanId))
  const queryId = asked?.attributes['druid.sql_query_id']
  t.ok(String(queryId).startsWith(`${headers['x-request-id']}.`), 'Druid knows it by the id of the request')
  const logged = await until('Druid has logged the query', () => findLogged(String(queryId)))
  t.equal(logged.success, true)
  for (const span of spans) {
    t.equal(span.traceId, traceId)
    t.ok(BigInt(span.startTimeUnixNano) <= BigInt(span.endTimeUnixNano), span.name)
  }
  t.notMatch(JSON.stringify(spans), /SELECT|shop \d/)
  const line = await until('the log has the trace', async () =>
    service
      .log()
      .split('\n')
      .find((one) => one.includes('"answered"') && one.includes(traceId)),
  )
  t.match(JSON.parse(line), { traceId, reqId: headers['x-request-id'], status: 200 })
  t.equal(line.split(traceId).length, 2, 'once')
})

t.test('statements, uploads and streamed results are in their traces', async (t) => {
  const list = newTrace()
  await call(listUploads, { headers: list.headers, baseUrl })
  const listed = await untilTraced(list.traceId, 'GET /api/v1/uploads')
  t.ok(listed.some(({ name }) => name === 'database select'))

  const sql = newTrace()
  await call(runSql, { body: { query: 'SELECT 1 AS one' }, headers: sql.headers, baseUrl })
  const streamed = await untilTraced(sql.traceId, 'POST /api/v1/sql')
  t.match(
    streamed.find(({ name }) => name === 'druid stream'),
    { attributes: { 'druid.sql_query_id': sql.headers['x-request-id'] } },
  )

  const sent = newTrace()
  await upload({ filename: 'a.csv', content: 'time,a\n2025-01-01T00:00:00Z,1\n' }, datasource, {
    baseUrl,
    headers: sent.headers,
  })
  const uploaded = await untilTraced(sent.traceId, 'POST /api/v1/uploads')
  t.ok(uploaded.some(({ name }) => name === 'object_store put'))
})

t.test('a traceparent that is none is ignored, and a refused question is a trace as well', async (t) => {
  const id = randomUUID()
  const headers = { traceparent: '00-nonsense', 'x-request-id': id }
  const { status } = await call(runSql, { body: { query: 'SELECT nothing FROM nowhere' }, headers, baseUrl })
  t.equal(status, 400)
  const span = await until('the refused request is traced', async () =>
    collector.spans.find(({ attributes }) => attributes['nemeton.request_id'] === id),
  )
  t.notOk(span.parentSpanId)
  const failed = collector.trace(span.traceId).find(({ name }) => name === 'druid stream')
  t.match(failed, { status: { code: 2 }, attributes: { 'error.type': 'druid_rejected' } })
})

t.test('every name and label of the dashboard and the rules is in what the service exposes', async (t) => {
  await call(runQuery, { body: question })
  const text = await until('the counts are there', async () => {
    const found = await scrape()
    const isCounted = /^nemeton_ingestions\{status="queryable"\} [1-9]/m.test(found)
    return isCounted && /^nemeton_check_severity\{/m.test(found) ? found : null
  })
  const exposed = readExposition(text)
  for (const one of watched) t.same(missing(one, exposed), [], one.where)
  const rare = ['nemeton_trace_spans_total']
  t.same(
    [...exposed.silent].filter((name) => !rare.includes(name)),
    [],
  )
})

t.test('exemplars lead from a number to its request, and no user data is among the numbers', async (t) => {
  const { traceId, headers } = newTrace()
  await call(runQuery, { body: question, headers, baseUrl })
  const open = await scrape({ accept: 'application/openmetrics-text' }, baseUrl)
  t.match(open, /# EOF\n$/)
  t.match(open, `{request_id="${headers['x-request-id']}",trace_id="${traceId}"}`)
  const plain = await scrape()
  for (const text of [open, plain])
    for (const word of [datasource, 'shop 1', 'SELECT', 'sold.csv']) t.notMatch(text, word)
  t.ok(plain.split('\n').length < 3000, `${plain.split('\n').length} lines`)
})

t.test('many who scrape cost no question of PostgreSQL or Druid', async (t) => {
  const names = ['nemeton_database_queries_total', 'nemeton_druid_calls_total', 'nemeton_object_store_calls_total']
  const before = await scrape()
  const start = performance.now()
  for (let n = 0; n < 300; n += 1) await scrape()
  const seconds = (performance.now() - start) / 1000
  const after = await scrape()
  const asked = names.reduce((sum, name) => sum + sumOf(after, name) - sumOf(before, name), 0)
  t.comment(`figure: ${Math.round(300 / seconds)} scrapes a second one after the other, ${asked} calls meanwhile`)
  t.ok(asked < 20 + seconds * 12, `${asked} calls in ${seconds.toFixed(1)} s are those of the background`)
})

t.test('a collector that goes away disturbs nobody', async (t) => {
  await collector.close()
  for (let n = 0; n < 5; n += 1) {
    const { status } = await call(runQuery, { body: question, headers: newTrace().headers, baseUrl })
    t.equal(status, 200)
  }
  await until(
    'the lost spans are counted',
    async () =>
      sumOf(await scrape({}, baseUrl), 'nemeton_trace_spans_total') > 0 &&
      /outcome="failed"/.test(await scrape({}, baseUrl)),
  )
  await until('the log says so once', async () => service.log().includes('traces could not be sent'))
  t.equal((await exchange({ url: `${baseUrl}/api/v1/health/ready` })).status, 200)
  service.signal('SIGTERM')
  t.equal(await service.ended, 0)
})
