import { ProductError } from '@nemeton/contract'

/** Who asks, and for what. */
export interface Place {
  readonly client: string
  /** A part of a page that shows one answer at a time; a newer question of it makes an older one idle. */
  readonly tile: string | null
  readonly signal: AbortSignal
}

export interface Queue {
  /**
   * Resolves when Druid may be asked; what it answers is to be called, once, when Druid is done. Errors: `rate_limited`
   * when too many wait already, `canceled` when a newer question took the place, the signal's own reason.
   */
  enter(place: Place): Promise<() => void>
}

export interface QueueLimits {
  /** Questions that Druid works on at a time, and those of one client among them. */
  readonly atOnce: number
  readonly perClient: number
  /** Questions that wait; one client has half of them at most. */
  readonly waiting: number
}

interface Waiting extends Place {
  readonly begin: () => void
  readonly refuse: (reason: unknown) => void
}

const retryAfterSeconds = 2

/** First come, first served, but for those whose client is at its own limit already. */
export function createQueue({ atOnce, perClient, waiting: mostWaiting }: QueueLimits): Queue {
  const waiting: Waiting[] = []
  const running = new Map<string, number>()
  let total = 0
  const of = (client: string) => running.get(client) ?? 0
  const mayBegin = (client: string) => total < atOnce && of(client) < perClient

  const sit = (client: string): (() => void) => {
    total += 1
    running.set(client, of(client) + 1)
    let isSeated = true
    return () => {
      if (!isSeated) return
      isSeated = false
      total -= 1
      if (of(client) > 1) running.set(client, of(client) - 1)
      else running.delete(client)
      callNext()
    }
  }
  const callNext = () => {
    const next = waiting.find(({ client }) => mayBegin(client))
    if (next !== undefined) next.begin()
  }

  const wait = (place: Place): Promise<() => void> =>
    new Promise((resolve, reject) => {
      const leave = () => {
        place.signal.removeEventListener('abort', onAbort)
        const at = waiting.indexOf(one)
        if (at >= 0) waiting.splice(at, 1)
      }
      const refuse = (reason: unknown) => {
        leave()
        reject(reason)
      }
      const onAbort = () => refuse(place.signal.reason)
      const begin = () => {
        leave()
        resolve(sit(place.client))
      }
      const one: Waiting = { ...place, begin, refuse }
      place.signal.addEventListener('abort', onAbort, { once: true })
      const older = waiting.find(({ client, tile }) => tile !== null && tile === place.tile && client === place.client)
      if (older === undefined) waiting.push(one)
      else {
        waiting.splice(waiting.indexOf(older), 0, one)
        older.refuse(new ProductError('canceled', 'A newer question of the same tile took its place.'))
      }
    })

  return {
    enter: async (place) => {
      place.signal.throwIfAborted()
      if (mayBegin(place.client)) return sit(place.client)
      const own = waiting.filter(({ client }) => client === place.client)
      const isNewer = own.some(({ tile }) => tile !== null && tile === place.tile)
      if (!isNewer && (waiting.length >= mostWaiting || own.length >= Math.ceil(mostWaiting / 2)))
        throw new ProductError(
          'rate_limited',
          `${waiting.length} questions wait for Druid already, ${own.length} of them yours. Ask again after the seconds that Retry-After says.`,
          { details: { retryAfterSeconds } },
        )
      return wait(place)
    },
  }
}
