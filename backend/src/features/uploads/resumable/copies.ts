import { createHash } from 'node:crypto'
import { ProductError } from '@nemeton/contract'
import type { Ports, SpooledFile, Unfinished } from '../../../ports/ports.ts'
import type { LiveUploads } from '../live-uploads.ts'
import { provisionalProfile } from '../provisional.ts'
import { createSink } from '../sink.ts'

/** What this process has seen of an upload from its first byte on: the hash so far and the file in the spool. */
export interface Copy {
  readonly position: () => number
  /** Why the file can never be read, once that is known; room that ran out is no such reason. */
  readonly refusal: () => ProductError | null
  write(chunk: Uint8Array): Promise<void>
  /** After the last byte. */
  end(): Promise<{ readonly sha256: string; readonly spooled: SpooledFile }>
  /** Nobody sends just now: it is kept for a while. */
  rest(): void
}

export interface Copies {
  /** Begins one for an upload of which nothing has come yet. */
  begin(upload: Unfinished): Copy
  /** The one that stands at this byte; null when this process has none, one that stands elsewhere is forgotten. */
  at(id: string, offset: number): Promise<Copy | null>
  has(id: string): boolean
  /** From now on the spooled file belongs to the upload that was made of it. */
  hand(id: string): void
  /** Resolves when the spool holds nothing of it any more. */
  forget(id: string): Promise<void>
  close(): Promise<void>
}

const restMs = 600_000
const final = ['too_large', 'unreadable_file']

interface Needs {
  readonly spool: Pick<Ports['spool'], 'write' | 'remove'>
  readonly tabular: Pick<Ports['tabular'], 'provisional'>
  readonly live: LiveUploads
}

export function createCopies({ spool, tabular, live }: Needs): Copies {
  const copies = new Map<string, { readonly copy: Copy; forget(): Promise<void> }>()
  const forget = async (id: string) => {
    await copies.get(id)?.forget()
  }

  const begin = ({ id, filename }: Unfinished): Copy => {
    const sink = createSink()
    const hash = createHash('sha256')
    const stopping = new AbortController()
    const head = provisionalProfile(tabular, filename, (profile) => live.provisional(id, profile))
    let position = 0
    let refusal: ProductError | null = null
    let resting: NodeJS.Timeout | undefined
    const spooled = spool.write(id, filename, sink.source, stopping.signal)
    spooled.catch((error: unknown) => {
      sink.refuse(error as Error)
      if (error instanceof ProductError && final.includes(error.code)) refusal = error
    })
    const forgetThis = async () => {
      clearTimeout(resting)
      head.end()
      copies.delete(id)
      const gone = new ProductError('canceled', 'The upload was given up, or goes on elsewhere.')
      stopping.abort(gone)
      sink.refuse(gone)
      await Promise.allSettled([spooled])
      await spool.remove(id).catch(() => {})
      live.ended(id)
    }
    const copy: Copy = {
      position: () => position,
      refusal: () => refusal,
      write: async (chunk) => {
        clearTimeout(resting)
        hash.update(chunk)
        position += chunk.length
        head.take(chunk)
        await sink.write(chunk)
      },
      end: async () => {
        clearTimeout(resting)
        head.end()
        sink.accept()
        return { sha256: hash.copy().digest('hex'), spooled: await spooled }
      },
      rest: () => {
        clearTimeout(resting)
        resting = setTimeout(() => void forgetThis(), restMs).unref()
      },
    }
    copies.set(id, { copy, forget: forgetThis })
    return copy
  }

  return {
    begin,
    at: async (id, offset) => {
      const copy = copies.get(id)?.copy ?? null
      if (copy === null || copy.position() === offset) return copy
      await forget(id)
      return null
    },
    has: (id) => copies.has(id),
    hand: (id) => {
      copies.delete(id)
      live.ended(id)
    },
    forget,
    close: async () => {
      await Promise.allSettled([...copies.keys()].map(forget))
    },
  }
}
