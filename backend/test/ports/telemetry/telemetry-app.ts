import { getMetrics, ProductError } from '@nemeton/contract'
import Fastify from 'fastify'
import { metricsRoutes } from '../../../src/features/metrics/routes.ts'
import { answerError } from '../../../src/http/errors.ts'
import { observeRequests } from '../../../src/http/observe.ts'
import { createTelemetry } from '../../../src/ports/telemetry/create-telemetry.ts'
import { createCurrent } from '../../../src/ports/telemetry/current.ts'
import { createPrometheus } from '../../../src/ports/telemetry/prometheus.ts'
import type { Telemetry, Tracer } from '../../../src/ports/telemetry/telemetry.ts'

export function newTelemetry(tracer: Tracer | null = null): Telemetry {
  return createTelemetry({ metrics: createPrometheus(), tracer, current: createCurrent() })
}

interface Answer {
  readonly status: number
  readonly headers: Headers
  readonly text: string
}

export interface ObservedApp {
  ask(path: string, request?: RequestInit): Promise<Answer>
  readonly url: string
  close(): Promise<void>
}

/** A bare service that is observed, with its metrics and a few routes. */
export async function observedApp({
  telemetry = newTelemetry(),
  token = null,
}: {
  telemetry?: Telemetry
  token?: string | null
} = {}): Promise<ObservedApp> {
  const app = Fastify()
  app.setErrorHandler(answerError)
  observeRequests(app, telemetry)
  app.decorateRequest('principal', null)
  metricsRoutes(app, { telemetry, token })
  app.get('/api/v1/shops/:name', async () => telemetry.current())
  app.post('/api/v1/shops', async () => telemetry.current())
  app.get('/api/v1/broken', async () => {
    throw new ProductError('druid_unavailable', 'Druid does not answer.')
  })
  app.get('/some/page', async () => 'a page')
  app.get('/api/v1/slow', async (_request, reply) => {
    reply.raw.write('the beginning')
    return reply
  })
  const url = await app.listen({ host: '127.0.0.1', port: 0 })
  return {
    url,
    ask: async (path, request) => {
      const answer = await fetch(url + path, request)
      return { status: answer.status, headers: answer.headers, text: await answer.text() }
    },
    close: async () => {
      app.server.closeAllConnections()
      await app.close()
    },
  }
}

export const readMetrics = async (app: ObservedApp, accept = 'text/plain'): Promise<string> => {
  const { text, status } = await app.ask(getMetrics.path, { headers: { accept } })
  if (status !== 200) throw new Error(`${status} ${text}`)
  return text
}
