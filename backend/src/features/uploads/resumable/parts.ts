import { ProductError } from '@nemeton/contract'
import type { Piece, Ports, Unfinished } from '../../../ports/ports.ts'

/** Turns what arrives into parts of the store, written down in order: what is written down is kept. */
export interface PartWriter {
  write(chunk: Uint8Array): Promise<void>
  /** Keeps what makes no whole part as well; answers the offset up to which all is kept. */
  end(): Promise<number>
  /** Waits for what is under way and keeps nothing of it. */
  giveUp(): Promise<void>
}

interface Writing {
  readonly upload: Unfinished
  readonly key: string
  readonly writer: string
  /** Bytes before the offset that make no whole part yet. */
  readonly tail: readonly Uint8Array[]
  readonly expiresMs: number
  /** Nothing is written down before `end`. */
  readonly allOrNothing: boolean
}

type Needs = { readonly objectStore: Pick<Ports['objectStore'], 'beginParts' | 'putPart'> } & {
  readonly resumables: Pick<Ports['database']['resumables'], 'began' | 'record'>
}

/** Parts on their way at a time; with the one being filled they are what a request costs in memory. */
const atOnce = 3

export function createPartWriter(ports: Needs, writing: Writing): PartWriter {
  const { upload, key, writer, expiresMs, allOrNothing } = writing
  const { id, length, partSize } = upload
  const spare: Buffer[] = []
  const underWay: Promise<void>[] = []
  const later: Piece[] = []
  let partsId = upload.partsId
  let failure: unknown = null
  let recorded: Promise<void> = Promise.resolve()
  let offset = upload.offset

  const capacityAt = (at: number) => Math.min(partSize, length - at)
  let at = upload.offset - (upload.offset % partSize)
  let part: Buffer = Buffer.allocUnsafe(capacityAt(at))
  let filled = 0
  for (const piece of writing.tail) {
    part.set(piece, filled)
    filled += piece.length
  }
  /** From here on the part holds what is kept nowhere else. */
  let fresh = filled

  const own = (isOwn: boolean) => {
    if (!isOwn) throw new ProductError('conflict', 'Another request goes on with this upload. Ask for its offset.')
  }
  const record = async (pieces: readonly Piece[]) => {
    own(await ports.resumables.record(id, writer, pieces, expiresMs))
    const last = pieces.at(-1)
    if (last !== undefined) offset = last.at + last.bytes
  }
  const keep = async (piece: Piece) => {
    if (allOrNothing) later.push(piece)
    else await record([piece])
  }
  const send = (bytes: Buffer, from: number) => {
    const id = partsId as string
    const stored = ports.objectStore.putPart(key, id, from / partSize + 1, bytes)
    stored.catch(() => {})
    const before = recorded
    recorded = (async () => {
      await before
      await keep({ at: from, bytes: bytes.length, ...(await stored) })
      spare.push(bytes)
    })()
    recorded.catch((error: unknown) => {
      failure ??= error
    })
    underWay.push(recorded)
  }
  const next = async () => {
    if (partsId === null) {
      partsId = await ports.objectStore.beginParts(key)
      own(await ports.resumables.began(id, writer, partsId))
    }
    send(part, at)
    at += part.length
    fresh = 0
    filled = 0
    if (underWay.length >= atOnce) await underWay.shift()
    const capacity = capacityAt(at)
    const used = spare.pop()
    part = used?.length === capacity ? used : Buffer.allocUnsafe(capacity)
  }

  return {
    write: async (chunk) => {
      for (let from = 0; from < chunk.length; ) {
        if (failure !== null) throw failure
        const taken = Math.min(chunk.length - from, part.length - filled)
        part.set(chunk.subarray(from, from + taken), filled)
        filled += taken
        from += taken
        if (filled === part.length) await next()
      }
    },
    end: async () => {
      await recorded
      if (filled > fresh) {
        const content = part.subarray(fresh, filled)
        await keep({ at: at + fresh, bytes: content.length, content })
      }
      if (later.length > 0) await record(later)
      return offset
    },
    giveUp: async () => {
      await recorded.catch(() => {})
    },
  }
}
