import { ProductError } from '@nemeton/contract'
import type { FastifyInstance, FastifyRequest } from 'fastify'

const loopback = new Set(['localhost', '127.0.0.1', '[::1]'])

/**
 * A page elsewhere must not post to a local Nemeton, nor read it by DNS rebinding: the name in `Host` must be ours, and
 * a request that a browser marks as coming from another origin is refused.
 */
export function refuseForeignOrigins(app: FastifyInstance, allowedHosts: readonly string[]): void {
  const known = new Set([...loopback, ...allowedHosts])
  app.addHook('onRequest', async (request) => {
    const host = request.headers.host ?? ''
    if (!known.has(nameOf(host)))
      throw new ProductError('forbidden_origin', 'This host name is not served here. Set ALLOWED_HOSTS to allow it.')
    if (isForeign(request, host))
      throw new ProductError('forbidden_origin', 'Requests from pages of other origins are refused.')
  })
}

function nameOf(host: string): string {
  return host.toLowerCase().replace(/:\d+$/, '')
}

function isForeign(request: FastifyRequest, host: string): boolean {
  const { origin } = request.headers
  if (origin !== undefined) return origin !== `http://${host}` && origin !== `https://${host}`
  const site = request.headers['sec-fetch-site']
  return (site === 'cross-site' || site === 'same-site') && request.headers['sec-fetch-mode'] !== 'navigate'
}
