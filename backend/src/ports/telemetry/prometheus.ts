import { Counter, Gauge, Histogram, Registry } from 'prom-client'
import { plainText } from './plain-text.ts'
import type { Metrics, Work } from './telemetry.ts'

const answerBuckets = [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60]
const callBuckets = [0.001, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60]
/** Names and values of one exemplar together, as OpenMetrics says. */
const mostExemplar = 128

/** Metrics in a registry of their own. */
export function createPrometheus(): Metrics {
  const registry = new Registry<typeof Registry.OPENMETRICS_CONTENT_TYPE>()
  registry.setContentType(Registry.OPENMETRICS_CONTENT_TYPE)
  const registers = [registry]
  const counter = (name: string, help: string, labelNames: readonly string[] = []) =>
    new Counter({ name, help, labelNames, registers })
  const histogram = (name: string, help: string, labelNames: readonly string[], buckets: readonly number[]) =>
    new Histogram({ name, help, labelNames, buckets: [...buckets], registers, enableExemplars: true })

  const requests = counter('nemeton_http_requests_total', 'Requests answered.', ['method', 'route', 'status'])
  const requestSeconds = histogram(
    'nemeton_http_request_duration_seconds',
    'From the head of a request to the end of its answer; streams of events are left out.',
    ['method', 'route'],
    answerBuckets,
  )
  const calls = {
    druid: counter('nemeton_druid_calls_total', 'Calls to Druid.', ['operation', 'outcome']),
    object_store: counter('nemeton_object_store_calls_total', 'Calls to the object store.', ['operation', 'outcome']),
    database: counter('nemeton_database_queries_total', 'Statements sent to PostgreSQL.', ['operation', 'outcome']),
  }
  const callSeconds = {
    druid: histogram(
      'nemeton_druid_call_duration_seconds',
      'From asking Druid to the end of its answer, tries included.',
      ['operation'],
      callBuckets,
    ),
    object_store: histogram(
      'nemeton_object_store_call_duration_seconds',
      'From asking the object store to its answer; of get to the first byte.',
      ['operation'],
      callBuckets,
    ),
    database: histogram(
      'nemeton_database_query_duration_seconds',
      'From sending a statement to PostgreSQL to its answer.',
      ['operation'],
      callBuckets,
    ),
  }
  const storeBytes = counter('nemeton_object_store_written_bytes_total', 'Bytes that went to the object store.')
  const cacheAsked = counter('nemeton_cache_requests_total', 'Questions that looked for a kept answer.', ['outcome'])
  const leftQueue = counter('nemeton_query_queue_left_total', 'Questions that left the queue before Druid.', [
    'outcome',
  ])
  const queueSeconds = new Histogram({
    name: 'nemeton_query_queue_wait_seconds',
    help: 'How long a question waited before Druid was asked.',
    buckets: [0.001, 0.01, 0.1, 0.5, 1, 2.5, 5, 10, 30, 60],
    registers,
  })
  const spans = counter('nemeton_trace_spans_total', 'Spans given to the collector of traces.', ['outcome'])

  return {
    answered: ({ method, route, status, seconds }, work) => {
      requests.inc({ method, route, status })
      if (seconds !== null)
        requestSeconds.observe({ labels: { method, route }, value: seconds, exemplarLabels: exemplarOf(work) })
    },
    called: ({ part, operation }, outcome, seconds, work) => {
      calls[part].inc({ operation, outcome })
      callSeconds[part].observe({ labels: { operation }, value: seconds, exemplarLabels: exemplarOf(work) })
    },
    stored: (bytes) => storeBytes.inc(bytes),
    cacheAsked: (found) => cacheAsked.inc({ outcome: found ? 'hit' : 'miss' }),
    leftQueue: (outcome, seconds) => {
      leftQueue.inc({ outcome })
      queueSeconds.observe(seconds)
    },
    spansSent: (outcome, count) => spans.inc({ outcome }, count),
    watch: ({ name, help, labels: labelNames = [], kind = 'gauge', read }) => {
      const config = { name, help, labelNames, registers }
      // A reset leaves a 0 where there are no labels: what is not known shows nothing.
      if (kind === 'counter')
        new Counter({
          ...config,
          collect() {
            this.reset()
            if (labelNames.length === 0) this.remove()
            for (const { labels = {}, value } of read()) this.inc(labels, value)
          },
        })
      else
        new Gauge({
          ...config,
          collect() {
            this.reset()
            if (labelNames.length === 0) this.remove()
            for (const { labels = {}, value } of read()) this.set(labels, value)
          },
        })
    },
    write: async (format) => {
      const text = await registry.metrics()
      return format === 'openMetrics'
        ? { contentType: Registry.OPENMETRICS_CONTENT_TYPE, text }
        : { contentType: Registry.PROMETHEUS_CONTENT_TYPE, text: plainText(text) }
    },
  }
}

function exemplarOf(work: Work | null): Record<string, string> {
  if (work === null) return {}
  const { requestId, traceId } = work
  if (traceId === null) return { request_id: requestId }
  const used = 'request_id'.length + requestId.length + 'trace_id'.length + traceId.length
  return used > mostExemplar ? { trace_id: traceId } : { request_id: requestId, trace_id: traceId }
}
