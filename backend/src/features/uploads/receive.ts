import { createHash } from 'node:crypto'
import type { Readable } from 'node:stream'
import { setTimeout as sleep } from 'node:timers/promises'
import { ProductError } from '@nemeton/contract'
import type { Ports, SpooledFile } from '../../ports/ports.ts'
import { createSink } from './sink.ts'

export interface Received {
  readonly bytes: number
  readonly sha256: string
  readonly spooled: SpooledFile
  /** Completes the object in the store. Until then nothing can be seen there. */
  commit(): Promise<void>
  /** Leaves nothing in the store and nothing in the spool. */
  discard(error: Error): Promise<void>
}

interface Incoming {
  readonly id: string
  readonly filename: string
  readonly key: string
  readonly file: Readable & { readonly truncated?: boolean }
  readonly maxBytes: number
  readonly signal: AbortSignal
  readonly onChunk: (chunk: Uint8Array, bytes: number) => void
}

interface Needs {
  readonly objectStore: Pick<Ports['objectStore'], 'put' | 'abandon'>
  readonly spool: Pick<Ports['spool'], 'write' | 'remove'>
}

const patienceMs = 2000

/**
 * Reads the part once, into the store, the spool and the hash; the slower of the two sets the pace, so memory does not
 * grow with the file. The store's object is held open for the caller's verdict.
 */
export async function receive(ports: Needs, incoming: Incoming): Promise<Received> {
  const { id, filename, key, file } = incoming
  const failure = new AbortController()
  const signal = AbortSignal.any([incoming.signal, failure.signal])
  const store = createSink()
  const spool = createSink()
  const fail = (error: unknown) => {
    if (!failure.signal.aborted) failure.abort(error)
    store.refuse(error as Error)
    spool.refuse(error as Error)
    // A sender that has fallen silent would be waited for: what it sends no longer matters.
    file.destroy()
  }
  const stored = ports.objectStore.put(key, store.source, { signal })
  const spooled = ports.spool.write(id, filename, spool.source, signal)
  stored.catch(fail)
  spooled.catch(fail)
  incoming.signal.addEventListener('abort', () => fail(incoming.signal.reason), { once: true })

  const discard = async (error: unknown) => {
    fail(error)
    await Promise.allSettled([stored, spooled])
    await Promise.allSettled([ports.spool.remove(id)])
    // The store may be what failed: the answer does not wait for ever for it to come back.
    await Promise.race([ports.objectStore.abandon(key).catch(() => {}), sleep(patienceMs, undefined, { ref: false })])
  }
  try {
    const hash = createHash('sha256')
    let bytes = 0
    for await (const chunk of file as AsyncIterable<Uint8Array>) {
      failure.signal.throwIfAborted()
      hash.update(chunk)
      bytes += chunk.length
      incoming.onChunk(chunk, bytes)
      await Promise.all([store.write(chunk), spool.write(chunk)])
    }
    failure.signal.throwIfAborted()
    if (file.truncated)
      throw new ProductError(
        'too_large',
        `The file is larger than the ${incoming.maxBytes} bytes that this service takes.`,
      )
    if (bytes === 0) throw new ProductError('empty_file', `The file "${filename}" is empty.`)
    spool.accept()
    return {
      bytes,
      sha256: hash.digest('hex'),
      spooled: await spooled,
      commit: async () => {
        store.accept()
        await stored
      },
      discard,
    }
  } catch (error) {
    await discard(error)
    throw failure.signal.aborted ? failure.signal.reason : error
  }
}
