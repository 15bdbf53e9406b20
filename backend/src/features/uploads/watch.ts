import type { Upload, UploadEvent } from '@nemeton/contract'
import type { Ports, StoredUpload } from '../../ports/ports.ts'
import type { Arrival, LiveUploads } from './live-uploads.ts'

const announcedForMs = 60_000

interface Needs {
  readonly live: LiveUploads
  readonly events: Ports['events']
  readonly find: (id: string) => Promise<StoredUpload>
  readonly toContract: (stored: StoredUpload) => Upload
}

/** Bytes and the provisional profile while it arrives, then each state of the row; ends when nothing can change any more. */
export async function* watch(
  id: string,
  { live, events, find, toContract }: Needs,
  signal: AbortSignal,
): AsyncGenerator<UploadEvent> {
  const waiting: Arrival[] = []
  // A page listens before it sends; an id under which nothing comes is none.
  let isKnown = false
  let isLate = false
  const late = setTimeout(() => {
    isLate = true
    wake()
  }, announcedForMs)
  let changed = true
  let wake: () => void = () => {}
  const nudge = () => wake()
  const endLive = live.watch(id, (arrival) => {
    waiting.push(arrival)
    nudge()
  })
  const endEvents = events.subscribe((change) => {
    if (change !== null && (change.kind !== 'upload' || change.id !== id)) return
    changed = true
    nudge()
  })
  signal.addEventListener('abort', nudge)
  try {
    while (!signal.aborted) {
      isKnown ||= waiting.length > 0
      yield* waiting.splice(0)
      if (changed) {
        changed = false
        const stored = await find(id).catch(() => null)
        isKnown ||= stored !== null
        if (stored !== null) yield { kind: 'upload', upload: toContract(stored) }
        if (stored?.status === 'ready' || stored?.status === 'failed') return
      }
      if (isLate && !isKnown) return
      if (waiting.length === 0 && !changed)
        await new Promise<void>((resolve) => {
          wake = resolve
          if (signal.aborted) resolve()
        })
    }
  } finally {
    clearTimeout(late)
    signal.removeEventListener('abort', nudge)
    endLive()
    endEvents()
  }
}
