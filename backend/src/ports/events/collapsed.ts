import type { Change, Events } from './events.ts'

/** Holds the changes that came while nobody read, one an id. */
export async function* collapsed(
  subscribe: Events['subscribe'],
  wanted: (change: Change) => boolean,
  signal: AbortSignal,
): AsyncGenerator<Change | null> {
  const waiting = new Map<string, Change | null>()
  let wake: () => void = () => {}
  const end = subscribe((change) => {
    if (change !== null && !wanted(change)) return
    waiting.set(change?.id ?? '', change)
    wake()
  })
  const onAbort = () => wake()
  signal.addEventListener('abort', onAbort)
  try {
    while (!signal.aborted) {
      if (waiting.size === 0)
        await new Promise<void>((resolve) => {
          wake = resolve
          if (signal.aborted) resolve()
        })
      const batch = [...waiting.values()]
      waiting.clear()
      yield* batch
    }
  } finally {
    signal.removeEventListener('abort', onAbort)
    end()
  }
}
