import { Readable } from 'node:stream'
import type { Endpoint } from '@nemeton/contract'
import type { FastifyInstance } from 'fastify'
import type { z } from 'zod'
import { type Call, serveStream } from './serve.ts'

const heartbeatMs = 15_000

/**
 * Mounts an endpoint that answers Server-Sent Events: one `data:` line of JSON each, a comment as heartbeat. A stream
 * ends when the service shuts down, which would else wait for its reader to leave.
 */
export function serveEvents<E extends Endpoint>(
  app: FastifyInstance,
  endpoint: E,
  watch: (call: Call<E>) => AsyncIterable<z.input<E['result']>> | Promise<AsyncIterable<z.input<E['result']>>>,
): void {
  const closing = new AbortController()
  app.addHook('preClose', async () => closing.abort())
  serveStream(app, endpoint, async (call, reply) => {
    const signal = AbortSignal.any([call.signal, closing.signal])
    const source = await watch({ ...call, signal })
    const stream = new Readable({ read() {} })
    const heartbeat = setInterval(() => stream.push(': heartbeat\n\n'), heartbeatMs)
    const pump = async () => {
      let id = 0
      try {
        for await (const value of source) {
          id += 1
          stream.push(`id: ${id}\ndata: ${JSON.stringify(value)}\n\n`)
        }
      } catch (error) {
        if (!signal.aborted) call.request.log.warn({ err: error }, 'event stream ended early')
      } finally {
        clearInterval(heartbeat)
        stream.push(null)
      }
    }
    stream.push('retry: 1000\n\n')
    void pump()
    return reply
      .header('content-type', 'text/event-stream; charset=utf-8')
      .header('cache-control', 'no-store')
      .header('x-accel-buffering', 'no')
      .send(stream)
  })
}
