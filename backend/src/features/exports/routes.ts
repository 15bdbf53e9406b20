import { Readable } from 'node:stream'
import { type ExportFormat, exportQuery } from '@nemeton/contract'
import type { FastifyInstance } from 'fastify'
import { attachment } from '../../http/attachment.ts'
import { serveStream } from '../../http/serve.ts'
import { questionFacts } from '../../olap/question.ts'
import { findZone } from '../../olap/time.ts'
import type { Ports } from '../../ports/ports.ts'
import type { InFlight, Listed } from '../../queries/in-flight.ts'
import { questionId } from '../../queries/question-id.ts'
import type { Queue } from '../../queries/queue.ts'
import { type OpenRows, openRows } from '../../queries/rows.ts'
import type { Schemas } from '../../queries/schemas.ts'
import { csvPieces, ndjsonPieces } from './lines.ts'
import { workbook } from './workbook.ts'

interface Options extends Pick<Ports, 'druid'> {
  readonly schemas: Schemas
  readonly queue: Queue
  readonly inFlight: InFlight
  readonly timeoutMs: number
}

const mediaTypes: Readonly<Record<ExportFormat, string>> = {
  csv: 'text/csv; charset=utf-8',
  ndjson: 'application/x-ndjson; charset=utf-8',
  xlsx: 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet',
}

export function exportRoutes(app: FastifyInstance, options: Options): void {
  const { queue, inFlight } = options
  serveStream(app, exportQuery, async ({ body: { query, format, head }, request, signal: leaving }, reply) => {
    const now = Date.now()
    const { datasource } = query
    const asked = { queryId: questionId(request.id), kind: 'export', datasource, client: request.ip } as const
    const listed = inFlight.enter({ ...asked, signal: leaving })
    const { queryId, signal } = listed
    const open = async (): Promise<OpenRows> => {
      const leave = await queue.enter({ client: request.ip, tile: null, signal })
      reply.raw.once('close', leave)
      listed.begin()
      return openRows(query, options, listed)
    }
    const opened = await open().catch((error: unknown) => {
      listed.end(error)
      throw error
    })
    const rows = { ...opened, batches: counted(opened.batches, listed) }
    const { sql, parameters, shape } = rows.compiled
    const facts = questionFacts(query, { sql, parameters, approximate: shape.approximate }, now)
    const shown = head ? facts : []
    const headLines = { csv: shown.length, ndjson: Math.min(1, shown.length), xlsx: 0 }[format]
    const stream = {
      csv: () => Readable.from(csvPieces(rows, shown), { objectMode: false }),
      ndjson: () => Readable.from(ndjsonPieces(rows, shown), { objectMode: false }),
      xlsx: () => workbook(rows, facts, { zone: findZone(query.timezone) }),
    }[format]()
    reply.raw.once('close', () => listed.end(signal.aborted ? signal.reason : undefined))
    stream.once('error', (error) => {
      listed.end(error)
      if (!signal.aborted) request.log.error({ err: error, queryId }, 'an export was cut short')
      // The headers are gone: the connection that ends abnormally is the one way left to say it.
      reply.raw.destroy()
    })
    return reply
      .header('content-type', mediaTypes[format])
      .header(
        'content-disposition',
        attachment(`${query.datasource} ${new Date(now).toISOString().slice(0, 10)}.${format}`),
      )
      .header('x-head-lines', String(headLines))
      .header('cache-control', 'no-store')
      .send(stream)
  })
}

async function* counted(batches: OpenRows['batches'], { counts }: Listed): OpenRows['batches'] {
  let count = 0
  for await (const rows of batches) {
    count += rows.length
    counts(count)
    yield rows
  }
}
