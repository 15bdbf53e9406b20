import t, { type Test } from 'tap'
import { until } from '../live/until.ts'
import { newTelemetry, observedApp, readMetrics } from '../ports/telemetry/telemetry-app.ts'

const started = async (t: Test, options?: Parameters<typeof observedApp>[0]) => {
  const app = await observedApp(options)
  t.teardown(() => app.close())
  return app
}

const traceId = '4bf92f3577b34da6a3ce929d0e0e4736'
const traceparent = `00-${traceId}-00f067aa0ba902b7-01`

t.test('counts and times each request by the pattern of its path, never by the path', async (t) => {
  const app = await started(t)
  for (const name of ['nairobi', 'thika']) await app.ask(`/api/v1/shops/${name}`)
  await app.ask('/api/v1/broken')
  await app.ask('/api/v1/nowhere')
  await app.ask('/some/page?secret=1')
  await app.ask('/some/other/page')
  const text = await readMetrics(app)
  t.match(text, 'nemeton_http_requests_total{method="GET",route="/api/v1/shops/:name",status="2xx"} 2')
  t.match(text, 'nemeton_http_requests_total{method="GET",route="/api/v1/broken",status="5xx"} 1')
  t.match(text, 'nemeton_http_requests_total{method="GET",route="none",status="4xx"} 1')
  t.match(text, 'nemeton_http_requests_total{method="GET",route="pages",status="2xx"} 1')
  t.match(text, 'nemeton_http_requests_total{method="GET",route="pages",status="4xx"} 1')
  t.match(text, 'nemeton_http_request_duration_seconds_count{method="GET",route="/api/v1/shops/:name"} 2')
  for (const word of ['nairobi', 'nowhere', 'secret']) t.notMatch(text, word)
})

t.test('knows the request in its handler, after a body was read too', async (t) => {
  const app = await started(t)
  const json = { 'content-type': 'application/json' }
  for (const [path, request] of [
    ['/api/v1/shops/x', {}],
    ['/api/v1/shops', { method: 'POST', body: JSON.stringify({ some: 'x'.repeat(100_000) }) }],
  ] as const) {
    const { text } = await app.ask(path, { ...request, headers: { ...('body' in request && json), traceparent } })
    const work = JSON.parse(text)
    t.equal(work.traceId, traceId)
    t.ok(work.requestId)
    t.equal(work.span, null)
  }
  const { text } = await app.ask('/api/v1/shops/x', { headers: { traceparent: 'nonsense' } })
  t.equal(JSON.parse(text).traceId, null)
})

t.test('gives exemplars of request and trace ids to those who ask for OpenMetrics, and only to them', async (t) => {
  const app = await started(t)
  await app.ask('/api/v1/shops/x', { headers: { traceparent } })
  const open = await readMetrics(app, 'application/openmetrics-text; version=1.0.0')
  t.match(open, new RegExp(`route="/api/v1/shops/:name".* # \\{request_id="[^"]+",trace_id="${traceId}"\\} `))
  t.match(open, /^# TYPE nemeton_http_requests counter$/m)
  t.match(open, /\n# EOF\n$/)
  const plain = await readMetrics(app)
  t.notMatch(plain, traceId)
  t.match(plain, /^# TYPE nemeton_http_requests_total counter$/m)
  t.notMatch(plain, '# EOF')
})

t.test('leaves the request id out of an exemplar that would get too long, and not the trace id', async (t) => {
  const telemetry = newTelemetry()
  const work = { requestId: 'x'.repeat(100), traceId, span: null }
  telemetry.metrics.answered({ method: 'GET', route: '/', status: '2xx', seconds: 0.1 }, work)
  const { text } = await telemetry.metrics.write('openMetrics')
  t.match(text, `# {trace_id="${traceId}"}`)
})

t.test('answers the metrics only to the bearer of the token where one is set', async (t) => {
  const app = await started(t, { token: 'a-token-of-some-length' })
  const ask = (authorization?: string) => app.ask('/metrics', authorization ? { headers: { authorization } } : {})
  const bad = [undefined, 'Bearer', 'Bearer other', 'Basic a-token-of-some-length', 'Bearer a-token-of-some-lengt']
  for (const wrong of bad) {
    const { status, headers, text } = await ask(wrong)
    t.equal(status, 401, String(wrong))
    t.equal(JSON.parse(text).error.code, 'unauthorized')
    t.match(headers.get('www-authenticate'), /^Bearer/)
    t.notMatch(text, 'nemeton_http')
  }
  const right = await ask('Bearer a-token-of-some-length')
  t.equal(right.status, 200)
  t.match(right.headers.get('content-type'), 'text/plain; version=0.0.4')
})

t.test('tells a client that left from one that was answered', async (t) => {
  const app = await started(t)
  const leaving = new AbortController()
  const answer = await fetch(`${app.url}/api/v1/slow`, { signal: leaving.signal })
  t.equal(answer.status, 200)
  leaving.abort()
  await until('the request is counted', async () =>
    (await readMetrics(app)).includes('{method="GET",route="/api/v1/slow",status="aborted"} 1'),
  )
})
