/** What one reader has not read yet: the newest of each id. */
export interface Mailbox<T> {
  put(id: string, value: T): void
  /** Ends with the signal. */
  read(): AsyncGenerator<T>
}

export function createMailbox<T>(signal: AbortSignal): Mailbox<T> {
  const waiting = new Map<string, T>()
  let wake: () => void = () => {}
  return {
    put: (id, value) => {
      waiting.delete(id)
      waiting.set(id, value)
      wake()
    },
    read: async function* () {
      const onAbort = () => wake()
      signal.addEventListener('abort', onAbort)
      try {
        while (!signal.aborted) {
          const next = waiting.entries().next()
          if (next.done) {
            await new Promise<void>((resolve) => {
              wake = resolve
            })
            continue
          }
          const [id, value] = next.value
          waiting.delete(id)
          yield value
        }
      } finally {
        signal.removeEventListener('abort', onAbort)
      }
    },
  }
}
