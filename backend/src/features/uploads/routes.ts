import multipart from '@fastify/multipart'
import {
  chooseDialect,
  chooseSheet,
  createUpload,
  deleteUpload,
  getUpload,
  listUploads,
  ProductError,
  planUpload,
  planUploads,
  previewUpload,
  type Upload,
  watchUpload,
} from '@nemeton/contract'
import type { FastifyInstance } from 'fastify'
import type { Logger } from 'pino'
import { drain } from '../../http/drain.ts'
import { serveEvents } from '../../http/events.ts'
import { serve } from '../../http/serve.ts'
import type { Ports, StoredUpload } from '../../ports/ports.ts'
import { fetchSpooled } from '../../queries/spooled-upload.ts'
import { createUploadFrom } from './create.ts'
import type { ExistingReader } from './existing.ts'
import { createHourCounts } from './hour-counts.ts'
import { createLiveUploads } from './live-uploads.ts'
import { previewPlan } from './plan-preview.ts'
import { planUploadsTogether } from './plan-together.ts'
import { createProfiler } from './profiler.ts'
import { readAnew } from './read-anew.ts'
import { removeUpload } from './remove.ts'
import { createResumable } from './resumable/resumable.ts'
import { resumableRoutes } from './resumable/routes.ts'
import { watch } from './watch.ts'

export interface UploadsOptions extends Ports, ExistingReader {
  readonly maxBytes: number
  readonly expiresMs: number
  readonly log: Logger
}

export async function uploadRoutes(app: FastifyInstance, options: UploadsOptions): Promise<void> {
  const { database, events, tabular } = options
  const live = createLiveUploads()
  const profiler = createProfiler(options)
  const resumable = createResumable(app, { ...options, live, profiler })
  const hourCounts = createHourCounts(options)
  app.addHook('onClose', () => profiler.close())
  await app.register(multipart, {
    preservePath: true,
    limits: {
      files: 2,
      fields: 8,
      parts: 10,
      fieldNameSize: 100,
      fieldSize: 4096,
      headerPairs: 50,
      fileSize: options.maxBytes,
    },
  })
  await app.register((scope) => resumableRoutes(scope, { ...options, resumable }))
  const find = async (id: string): Promise<StoredUpload> => {
    const upload = await database.uploads.find(id)
    if (upload === null) throw new ProductError('not_found', `There is no upload ${id}.`)
    return upload
  }

  serve(app, createUpload, async ({ query, request, signal }) => {
    const stored = await createUploadFrom(request, query.id, { ...options, live, profiler }, signal).catch(
      async (error: unknown) => {
        await drain(request.raw)
        throw error
      },
    )
    return stored.ingestAs === null ? toContract(stored) : { ...toContract(stored), ingestionId: stored.ingestAs }
  })
  serve(app, listUploads, async ({ query }) => {
    const { items, nextCursor } = await database.uploads.list(query.limit, query.cursor)
    return { items: items.map(toContract), nextCursor }
  })
  serve(app, getUpload, async ({ params }) => toContract(await find(params.id)))
  serveEvents(app, watchUpload, ({ params, signal }) => watch(params.id, { live, events, find, toContract }, signal))
  serve(app, previewUpload, async ({ params, query, signal }) => {
    const upload = await find(params.id)
    const kept = await database.uploads.preview(upload.id)
    if (kept === null || upload.profile === null)
      throw new ProductError(
        'conflict',
        `The upload "${upload.filename}" is ${upload.status}; its rows can be shown once it is ready.`,
      )
    if (query.rows <= kept.rows.length || kept.complete)
      return {
        ...kept,
        rows: kept.rows.slice(0, query.rows),
        complete: kept.complete && query.rows >= kept.rows.length,
      }
    return tabular.preview(await fetchSpooled(options, upload, signal), upload.profile, query.rows, signal)
  })
  serve(app, planUpload, async ({ params, body, signal }) =>
    previewPlan(await find(params.id), body.changes, { ...options, hourCounts }, signal),
  )
  serve(app, planUploads, async ({ body: { uploadIds, ...changes }, signal }) =>
    planUploadsTogether(await Promise.all(uploadIds.map(find)), changes, options, signal),
  )
  serve(app, chooseSheet, async ({ params, body, signal }) => {
    await readAnew(await find(params.id), { sheet: body.sheet }, { ...options, profiler }, signal)
    return toContract(await find(params.id))
  })
  serve(app, chooseDialect, async ({ params, body, signal }) => {
    await readAnew(await find(params.id), { dialectChoice: body.dialect }, { ...options, profiler }, signal)
    return toContract(await find(params.id))
  })
  serve(app, deleteUpload, async ({ params }) => {
    const upload = await find(params.id)
    if (upload.resumable === null) await removeUpload(upload, options)
    else
      await resumable.discard(upload.id).catch(async (error: unknown) => {
        // Its last bytes may have come just now: it is an upload like any other then.
        if (!(error instanceof ProductError && error.code === 'not_found')) throw error
        await removeUpload(await find(params.id), options)
      })
    return { id: params.id }
  })
}

function toContract(stored: StoredUpload): Upload {
  const {
    mode: _mode,
    compression: _compression,
    obstacles: _obstacles,
    ingestAs: _ingestAs,
    sheet: _sheet,
    ...upload
  } = stored
  return upload
}
