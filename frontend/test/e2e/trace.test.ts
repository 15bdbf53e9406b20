import t from 'tap'
import { startCollector } from '../../../backend/test/live/collector.ts'
import { findLogged } from '../../../backend/test/live/request-log.ts'
import { startSecondService } from '../../../backend/test/live/second-service.ts'
import { stack } from '../../../backend/test/live/stack.ts'
import { until } from '../../../backend/test/live/until.ts'
import { openSalesPage } from './sales-page.ts'

const collector = await startCollector()
const service = await startSecondService({
  DRUID_BROKER_URL: stack.brokerUrl,
  OTEL_EXPORTER_OTLP_ENDPOINT: collector.url,
})
t.teardown(async () => {
  await service.remove()
  await collector.close()
})
const { page, name, complaints } = await openSalesPage('traced')

t.test('one trace leads from a click in the browser to the query in the log of Druid', async (t) => {
  await page.goto(`${service.baseUrl}/datasources`)
  await page.getByText(name).first().waitFor()
  const sent: string[] = []
  let soon = 0
  let clickedAt = 0
  page.on('request', (request) => {
    if (request.method() === 'POST' && request.url().endsWith('/api/v1/query'))
      sent.push(request.headers().traceparent ?? 'none')
    if (performance.now() - clickedAt < 8000) soon = sent.length
  })
  const link = page.getByRole('link', { name: `Explore ${name}`, exact: true })
  await link.hover()
  clickedAt = performance.now()
  await link.click()
  await page.locator('[data-testid="total-rows"]').waitFor()
  const traceIds = sent.slice(0, soon).map((traceparent) => traceparent.split('-')[1])
  if (soon < 2) t.comment(`${soon} questions within eight seconds: whether they are one trace was not seen`)
  else t.equal(new Set(traceIds).size, 1, 'what a click asks is one trace')
  t.ok(sent.length > 0)
  for (const traceparent of sent) {
    t.match(traceparent, /^00-[0-9a-f]{32}-[0-9a-f]{16}-01$/)
    const [, traceId = '', spanId] = traceparent.split('-')
    const request = await until('the request is in the collector', async () =>
      collector.trace(traceId).find(({ parentSpanId }) => parentSpanId === spanId),
    )
    t.equal(request.name, 'POST /api/v1/query')
  }
  const asked = sent.flatMap((traceparent) =>
    collector.trace(traceparent.split('-')[1] ?? '').flatMap((span) => {
      const id = span.attributes['druid.sql_query_id']
      return typeof id === 'string' ? [id] : []
    }),
  )
  t.ok(asked.length > 0, 'Druid was asked')
  const logged = await until('Druid has logged the query', () => findLogged(asked[0] ?? ''))
  t.match(logged.query, name)
  t.same(complaints, [])
})
