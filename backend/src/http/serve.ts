import { type Endpoint, ProductError } from '@nemeton/contract'
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import { z } from 'zod'
import { success, successOf } from './envelope.ts'
import { mayCall } from './principal.ts'
import { parse } from './zod-provider.ts'

export interface Call<E extends Endpoint> {
  readonly params: z.infer<E['params']>
  readonly query: z.infer<E['query']>
  readonly body: z.infer<E['body']>
  readonly request: FastifyRequest
  /** Aborts when the client leaves before the answer. */
  readonly signal: AbortSignal
}

export function readCall<E extends Endpoint>(endpoint: E, request: FastifyRequest, reply: FastifyReply): Call<E> {
  if (!mayCall(request.principal, endpoint.access)) throw new ProductError('not_found', 'There is nothing here.')
  const read = <T extends z.ZodType>(schema: T, value: unknown, part: 'path' | 'query' | 'body') =>
    schema instanceof z.ZodUndefined ? undefined : parse(schema, value ?? {}, part)
  return {
    params: read(endpoint.params, request.params, 'path') as z.infer<E['params']>,
    query: read(endpoint.query, request.query, 'query') as z.infer<E['query']>,
    body: read(endpoint.body, request.body, 'body') as z.infer<E['body']>,
    request,
    ...leaving(reply),
  }
}

function leaving(reply: FastifyReply): Pick<Call<Endpoint>, 'signal'> {
  const controller = new AbortController()
  reply.raw.once('close', () => {
    if (!reply.raw.writableFinished) controller.abort(new ProductError('canceled', 'The client left.'))
  })
  return { signal: controller.signal }
}

/** Mounts an endpoint whose answer is in the envelope. */
export function serve<E extends Endpoint>(
  app: FastifyInstance,
  endpoint: E,
  handler: (call: Call<E>) => Promise<z.input<E['result']>>,
): void {
  app.route({
    method: endpoint.method,
    url: endpoint.path,
    handler: async (request, reply) => {
      const result = await handler(readCall(endpoint, request, reply))
      return reply.code(endpoint.status).send(success(result, request.id))
    },
  })
}

/** The same of an endpoint whose result is JSON already and is not to be read and written once more. */
export function serveJson<E extends Endpoint>(
  app: FastifyInstance,
  endpoint: E,
  handler: (call: Call<E>) => Promise<Uint8Array>,
): void {
  app.route({
    method: endpoint.method,
    url: endpoint.path,
    handler: async (request, reply) => {
      const json = await handler(readCall(endpoint, request, reply))
      return reply.code(endpoint.status).type('application/json; charset=utf-8').send(successOf(json, request.id))
    },
  })
}

/** Mounts an endpoint that answers a stream of another format; errors before the first byte are in the envelope. */
export function serveStream<E extends Endpoint>(
  app: FastifyInstance,
  endpoint: E,
  handler: (call: Call<E>, reply: FastifyReply) => Promise<FastifyReply>,
): void {
  app.route({
    method: endpoint.method,
    url: endpoint.path,
    handler: (request, reply) => handler(readCall(endpoint, request, reply), reply),
  })
}

/** Mounts an endpoint that answers a status and headers alone; errors are in the envelope. */
export function serveHeaders<E extends Endpoint>(
  app: FastifyInstance,
  endpoint: E,
  handler: (call: Call<E>) => Promise<z.input<E['result']>>,
): void {
  serveStream(app, endpoint, async (call, reply) => {
    const headers = await handler(call)
    return reply
      .code(endpoint.status)
      .headers(headers as Record<string, string>)
      .send()
  })
}
