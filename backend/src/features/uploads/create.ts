import type { Readable } from 'node:stream'
import { ProductError, uploadFields } from '@nemeton/contract'
import type { FastifyRequest } from 'fastify'
import { parse } from '../../http/zod-provider.ts'
import type { Ports, StoredUpload } from '../../ports/ports.ts'
import { type Identity, identityOf } from './identity.ts'
import type { LiveUploads } from './live-uploads.ts'
import { objectKey, requireFilename } from './names.ts'
import { type EarlyReading, leaseMs, type Profiler } from './profiler.ts'
import { provisionalProfile } from './provisional.ts'
import { receive } from './receive.ts'

interface Options extends Ports {
  readonly maxBytes: number
  readonly live: LiveUploads
  readonly profiler: Profiler
}

type Parts = AsyncGenerator<
  | { type: 'field'; fieldname: string; value: unknown }
  | { type: 'file'; fieldname: string; filename: string; file: Readable & { truncated: boolean } }
>

/**
 * One multipart body: fields, then the one part "file", then nothing. The row and the object exist only when all of it
 * was right; anything else is answered with a 4xx and leaves nothing behind.
 */
export async function createUploadFrom(
  request: FastifyRequest,
  wantedId: string | undefined,
  options: Options,
  signal: AbortSignal,
): Promise<StoredUpload> {
  if (!request.isMultipart())
    throw new ProductError('invalid_request', 'Send the file as multipart/form-data with one part named "file".')
  const parts = request.parts() as unknown as Parts
  const fields: Record<string, unknown> = {}
  let stored: StoredUpload | null = null
  for (;;) {
    const { value: part, done } = await parts.next()
    if (done) break
    if (part.type === 'field') fields[part.fieldname] = part.value
    else {
      if (part.fieldname !== 'file')
        throw new ProductError(
          'invalid_request',
          `The part with the file is named "${part.fieldname}"; name it "file".`,
        )
      const filename = requireFilename(part.filename)
      stored = await storeOne(
        { parts, file: part.file, filename, signal, options },
        identityOf(filename, parse(uploadFields.strict(), fields, 'fields'), wantedId),
      )
      break
    }
  }
  if (stored === null)
    throw new ProductError(
      'invalid_request',
      'There is no part named "file" in the request. Send the file as that part.',
    )
  return stored
}

interface Arriving {
  readonly parts: Parts
  readonly file: Readable & { truncated: boolean }
  readonly filename: string
  readonly signal: AbortSignal
  readonly options: Options
}

async function storeOne(
  { parts, file, filename, signal, options }: Arriving,
  identity: Identity,
): Promise<StoredUpload> {
  const { database, objectStore, tabular, events, live, profiler, maxBytes } = options
  const { id } = identity
  if (!(await database.uploads.insert({ ...identity, filename, leaseMs })))
    throw new ProductError('conflict', `There is an upload ${id} already. Choose another id.`)
  const key = objectKey(identity.datasource, id, filename)
  let early: EarlyReading | undefined
  const head = provisionalProfile(tabular, filename, (profile) => live.provisional(id, profile))
  let bytes = 0
  const renewal = setInterval(() => void database.uploads.keepLease(id, bytes, leaseMs).catch(() => {}), leaseMs / 3)
  try {
    const onChunk = (chunk: Uint8Array, soFar: number) => {
      bytes = soFar
      head.take(chunk)
      live.arrived(id, soFar)
    }
    const arriving = { id, filename, key, file, maxBytes, signal, onChunk }
    const received = await receive(options, arriving).finally(head.end)
    try {
      await requireEnd(parts)
      const { sheet } = identity
      const file = sheet === null ? received.spooled : { ...received.spooled, sheet }
      early = profiler.read(file)
      await tabular.inspect(file, signal)
      await received.commit()
      const { sha256, spooled } = received
      await database.uploads.stored(id, {
        bytes,
        sha256,
        bucket: objectStore.bucket,
        key,
        compression: spooled.compression,
        leaseMs,
      })
    } catch (error) {
      await early?.abandon()
      await received.discard(error as Error)
      throw error
    }
  } catch (error) {
    await database.uploads.remove(id).catch(() => {})
    throw error
  } finally {
    clearInterval(renewal)
    live.ended(id)
  }
  profiler.begin(id, early)
  await events.publish({ kind: 'upload', id })
  const stored = await database.uploads.find(id)
  if (stored === null) throw new ProductError('conflict', `The upload ${id} was removed meanwhile.`)
  return stored
}

async function requireEnd(parts: Parts): Promise<void> {
  const { value: next, done } = await parts.next()
  if (done) return
  if (next.type === 'file') {
    next.file.resume()
    throw new ProductError('invalid_request', 'There is a second file in the request. Send one file a request.')
  }
  throw new ProductError(
    'invalid_request',
    `The field "${next.fieldname}" comes after the file; fields come before it.`,
  )
}
