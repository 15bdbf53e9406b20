import type { Current } from './current.ts'
import { outcomeOf } from './outcome.ts'
import type { Metrics, Telemetry, Tracer } from './telemetry.ts'
import { readTraceparent } from './traceparent.ts'

interface Needs {
  readonly metrics: Metrics
  readonly tracer: Tracer | null
  readonly current: Current
}

/** `tracer` is null while no traces are sent: then a caller's trace id is still logged, and nothing else is done. */
export function createTelemetry({ metrics, tracer, current: { current, within } }: Needs): Telemetry {
  return {
    metrics,
    current,
    within,
    beginWork: ({ id, method, traceparent, isTraced }) => {
      const parent = traceparent === undefined ? null : readTraceparent(traceparent)
      const attributes = { 'http.request.method': method, 'nemeton.request_id': id }
      const span = isTraced && tracer !== null ? tracer.begin(method, parent, attributes) : null
      return { requestId: id, traceId: span?.traceId ?? parent?.traceId ?? null, span }
    },
    beginCall: (call) => {
      const { part, operation, attributes = {}, agoMs = 0 } = call
      const work = current()
      const start = performance.now() - agoMs
      const span = work?.span?.begin(
        `${part} ${operation}`,
        { 'db.system': part, 'db.operation': operation, ...attributes },
        agoMs,
      )
      return (error) => {
        metrics.called(call, outcomeOf(error), (performance.now() - start) / 1000, work)
        span?.end(error)
      }
    },
    beginStretch: (name) => {
      const span = current()?.span?.begin(name, {})
      return (error) => span?.end(error)
    },
  }
}
