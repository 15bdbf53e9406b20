import {
  cancelIngestion,
  createIngestion,
  downloadRejectedRows,
  getIngestion,
  listIngestions,
  listRejectedRows,
  ProductError,
  previewUndo,
  retryIngestion,
  undoIngestion,
  watchIngestion,
  watchIngestions,
} from '@nemeton/contract'
import type { FastifyInstance } from 'fastify'
import type { Logger } from 'pino'
import { attachment } from '../../http/attachment.ts'
import { serveEventBlocks } from '../../http/events.ts'
import { serve, serveStream } from '../../http/serve.ts'
import type { Ports, StoredIngestion } from '../../ports/ports.ts'
import { toContract } from './answer.ts'
import { evidenceOfCanceled } from './evidence.ts'
import { csvOf, openRejectedRows, pageOf } from './rejected-rows.ts'
import { readIdempotencyKey, submit } from './submit.ts'
import { beginUndo, previewUndo as lookAtUndo } from './undo.ts'
import { createWatch, readEventId } from './watch.ts'
import { createWatcher } from './watcher.ts'

export interface IngestionsOptions extends Ports {
  readonly stagingFolder: string
  readonly watchIntervalMs: number
  readonly loadTimeoutMs: number
  readonly log: Logger
}

export function ingestionRoutes(app: FastifyInstance, options: IngestionsOptions): void {
  const { database, druid, objectStore } = options
  const watcher = createWatcher(options)
  const watch = createWatch(options)
  app.addHook('onClose', async () => {
    watch.close()
    await watcher.close()
  })
  const find = async (id: string): Promise<StoredIngestion> => {
    const ingestion = await database.ingestions.find(id)
    if (ingestion === null) throw new ProductError('not_found', `There is no ingestion ${id}.`)
    return ingestion
  }
  const begin = async (...wanted: Parameters<typeof submit>) => {
    const ingestion = await submit(...wanted)
    watcher.wake()
    return toContract(ingestion)
  }
  const undo = async (id: string, signal: AbortSignal) => {
    const ingestion = await beginUndo(await find(id), options, signal)
    watcher.wake()
    return toContract(ingestion)
  }

  serve(app, createIngestion, ({ body, request }) => {
    const { uploadId, uploadIds = uploadId === undefined ? [] : [uploadId], plan, allowDuplicate } = body
    return begin({ uploadIds, plan, allowDuplicate }, readIdempotencyKey(request.headers), options)
  })
  serve(app, listIngestions, async ({ query }) => {
    const { datasource, status } = query
    const { items, nextCursor } = await database.ingestions.list({ datasource, status }, query.limit, query.cursor)
    return { items: items.map(toContract), nextCursor }
  })
  serve(app, getIngestion, async ({ params }) => toContract(await find(params.id)))
  serveEventBlocks(app, watchIngestion, ({ params, signal, lastEventId }) =>
    watch.one(params.id, readEventId(lastEventId), signal),
  )
  serveEventBlocks(app, watchIngestions, ({ signal, lastEventId }) => watch.all(readEventId(lastEventId), signal))
  serve(app, cancelIngestion, async ({ params }) => {
    const { id, taskId, kind } = await find(params.id)
    const kept = await evidenceOfCanceled(taskId, druid)
    const from = kind === 'undo' ? { from: beforeAnyChange } : {}
    const canceled = await database.ingestions.advance(id, null, { ...kept, ...from, status: 'canceled' }, true)
    if (canceled === null) {
      const { status } = await find(id)
      if (kind === 'undo' && !['queryable', 'failed', 'canceled'].includes(status))
        throw new ProductError('conflict', `This undo is ${status}: it has begun to change Druid and runs to its end.`)
      throw new ProductError('conflict', `This ingestion is ${status} already; there is nothing to cancel.`)
    }
    watcher.stop(id)
    watcher.wake()
    return toContract(canceled)
  })
  serve(app, retryIngestion, async ({ params, signal }) => {
    const { files, plan, status, filename, undoOf } = await find(params.id)
    if (status !== 'failed' && status !== 'canceled')
      throw new ProductError(
        'conflict',
        `This ingestion is ${status}; only a failed or canceled one can be tried again.`,
      )
    if (undoOf !== null) return undo(undoOf, signal)
    if (plan.time === null)
      throw new ProductError(
        'no_time_column',
        `"${filename}" failed for lack of a time column, and would again. Choose a column with times or one instant for all rows, then load it with that plan.`,
      )
    const uploadIds = files.map(({ uploadId }) => uploadId)
    return begin({ uploadIds, plan, allowDuplicate: false }, null, options)
  })
  serve(app, previewUndo, async ({ params, signal }) => lookAtUndo(await find(params.id), options, signal))
  serve(app, undoIngestion, ({ params, signal }) => undo(params.id, signal))
  serveStream(app, downloadRejectedRows, async ({ params, signal, request }, reply) => {
    const ingestion = await find(params.id)
    const body = csvOf(await openRejectedRows(ingestion, objectStore, signal), {
      hasFiles: ingestion.files.length > 1,
    })
    body.once('error', (error) => {
      if (!signal.aborted) request.log.error({ err: error, ingestionId: ingestion.id }, 'a download was cut short')
    })
    return reply
      .header('content-type', 'text/csv; charset=utf-8')
      .header('content-disposition', attachment(`${ingestion.filename}.rejected.csv`))
      .header('cache-control', 'no-store')
      .send(body)
  })
  serve(app, listRejectedRows, async ({ params, query, signal }) =>
    pageOf(await openRejectedRows(await find(params.id), objectStore, signal), query),
  )
}

/** An undo can be stopped until it touches a segment. */
const beforeAnyChange = ['queued', 'staging'] as const
