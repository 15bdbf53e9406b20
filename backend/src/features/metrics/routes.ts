import { createHash, timingSafeEqual } from 'node:crypto'
import { getMetrics, ProductError } from '@nemeton/contract'
import type { FastifyInstance } from 'fastify'
import { serveStream } from '../../http/serve.ts'
import type { Ports } from '../../ports/ports.ts'

interface Options extends Pick<Ports, 'telemetry'> {
  /** Null: anybody who may reach the service. */
  readonly token: string | null
}

export function metricsRoutes(app: FastifyInstance, { telemetry, token }: Options): void {
  serveStream(app, getMetrics, async ({ request }, reply) => {
    const { authorization, accept = '' } = request.headers
    if (token !== null && !isBearer(authorization, token)) {
      reply.header('www-authenticate', 'Bearer realm="metrics"')
      throw new ProductError(
        'unauthorized',
        'The metrics are behind a token here. Send the METRICS_TOKEN of this service as "Authorization: Bearer …".',
      )
    }
    const format = accept.includes('application/openmetrics-text') ? 'openMetrics' : 'prometheus'
    const { contentType, text } = await telemetry.metrics.write(format)
    return reply
      .header('content-type', contentType)
      .header('x-content-type-options', 'nosniff')
      .header('cache-control', 'no-store')
      .send(text)
  })
}

/** Takes as long for a wrong token as for the right one. */
function isBearer(header: string | undefined, token: string): boolean {
  const [, given = ''] = /^Bearer +(\S+)$/i.exec(header ?? '') ?? []
  const digest = (text: string) => createHash('sha256').update(text).digest()
  return timingSafeEqual(digest(given), digest(token))
}
