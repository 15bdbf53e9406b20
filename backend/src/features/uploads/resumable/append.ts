import { createHash } from 'node:crypto'
import type { Readable } from 'node:stream'
import { ProductError } from '@nemeton/contract'
import type { Ports, Unfinished } from '../../../ports/ports.ts'
import type { LiveUploads } from '../live-uploads.ts'
import { objectKey } from '../names.ts'
import type { Copies, Copy } from './copies.ts'
import type { Checksum } from './headers.ts'
import { createPartWriter, type PartWriter } from './parts.ts'
import type { Pen } from './pens.ts'

interface Arriving {
  readonly upload: Unfinished
  readonly pen: Pen
  readonly body: Readable
  readonly checksum: Checksum | null
}

interface Needs extends Pick<Ports, 'objectStore' | 'database'> {
  readonly copies: Copies
  readonly live: LiveUploads
  readonly expiresMs: number
}

export type Appended =
  | { readonly kind: 'kept'; readonly offset: number }
  | { readonly kind: 'refused'; readonly error: ProductError }

const silenceMs = 60_000

/**
 * Reads a body into the store and into this process's own copy. What came before the connection broke is kept all the
 * same; with a checksum all is kept or nothing. `refused` says that the file can never be read.
 */
export async function append(arriving: Arriving, needs: Needs): Promise<Appended> {
  const { upload, pen, checksum } = arriving
  const { id, filename, datasource, offset } = upload
  const { resumables } = needs.database
  const parts = createPartWriter(
    { objectStore: needs.objectStore, resumables },
    {
      upload,
      key: objectKey(datasource, id, filename),
      writer: pen.writer,
      tail: await resumables.tail(id),
      expiresMs: needs.expiresMs,
      allOrNothing: checksum !== null,
    },
  )
  if (offset === 0) await needs.copies.forget(id)
  const copy = offset === 0 ? needs.copies.begin(upload) : await needs.copies.at(id, offset)
  let broken = await read(arriving, { parts, copy, live: needs.live })
  const refusal = copy?.refusal() ?? null
  if (refusal !== null) {
    await parts.giveUp()
    return { kind: 'refused', error: refusal }
  }
  let reached = offset
  try {
    if (broken !== null && checksum !== null) await parts.giveUp()
    else reached = await parts.end()
  } catch (error) {
    broken ??= error
  }
  if (copy === null) needs.live.ended(id)
  else if (broken !== null && copy.position() !== reached) await needs.copies.forget(id)
  else copy.rest()
  if (broken === null) return { kind: 'kept', offset: reached }
  throw broken instanceof ProductError ? broken : left(broken)
}

interface Into {
  readonly parts: PartWriter
  readonly copy: Copy | null
  readonly live: LiveUploads
}

/** Answers what ended the body before its end. */
async function read({ upload, pen, body, checksum }: Arriving, { parts, copy, live }: Into): Promise<unknown> {
  const { id, offset, length } = upload
  const hash = checksum && createHash(checksum.algorithm)
  const stop = () => void body.destroy(pen.signal.reason as Error)
  if (pen.signal.aborted) stop()
  pen.signal.addEventListener('abort', stop)
  let isWriting = false
  const silence = setTimeout(() => (isWriting ? silence.refresh() : body.destroy(silent())), silenceMs)
  let reached = offset
  pen.waits(true)
  try {
    // A stream that is destroyed would take the connection with it, and the answer.
    for await (const chunk of body.iterator({ destroyOnReturn: false }) as AsyncIterable<Uint8Array>) {
      silence.refresh()
      if (reached + chunk.length > length) throw tooLong(length)
      if (copy && copy.refusal() !== null) return null
      hash?.update(chunk)
      reached += chunk.length
      live.arrived(id, reached)
      isWriting = true
      pen.waits(false)
      await Promise.all([parts.write(chunk), copy?.write(chunk)])
      isWriting = false
      pen.waits(true)
    }
    if (hash && !hash.digest().equals(checksum.digest))
      throw new ProductError('checksum_mismatch', 'The bytes are not those of Upload-Checksum. Send them again.')
    return null
  } catch (error) {
    return error
  } finally {
    clearTimeout(silence)
    pen.waits(false)
    pen.signal.removeEventListener('abort', stop)
  }
}

const silent = () => new ProductError('canceled', 'Nothing came for a minute. Go on at Upload-Offset.')
const left = (cause: unknown) =>
  new ProductError('canceled', 'The connection broke. Go on at Upload-Offset.', { cause })
const tooLong = (length: number) =>
  new ProductError('too_large', `The upload was to have ${length} bytes, and more are sent. Begin another one.`)
