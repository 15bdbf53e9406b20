import {
  ROOT_CONTEXT,
  type Span as SdkSpan,
  type Tracer as SdkTracer,
  SpanKind,
  SpanStatusCode,
  trace,
} from '@opentelemetry/api'
import { OTLPTraceExporter } from '@opentelemetry/exporter-trace-otlp-http'
import { resourceFromAttributes } from '@opentelemetry/resources'
import {
  BatchSpanProcessor,
  ParentBasedSampler,
  type SpanExporter,
  TraceIdRatioBasedSampler,
  TracerProvider,
} from '@opentelemetry/sdk-trace'
import { outcomeOf } from './outcome.ts'
import type { Span, Tracer } from './telemetry.ts'

export interface OpenTelemetryOptions {
  /** The collector's address; spans go to `/v1/traces` below it. */
  readonly endpoint: string
  readonly headers: Readonly<Record<string, string>>
  readonly serviceName: string
  readonly version: string
  readonly instance: string
  /** Of the traces that begin here or come from a browser, the share that is sent: 0 to 1. */
  readonly share: number
  /** Told of each batch, sent or lost. */
  readonly onSent: (spans: number, error: Error | null) => void
}

const exportTimeoutMs = 5000
const batchEveryMs = 2000
const mostWaiting = 4096

/** Spans by OTLP over HTTP, in batches beside the requests; what a collector does not take is dropped. */
export function createOpenTelemetry(options: OpenTelemetryOptions): Tracer {
  const { endpoint, headers, serviceName, version, instance, share, onSent } = options
  const exporter = new OTLPTraceExporter({
    url: tracesUrl(endpoint),
    headers: { ...headers },
    timeoutMillis: exportTimeoutMs,
  })
  const told: SpanExporter = {
    export: (spans, done) =>
      exporter.export(spans, (result) => {
        onSent(spans.length, result.code === 0 ? null : (result.error ?? new Error('the collector did not take them')))
        done(result)
      }),
    shutdown: () => exporter.shutdown(),
  }
  const sampler = new TraceIdRatioBasedSampler(share)
  const provider = new TracerProvider({
    resource: resourceFromAttributes({
      'service.name': serviceName,
      'service.version': version,
      'service.instance.id': instance,
    }),
    // A browser cannot know the share: its mark says no more than that it does not object.
    sampler: new ParentBasedSampler({ root: sampler, remoteParentSampled: sampler }),
    spanProcessors: [
      new BatchSpanProcessor({
        exporter: told,
        scheduledDelayMillis: batchEveryMs,
        exportTimeoutMillis: exportTimeoutMs,
        maxQueueSize: mostWaiting,
      }),
    ],
  })
  const tracer = provider.getTracer('nemeton', version)
  return {
    begin: (name, parent, attributes) => {
      const remote = parent && {
        traceId: parent.traceId,
        spanId: parent.spanId,
        traceFlags: parent.sampled ? 1 : 0,
        isRemote: true,
      }
      const context = remote ? trace.setSpanContext(ROOT_CONTEXT, remote) : ROOT_CONTEXT
      return toSpan(tracer.startSpan(name, { kind: SpanKind.SERVER, attributes }, context), tracer)
    },
    close: () => provider.shutdown().catch(() => {}),
  }
}

function toSpan(span: SdkSpan, tracer: SdkTracer): Span {
  return {
    traceId: span.spanContext().traceId,
    begin: (name, attributes, agoMs = 0) => {
      const startTime = Date.now() - agoMs
      const context = trace.setSpan(ROOT_CONTEXT, span)
      const kind = 'db.system' in attributes ? SpanKind.CLIENT : SpanKind.INTERNAL
      return toSpan(tracer.startSpan(name, { kind, attributes, startTime }, context), tracer)
    },
    set: (attributes) => {
      const { 'span.name': name, ...rest } = attributes
      if (typeof name === 'string') span.updateName(name)
      span.setAttributes(rest)
    },
    end: (error) => {
      if (error !== undefined && error !== null) {
        const code = outcomeOf(error)
        span.setAttribute('error.type', code)
        span.setStatus({ code: SpanStatusCode.ERROR, message: code })
      }
      span.end()
    },
  }
}

function tracesUrl(endpoint: string): string {
  const url = new URL(endpoint)
  url.pathname = `${url.pathname.replace(/\/$/, '')}/v1/traces`
  return url.href
}
