import { Readable } from 'node:stream'
import type { Endpoint } from '@nemeton/contract'
import type { FastifyInstance } from 'fastify'
import type { z } from 'zod'
import { type EventBlock, eventBlock } from './event-block.ts'
import { type Call, serveStream } from './serve.ts'

const heartbeatMs = 15_000

type Values<E extends Endpoint> = AsyncIterable<z.input<E['result']>>
type Blocks<E extends Endpoint> = AsyncIterable<EventBlock<z.input<E['result']>>>
type Watch<E extends Endpoint, S> = (call: Call<E> & { readonly lastEventId: string | null }) => S | Promise<S>

/** Mounts an endpoint that answers Server-Sent Events: one `data:` line of JSON each. */
export function serveEvents<E extends Endpoint>(app: FastifyInstance, endpoint: E, watch: Watch<E, Values<E>>): void {
  serveEventBlocks(app, endpoint, async (call) => {
    const values = await watch(call)
    return (async function* () {
      for await (const value of values) yield eventBlock<z.input<E['result']>>(value)
    })()
  })
}

/**
 * The same with events that are text already, and a comment as heartbeat. Null in place of a source is 204: nothing will
 * come after `lastEventId`, and a browser stops asking. A stream ends when the service shuts down, which would else wait
 * for its reader to leave; a reader that is slow is waited for.
 */
export function serveEventBlocks<E extends Endpoint>(
  app: FastifyInstance,
  endpoint: E,
  watch: Watch<E, Blocks<E> | null>,
): void {
  const closing = new AbortController()
  app.addHook('preClose', async () => closing.abort())
  serveStream(app, endpoint, async (call, reply) => {
    const signal = AbortSignal.any([call.signal, closing.signal])
    const last = call.request.headers['last-event-id']
    const lastEventId = typeof last === 'string' && last !== '' ? last : null
    const source = await watch({ ...call, signal, lastEventId })
    if (source === null) return reply.code(204).header('cache-control', 'no-store').send()
    let goOn = () => {}
    const stream = new Readable({ read: () => goOn() })
    signal.addEventListener('abort', () => goOn(), { once: true })
    const heartbeat = setInterval(() => {
      if (stream.readableLength === 0) stream.push(': heartbeat\n\n')
    }, heartbeatMs)
    const pump = async () => {
      try {
        for await (const { bytes } of source) {
          const isTaken = new Promise<void>((resolve) => {
            goOn = resolve
          })
          if (!stream.push(bytes) && !signal.aborted) await isTaken
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
