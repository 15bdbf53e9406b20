import { createUpload } from '@nemeton/contract'
import { openEnvelope, urlOf } from './call.ts'
import { ApiError } from './error.ts'
import { newId } from './id.ts'

/** One file on its way from this browser; it goes on while the person looks at other pages. */
export interface Transfer {
  readonly id: string
  readonly filename: string
  readonly bytes: number
  readonly sent: number
  /** Bytes per second over the last seconds. */
  readonly rate: number | null
  readonly startedAt: number
  readonly state: 'waiting' | 'sending' | 'storing' | 'stored' | 'failed' | 'canceled'
  readonly error: unknown
}

export interface Transfers {
  readonly subscribe: (listener: () => void) => () => void
  readonly list: () => readonly Transfer[]
  readonly start: (file: File) => string
  readonly cancel: (id: string) => void
  /** Sends the same file once more under a new id; answers that id. */
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

const openStates: readonly Transfer['state'][] = ['waiting', 'sending', 'storing']

export const isOpen = (transfer: Transfer): boolean => openStates.includes(transfer.state)

/** A browser opens six connections to one host; the pages need some of them while files are sent. */
const atOnce = 2

export function createTransfers(): Transfers {
  let transfers: readonly Transfer[] = []
  const listeners = new Set<() => void>()
  const requests = new Map<string, XMLHttpRequest>()
  const files = new Map<string, File>()
  const waiting: string[] = []

  const publish = (next: readonly Transfer[]) => {
    transfers = next
    for (const listener of listeners) listener()
  }
  const change = (id: string, part: Partial<Transfer>) =>
    publish(transfers.map((transfer) => (transfer.id === id ? { ...transfer, ...part } : transfer)))

  const sendNext = () => {
    if (requests.size >= atOnce) return
    const id = waiting.shift()
    const file = id === undefined ? undefined : files.get(id)
    if (id !== undefined && file) send(id, file)
  }

  const send = (id: string, file: File) => {
    change(id, { state: 'sending', startedAt: Date.now() })
    const request = new XMLHttpRequest()
    let samples: Sample[] = [{ at: performance.now(), sent: 0 }]
    requests.set(id, request)
    request.upload.onprogress = ({ loaded }) => {
      const at = performance.now()
      const sent = Math.min(loaded, file.size)
      samples = [...samples.filter((sample) => at - sample.at < windowMs), { at, sent }]
      change(id, { sent, rate: rateOf(samples) })
    }
    request.upload.onload = () => change(id, { sent: file.size, state: 'storing' })
    request.onload = () => {
      try {
        openEnvelope(request.responseText, request.status, request.getResponseHeader('x-request-id'))
        change(id, { state: 'stored', sent: file.size })
      } catch (error) {
        change(id, { state: 'failed', error })
      }
    }
    request.onerror = () => change(id, { state: 'failed', error: brokenLine() })
    request.onabort = () => change(id, { state: 'canceled' })
    request.onloadend = () => {
      requests.delete(id)
      sendNext()
    }
    const form = new FormData()
    form.append('file', file, file.name)
    request.open(createUpload.method, urlOf(createUpload.path, undefined, { id }))
    request.setRequestHeader('accept', 'application/json')
    request.send(form)
  }

  const start = (file: File) => {
    const id = newId()
    const begun = { id, filename: file.name, bytes: file.size, sent: 0, rate: null, startedAt: Date.now() }
    files.set(id, file)
    publish([{ ...begun, state: 'waiting', error: null }, ...transfers])
    waiting.push(id)
    sendNext()
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
    start,
    cancel: (id) => {
      const place = waiting.indexOf(id)
      if (place >= 0) waiting.splice(place, 1)
      requests.get(id)?.abort()
      change(id, { state: 'canceled' })
    },
    retry: (id) => {
      const file = files.get(id)
      if (!file) return null
      dismiss(id)
      return start(file)
    },
    dismiss,
  }
}

function brokenLine(): ApiError {
  return new ApiError('not_ready', 'The connection broke while the file was being sent. Nothing of it was kept.', {
    status: 0,
    requestId: null,
  })
}
