import { randomUUID } from 'node:crypto'
import { setTimeout as sleep } from 'node:timers/promises'
import { ProductError } from '@nemeton/contract'
import type { Ports } from '../../../ports/ports.ts'

/** The right to append to one upload. One request has it at a time, over all instances; the newest that asks gets it. */
export interface Pen {
  readonly writer: string
  /** Aborts when another asks for it, or has taken it. */
  readonly signal: AbortSignal
  /** Said before and after each wait for bytes. */
  waits(isWaiting: boolean): void
  /** What was received is kept; from now on nobody waits for this one. */
  settle(): void
  release(): Promise<void>
}

export interface Pens {
  /** Ends the request that has it; takes it from an instance that does not let go. Null when there is nothing to append to. */
  take(id: string): Promise<Pen | null>
  /** For who has claimed it in the table already. */
  hold(id: string, writer: string): Pen
  /** Ends the request that still sends, and resolves when what came of it is kept. */
  settle(id: string): Promise<void>
  /** Ends every request that still sends. */
  close(): Promise<void>
}

export const penMs = 6000
/** A connection that broke has bytes on this side of it still; reading them spares sending them again. */
const patienceMs = 10_000
/** So long without a byte, it has no more of them. */
const quietMs = 1000
const everyMs = 100

interface Held {
  readonly interrupt: (reason: ProductError) => void
  readonly settled: Promise<void>
  readonly isQuiet: () => boolean
}

export function createPens({ resumables }: Pick<Ports['database'], 'resumables'>): Pens {
  const held = new Map<string, Held>()
  let isClosing = false

  const hold = (id: string, writer: string): Pen => {
    const controller = new AbortController()
    const { promise: settled, resolve } = Promise.withResolvers<void>()
    let waitingSince = Number.POSITIVE_INFINITY
    const own: Held = {
      interrupt: (reason) => controller.abort(reason),
      settled,
      isQuiet: () => performance.now() - waitingSince > quietMs,
    }
    held.set(id, own)
    const renewal = setInterval(() => {
      resumables.keep(id, writer, penMs).then(
        (kept) => kept || controller.abort(new ProductError('conflict', 'Another request goes on with this upload.')),
        () => {},
      )
    }, penMs / 3)
    const settle = () => {
      if (held.get(id) === own) held.delete(id)
      resolve()
    }
    return {
      writer,
      signal: controller.signal,
      waits: (isWaiting) => {
        waitingSince = isWaiting ? performance.now() : Number.POSITIVE_INFINITY
      },
      settle,
      release: async () => {
        clearInterval(renewal)
        settle()
        await resumables.release(id, writer).catch(() => {})
      },
    }
  }
  const interrupt = async (id: string, reason: ProductError) => {
    const other = held.get(id)
    other?.interrupt(reason)
    await other?.settled
  }
  const replace = async (id: string) => {
    const until = performance.now() + patienceMs
    for (;;) {
      const other = held.get(id)
      if (other === undefined) return
      if (other.isQuiet() || performance.now() > until) break
      await Promise.race([other.settled, sleep(everyMs)])
    }
    await interrupt(id, new ProductError('conflict', 'A newer request goes on with this upload.'))
  }
  const stopping = () => new ProductError('not_ready', 'The service is stopping. Go on in a moment, at Upload-Offset.')

  return {
    hold,
    take: async (id) => {
      const writer = randomUUID()
      const until = performance.now() + patienceMs
      for (;;) {
        if (isClosing) throw stopping()
        await replace(id)
        const isLate = performance.now() > until
        if (await resumables.take(id, writer, penMs, isLate)) return hold(id, writer)
        if (isLate) return null
        const upload = await resumables.find(id)
        if (upload === null || upload.offset === upload.length) return null
        await sleep(everyMs)
      }
    },
    settle: async (id) => {
      await replace(id)
      const until = performance.now() + patienceMs
      while (performance.now() < until && (await resumables.isHeld(id))) {
        const upload = await resumables.find(id)
        if (upload === null || upload.offset === upload.length) return
        await sleep(everyMs)
      }
    },
    close: async () => {
      isClosing = true
      await Promise.allSettled([...held.keys()].map((id) => interrupt(id, stopping())))
    },
  }
}
