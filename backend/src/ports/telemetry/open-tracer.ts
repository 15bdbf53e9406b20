import { randomUUID } from 'node:crypto'
import type { Logger } from 'pino'
import type { Metrics, Tracer } from './telemetry.ts'

interface Options {
  /** Undefined: no traces are sent, and nothing that would send them is loaded. */
  readonly endpoint: string | undefined
  readonly headers: Readonly<Record<string, string>>
  readonly serviceName: string
  readonly version: string
  readonly share: number
  readonly metrics: Metrics
  readonly log: Logger
}

const sayAgainMs = 60_000

export async function openTracer({ endpoint, metrics, log, ...rest }: Options): Promise<Tracer | null> {
  if (endpoint === undefined) return null
  const { createOpenTelemetry } = await import('./open-telemetry.ts')
  let saidAt = Number.NEGATIVE_INFINITY
  const onSent = (spans: number, error: Error | null) => {
    metrics.spansSent(error === null ? 'ok' : 'failed', spans)
    const now = performance.now()
    if (error === null || now - saidAt < sayAgainMs) return
    saidAt = now
    log.warn({ reason: error.message, spans }, 'traces could not be sent, and are dropped')
  }
  return createOpenTelemetry({ ...rest, endpoint, instance: randomUUID(), onSent })
}
