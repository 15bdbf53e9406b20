import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import type { Telemetry } from '../ports/telemetry/telemetry.ts'
import { isApi } from './pages.ts'

/**
 * Each request counted, timed and traced, and found again by the code that works for it. To be called before any other
 * hook is added, so that all of them are part of it.
 */
export function observeRequests(app: FastifyInstance, telemetry: Telemetry): void {
  app.decorateRequest('work', null)
  app.addHook('onRequest', (request, reply, done) => {
    const { id, method, headers } = request
    const route = routeOf(request)
    const isTraced = !untraced.test(route)
    const work = telemetry.beginWork({ id, method, traceparent: headers.traceparent, isTraced })
    const start = performance.now()
    request.work = work
    // Comes after the last byte and also when the client leaves, of which Fastify tells no hook.
    reply.raw.once('close', () => {
      // Who listens to events leaves when he likes.
      const events = isEvents(reply)
      const isWhole = events || reply.raw.writableFinished
      const status = isWhole ? `${Math.floor(reply.statusCode / 100)}xx` : 'aborted'
      const seconds = events ? null : (performance.now() - start) / 1000
      telemetry.metrics.answered({ method, route, status, seconds }, work)
      if (work.span === null) return
      work.span.set({
        'span.name': `${method} ${route}`,
        'http.route': route,
        'http.response.status_code': reply.statusCode,
      })
      work.span.end(reply.statusCode >= 500 || !isWhole ? new Error(status) : undefined)
    })
    telemetry.within(work, done)
  })
  // The body and the end of the answer are told by the socket, which belongs to no request.
  app.addHook('preValidation', (request, _reply, done) => within(request, done))
  app.addHook('onResponse', (request, _reply, done) => within(request, done))

  const within = ({ work }: FastifyRequest, done: () => void) => {
    if (work === null) done()
    else telemetry.within(work, done)
  }
}

/** Asked for again and again, and leading nowhere. */
const untraced = /^(?:pages|\/metrics|\/api\/v1\/health\/(?:live|ready))$/

/** Few values: patterns of the API, one word for all pages and files, one for what is not there. */
function routeOf({ routeOptions: { url }, url: path }: FastifyRequest): string {
  if (url === undefined) return isApi(path) ? 'none' : 'pages'
  return isApi(url) || url === '/metrics' ? url : 'pages'
}

const isEvents = (reply: FastifyReply): boolean =>
  String(reply.raw.getHeader('content-type') ?? '').startsWith('text/event-stream')
