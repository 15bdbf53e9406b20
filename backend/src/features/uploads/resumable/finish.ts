import { createHash } from 'node:crypto'
import { ProductError } from '@nemeton/contract'
import type { Ports, SpooledFile, Unfinished } from '../../../ports/ports.ts'
import { objectKey } from '../names.ts'
import { leaseMs, type Profiler } from '../profiler.ts'
import type { Copies, Copy } from './copies.ts'
import type { Discard } from './discard.ts'
import type { Pen } from './pens.ts'

export interface FinishNeeds extends Pick<Ports, 'objectStore' | 'database' | 'spool' | 'tabular' | 'events'> {
  readonly copies: Copies
  readonly profiler: Profiler
  readonly discard: Discard
}

interface Judged {
  readonly sha256: string
  readonly spooled: SpooledFile
}

/**
 * Makes an upload of what has arrived whole: the object, the hash, a first look into the file. A file that cannot be
 * read leaves nothing behind, or, when its sender has left, a row that says why.
 */
export async function finish(upload: Unfinished, pen: Pen, needs: FinishNeeds, sender: AbortSignal): Promise<void> {
  const { objectStore, database, events, profiler, discard } = needs
  const { id, filename, datasource, length } = upload
  const key = objectKey(datasource, id, filename)
  const own = await needs.copies.at(id, length)
  try {
    const copied = own && (await ended(own, id, needs))
    if (copied) await judge(upload, copied, needs)
    await objectStore.completeParts(key, partsIdOf(upload), await database.resumables.parts(id))
    const { sha256, spooled } = copied ?? (await judge(upload, await fetched(upload, key, needs), needs))
    const { compression } = spooled
    const facts = { bytes: length, sha256, bucket: objectStore.bucket, key, compression, leaseMs }
    if (!(await database.resumables.stored(id, pen.writer, facts)))
      throw new ProductError('conflict', 'Another request goes on with this upload, or it was given up.')
  } catch (error) {
    if (!isFinal(error)) {
      own?.rest()
      throw error
    }
    await discard(upload, sender.aborted ? bodyOf(error) : null)
    throw error
  }
  needs.copies.hand(id)
  profiler.begin(id)
  await events.publish({ kind: 'upload', id }).catch(() => {})
}

async function judge(upload: Unfinished, judged: Judged, { tabular }: FinishNeeds): Promise<Judged> {
  const { sheet } = upload
  await tabular.inspect(sheet === null ? judged.spooled : { ...judged.spooled, sheet })
  return judged
}

/** Null when the spool had no room for it: it is then tried from the store, now and later. */
const ended = (copy: Copy, id: string, { copies }: FinishNeeds): Promise<Judged | null> =>
  copy.end().catch(async (error: unknown) => {
    if (isFinal(error)) throw error
    await copies.forget(id)
    return null
  })

/** Another process received some of it: it is read once more, from the store. */
async function fetched(upload: Unfinished, key: string, needs: FinishNeeds): Promise<Judged> {
  await needs.copies.forget(upload.id)
  const hash = createHash('sha256')
  const hashed = async function* (source: AsyncIterable<Uint8Array>) {
    for await (const chunk of source) {
      hash.update(chunk)
      yield chunk
    }
  }
  const object = await needs.objectStore.get(key)
  const spooled = await needs.spool.write(upload.id, upload.filename, hashed(object))
  return { sha256: hash.digest('hex'), spooled }
}

function partsIdOf({ partsId, filename }: Unfinished): string {
  if (partsId === null) throw new ProductError('internal', `The parts of "${filename}" are not in the store.`)
  return partsId
}

const ofTheFile = ['unknown_format', 'empty_file', 'no_rows', 'unreadable_file', 'too_many_columns', 'too_large']
const isFinal = (error: unknown): error is ProductError =>
  error instanceof ProductError && ofTheFile.includes(error.code)

const bodyOf = ({ code, message, details }: ProductError) => ({ code, message, details })
