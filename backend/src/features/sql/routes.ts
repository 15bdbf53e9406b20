import { Readable } from 'node:stream'
import { cancelSql, ProductError, runSql } from '@nemeton/contract'
import type { FastifyInstance } from 'fastify'
import { serve, serveStream } from '../../http/serve.ts'
import type { Ports } from '../../ports/ports.ts'
import { cancelQuery } from '../../queries/cancel.ts'
import type { InFlight } from '../../queries/in-flight.ts'
import type { Queue } from '../../queries/queue.ts'
import { requireReading } from './statement.ts'

interface Options extends Pick<Ports, 'druid' | 'events'> {
  readonly queue: Queue
  readonly inFlight: InFlight
  readonly timeoutMs: number
}

export function sqlRoutes(app: FastifyInstance, { druid, events, queue, inFlight, timeoutMs }: Options): void {
  serveStream(app, runSql, async ({ body, request, signal: leaving }, reply) => {
    const query = requireReading(body.query)
    const format = body.resultFormat ?? 'object'
    const sqlQueryId = body.context?.sqlQueryId ?? request.id
    const context = {
      ...body.context,
      sqlQueryId,
      timeout: Math.min(body.context?.timeout ?? timeoutMs, timeoutMs),
    }
    const client = request.ip
    const listed = inFlight.enter({ queryId: sqlQueryId, kind: 'sql', datasource: null, client, signal: leaving })
    const { signal } = listed
    listed.asks({ sql: query, parameters: body.parameters ?? [], context: body.context ?? {} })
    const leave = await queue.enter({ client, tile: null, signal }).catch((error: unknown) => {
      listed.end(error)
      throw error
    })
    listed.begin()
    const end = (error?: unknown) => {
      listed.end(error)
      leave()
    }
    const cancel = () => {
      end(signal.reason)
      void cancelQuery(druid, sqlQueryId, () => inFlight.has(sqlQueryId)).then(
        (known) => request.log.info({ sqlQueryId, known }, 'query canceled'),
        (error: unknown) => request.log.warn({ err: error, sqlQueryId }, 'a query could not be canceled'),
      )
    }
    signal.addEventListener('abort', cancel, { once: true })
    try {
      const answer = await druid.stream(
        { ...body, query, resultFormat: format, context },
        { signal, timeoutMs: timeoutMs + 5000 },
      )
      if (answer.body instanceof Readable)
        answer.body
          .once('close', () => end())
          .once('error', (error) => {
            end(error)
            if (!signal.aborted) request.log.error({ err: error, sqlQueryId }, 'the result was cut short')
            // The headers are gone: the connection that ends abnormally is the one way left to say it.
            reply.raw.destroy()
          })
      else end()
      return reply
        .header('content-type', answer.contentType)
        .header('x-druid-sql-query-id', sqlQueryId)
        .header('cache-control', 'no-store')
        .send(answer.body)
    } catch (error) {
      end(error)
      throw error
    }
  })

  serve(app, cancelSql, async ({ params }) => {
    const known = await druid.cancelSql(params.queryId)
    const ended = inFlight.cancel(params.queryId)
    // A result that flows ends only where it passes through, and that may be another instance.
    if (!ended) void events.publish({ kind: 'query', id: params.queryId })
    if (!known && !ended)
      throw new ProductError('not_found', `Druid does not know a running query ${params.queryId}; it may have ended.`)
    return { queryId: params.queryId }
  })
}
