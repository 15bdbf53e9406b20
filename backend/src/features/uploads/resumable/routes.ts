import type { Readable } from 'node:stream'
import {
  appendResumable,
  createResumable as createEndpoint,
  endResumable,
  ProductError,
  resumableOffset,
  resumableOptions,
  tusChecksums,
  tusExtensions,
  tusVersion,
} from '@nemeton/contract'
import type { FastifyInstance, FastifyRequest } from 'fastify'
import { drain } from '../../../http/drain.ts'
import { type Call, serveHeaders } from '../../../http/serve.ts'
import type { Ports } from '../../../ports/ports.ts'
import { begin } from './begin.ts'
import { readChecksum, readCount, requireVersion } from './headers.ts'
import type { Resumable } from './resumable.ts'

interface Options extends Pick<Ports, 'database' | 'spool' | 'events'> {
  readonly resumable: Resumable
  readonly maxBytes: number
  readonly expiresMs: number
}

const bodyType = 'application/offset+octet-stream'

/** The tus protocol 1.0.0. It is small, and its offsets are ours to promise: only what is durable counts as kept. */
export async function resumableRoutes(app: FastifyInstance, options: Options): Promise<void> {
  const { database, resumable, maxBytes, expiresMs } = options
  app.addContentTypeParser(bodyType, (_request, body, done) => done(null, body))
  app.addHook('onRequest', async (_request, reply) => {
    reply.headers({ 'tus-resumable': tusVersion, 'tus-version': tusVersion })
  })
  const expires = () => new Date(Date.now() + expiresMs).toUTCString()
  const send = async (
    id: string,
    offset: number,
    { request, signal }: Pick<Call<typeof appendResumable>, 'request' | 'signal'>,
  ) =>
    resumable.append(id, {
      body: bodyOf(request),
      offset,
      bytes: request.headers['content-length'] === undefined ? null : Number(request.headers['content-length']),
      checksum: readChecksum(request.headers),
      sender: signal,
    })

  serveHeaders(app, resumableOptions, async () => ({
    'tus-version': tusVersion,
    'tus-extension': tusExtensions,
    'tus-max-size': String(maxBytes),
    'tus-checksum-algorithm': tusChecksums.join(','),
  }))
  serveHeaders(app, createEndpoint, (call) =>
    answered(call.request, async () => {
      const { id, ingestAs } = await begin(call.request.headers, options)
      const ingestion = ingestAs === null ? {} : { 'ingestion-id': ingestAs }
      const headers = { location: `${createEndpoint.path}/${id}`, 'upload-expires': expires(), ...ingestion }
      if (call.request.headers['content-type'] !== bodyType) return headers
      return { ...headers, 'upload-offset': String(await send(id, 0, call)) }
    }),
  )
  serveHeaders(app, resumableOffset, async ({ params: { id }, request }) => {
    requireVersion(request.headers)
    const upload = await resumable.settled(id)
    const never = { 'cache-control': 'no-store' }
    if (upload === null) {
      const bytes = String((await database.uploads.find(id))?.bytes ?? 0)
      return { ...never, 'upload-offset': bytes, 'upload-length': bytes }
    }
    return {
      ...never,
      'upload-offset': String(upload.offset),
      'upload-length': String(upload.length),
      'upload-metadata': upload.metadata,
      'upload-expires': upload.expiresAt.toUTCString(),
    }
  })
  serveHeaders(app, appendResumable, (call) =>
    answered(call.request, async () => {
      const { request, params } = call
      const offset = await send(params.id, readCount(request.headers, 'upload-offset'), call)
      return { 'upload-offset': String(offset), 'upload-expires': expires() }
    }),
  )
  serveHeaders(app, endResumable, async ({ params, request }) => {
    requireVersion(request.headers)
    await resumable.discard(params.id)
    return {}
  })
}

/** A refusal before the end of the body would never be seen by who still sends. */
async function answered<T>(request: FastifyRequest, work: () => Promise<T>): Promise<T> {
  try {
    requireVersion(request.headers)
    return await work()
  } catch (error) {
    await drain(request.raw)
    throw error
  }
}

function bodyOf({ body, headers }: FastifyRequest): Readable {
  if (headers['content-type'] === bodyType) return body as Readable
  throw new ProductError('invalid_request', `Send the bytes as ${bodyType}.`)
}
