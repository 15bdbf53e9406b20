import { deleteUpload } from '@nemeton/contract'
import { call } from './call.ts'
import { newId } from './id.ts'
import { findUnfinished, forgetUnfinished, sendResumable } from './send-resumable.ts'
import { sendWhole } from './send-whole.ts'
import type { Sending } from './sending.ts'

/** One file on its way from this browser; it goes on while the person looks at other pages. */
export interface Transfer {
  readonly id: string
  readonly filename: string
  readonly bytes: number
  readonly sent: number
  /** Bytes per second over the last seconds. */
  readonly rate: number | null
  readonly startedAt: number
  /** `lost`: it failed, and is tried again by itself. */
  readonly state: 'waiting' | 'sending' | 'lost' | 'paused' | 'storing' | 'stored' | 'failed' | 'canceled'
  /** It can pause, and goes on after a lost connection. */
  readonly resumable: boolean
  readonly error: unknown
}

export interface Transfers {
  readonly subscribe: (listener: () => void) => () => void
  readonly list: () => readonly Transfer[]
  /** Sends a file, or goes on with it where it stopped; answers the upload's id. */
  readonly start: (file: File) => Promise<string>
  readonly pause: (id: string) => void
  readonly resume: (id: string) => void
  readonly cancel: (id: string) => void
  /** Goes on with what failed on its way, or sends the same file once more under a new id; answers the id. */
  readonly retry: (id: string) => string | null
  readonly dismiss: (id: string) => void
}

interface Sample {
  readonly at: number
  readonly sent: number
}

const windowMs = 4000

/** Speed over the samples of the last few seconds, so that the ETA neither jumps nor lags. */
export function rateOf(samples: readonly Sample[]): number | null {
  const first = samples[0]
  const last = samples.at(-1)
  if (!first || !last || last.at - first.at < 200) return null
  return ((last.sent - first.sent) / (last.at - first.at)) * 1000
}

const openStates: readonly Transfer['state'][] = ['waiting', 'sending', 'lost', 'paused', 'storing']
export const isOpen = (transfer: Transfer): boolean => openStates.includes(transfer.state)

/** A browser opens six connections to one host; the pages need some of them while files are sent. */
const atOnce = 2
/** Smaller files are sent in one request: beginning anew costs little. */
const wholeUpTo = 8 * 1024 ** 2

export function createTransfers(): Transfers {
  let transfers: readonly Transfer[] = []
  const listeners = new Set<() => void>()
  const sendings = new Map<string, Sending>()
  const files = new Map<string, File>()
  const waiting: string[] = []

  const publish = (next: readonly Transfer[]) => {
    transfers = next
    for (const listener of listeners) listener()
  }
  const find = (id: string) => transfers.find((transfer) => transfer.id === id)
  const change = (id: string, part: Partial<Transfer>) =>
    publish(transfers.map((transfer) => (transfer.id === id ? { ...transfer, ...part } : transfer)))

  const sendNext = () => {
    if (sendings.size >= atOnce) return
    const id = waiting.shift()
    const file = id === undefined ? undefined : files.get(id)
    if (id !== undefined && file) send(id, file)
  }
  const stop = (id: string) => {
    const place = waiting.indexOf(id)
    if (place >= 0) waiting.splice(place, 1)
    sendings.get(id)?.stop()
    sendings.delete(id)
  }
  const end = (id: string, part: Partial<Transfer>) => {
    sendings.delete(id)
    change(id, { rate: null, ...part })
    sendNext()
  }

  const send = (id: string, file: File) => {
    change(id, { state: 'sending', startedAt: Date.now() })
    let samples: Sample[] = []
    const sending = (find(id)?.resumable ? sendResumable : sendWhole)(id, file, {
      onSent: (sent) => {
        const at = performance.now()
        samples = [...samples.filter((sample) => at - sample.at < windowMs), { at, sent }]
        change(id, { state: 'sending', sent, rate: rateOf(samples), error: null })
      },
      onStoring: () => change(id, { sent: file.size, state: 'storing' }),
      onLost: (error) => {
        samples = []
        change(id, { state: 'lost', rate: null, error })
      },
      onStored: () => end(id, { state: 'stored', sent: file.size }),
      onFailed: (error) => end(id, { state: 'failed', error }),
    })
    sendings.set(id, sending)
  }

  const enqueue = (id: string) => {
    change(id, { state: 'waiting', rate: null, error: null })
    waiting.push(id)
    sendNext()
  }
  const add = (id: string, file: File) => {
    const begun = { id, filename: file.name, bytes: file.size, sent: 0, rate: null, startedAt: Date.now() }
    const resumable = file.size > wholeUpTo
    files.set(id, file)
    publish([{ ...begun, resumable, state: 'waiting', error: null }, ...transfers.filter((other) => other.id !== id)])
    enqueue(id)
    return id
  }
  const dismiss = (id: string) => {
    files.delete(id)
    publish(transfers.filter((transfer) => transfer.id !== id))
  }

  return {
    subscribe: (listener) => {
      listeners.add(listener)
      return () => listeners.delete(listener)
    },
    list: () => transfers,
    start: async (file) => {
      const earlier = file.size > wholeUpTo ? await findUnfinished(file).catch(() => null) : null
      const known = earlier === null ? undefined : find(earlier)
      if (earlier === null || !known || !isOpen(known)) return add(earlier ?? newId(), file)
      if (known.state === 'paused') enqueue(earlier)
      return earlier
    },
    pause: (id) => {
      stop(id)
      change(id, { state: 'paused', rate: null, error: null })
      sendNext()
    },
    resume: enqueue,
    cancel: (id) => {
      const isResumable = find(id)?.resumable
      stop(id)
      change(id, { state: 'canceled', rate: null })
      sendNext()
      if (isResumable) void Promise.allSettled([forgetUnfinished(id), call(deleteUpload, { params: { id } })])
    },
    retry: (id) => {
      const file = files.get(id)
      const failed = find(id)
      if (!file || !failed) return null
      dismiss(id)
      return add(failed.resumable && failed.state === 'failed' ? id : newId(), file)
    },
    dismiss,
  }
}
