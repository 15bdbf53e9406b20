import { ProductError } from '@nemeton/contract'
import t from 'tap'
import type { Druid } from '../../../src/ports/druid/druid.ts'
import { measuredDruid } from '../../../src/ports/telemetry/measured-druid.ts'
import { createOpenTelemetry } from '../../../src/ports/telemetry/open-telemetry.ts'
import { measuredQueue } from '../../../src/queries/measured-queue.ts'
import { createQueue } from '../../../src/queries/queue.ts'
import { startCollector } from '../../live/collector.ts'
import { newTelemetry } from './telemetry-app.ts'

const traceId = '4bf92f3577b34da6a3ce929d0e0e4736'
const spanId = '00f067aa0ba902b7'
const traceparent = `00-${traceId}-${spanId}-01`

interface Sent {
  readonly spans: number
  readonly error: Error | null
}

function tracerTo(endpoint: string, share = 1) {
  const sent: Sent[] = []
  const tracer = createOpenTelemetry({
    endpoint,
    headers: { 'x-key': 'abc' },
    serviceName: 'nemeton-test',
    version: '1.2.3',
    instance: 'one',
    share,
    onSent: (spans, error) => sent.push({ spans, error }),
  })
  return { tracer, sent, telemetry: newTelemetry(tracer) }
}

const fakeDruid = {
  arrays: async () => [],
  rows: async () => {
    throw new ProductError('druid_timeout', 'Too late, SELECT secret FROM here.')
  },
} as unknown as Druid

t.test('sends one trace from the request to the query id of Druid, with the wait before it', async (t) => {
  const collector = await startCollector()
  t.teardown(collector.close)
  const { tracer, telemetry, sent } = tracerTo(collector.url)
  const druid = measuredDruid(fakeDruid, telemetry)
  const queue = measuredQueue(createQueue({ atOnce: 1, perClient: 1, waiting: 1 }), telemetry)
  const work = telemetry.beginWork({ id: 'request-1', method: 'POST', traceparent, isTraced: true })
  await telemetry.within(work, async () => {
    const leave = await queue.enter({ client: 'a', tile: null, signal: new AbortController().signal })
    await druid.arrays({ query: 'SELECT secret', context: { sqlQueryId: 'query-1' } })
    await t.rejects(druid.rows({ query: 'SELECT secret', context: { sqlQueryId: 'query-2' } }))
    leave()
  })
  work.span?.end()
  t.equal(work.traceId, traceId)
  await tracer.close()
  const spans = collector.trace(traceId)
  const named = (name: string) => spans.find((span) => span.name === name)
  const root = named('POST')
  t.equal(root?.parentSpanId, spanId)
  t.match(root?.attributes, { 'nemeton.request_id': 'request-1' })
  t.match(root?.resource, { 'service.name': 'nemeton-test', 'service.version': '1.2.3', 'service.instance.id': 'one' })
  for (const name of ['queue wait', 'druid arrays', 'druid rows'])
    t.equal(named(name)?.parentSpanId, root?.spanId, name)
  t.match(named('druid arrays')?.attributes, {
    'db.system': 'druid',
    'db.operation': 'arrays',
    'druid.sql_query_id': 'query-1',
  })
  t.match(named('druid rows'), {
    status: { code: 2 },
    attributes: { 'error.type': 'druid_timeout', 'druid.sql_query_id': 'query-2' },
  })
  t.notMatch(JSON.stringify(collector.spans), 'SELECT')
  t.same(sent, [{ spans: 4, error: null }])
  t.equal(collector.heard[0]?.['x-key'], 'abc')
})

t.test('begins a trace of its own where the caller names none or one that is malformed', async (t) => {
  const collector = await startCollector()
  t.teardown(collector.close)
  const { tracer, telemetry } = tracerTo(collector.url)
  for (const header of [undefined, 'nonsense', `ff-${traceId}-${spanId}-01`])
    telemetry.beginWork({ id: 'x', method: 'GET', traceparent: header, isTraced: true }).span?.end()
  await tracer.close()
  t.equal(collector.spans.length, 3)
  for (const span of collector.spans) {
    t.match(span.traceId, /^[0-9a-f]{32}$/)
    t.not(span.traceId, traceId)
    t.notOk(span.parentSpanId)
  }
})

t.test(
  'sends no more than the share, nor what its caller does not want, and knows the trace id all the same',
  async (t) => {
    const collector = await startCollector()
    t.teardown(collector.close)
    const none = tracerTo(collector.url, 0)
    const work = none.telemetry.beginWork({ id: 'x', method: 'GET', traceparent, isTraced: true })
    t.equal(work.traceId, traceId)
    work.span?.end()
    const all = tracerTo(collector.url)
    all.telemetry
      .beginWork({ id: 'x', method: 'GET', traceparent: `00-${traceId}-${spanId}-00`, isTraced: true })
      .span?.end()
    await Promise.all([none.tracer.close(), all.tracer.close()])
    t.same(collector.spans, [])
  },
)

for (const [what, address] of [
  ['does not answer', async () => ({ url: 'http://127.0.0.1:9', close: async () => {} })],
  ['refuses', () => startCollector(400)],
] as const) {
  t.test(`drops what a collector that ${what} does not take, and says so`, async (t) => {
    const collector = await address()
    t.teardown(collector.close)
    const { tracer, telemetry, sent } = tracerTo(collector.url)
    telemetry.beginWork({ id: 'x', method: 'GET', traceparent: undefined, isTraced: true }).span?.end()
    await tracer.close()
    t.equal(sent.length, 1)
    t.ok(sent[0]?.error)
  })
}
