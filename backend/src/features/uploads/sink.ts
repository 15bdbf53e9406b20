/** A consumer of bytes that can be told good or bad at the end: its source ends only once `accept` was called. */
export interface Sink {
  readonly source: AsyncIterable<Uint8Array>
  /** Resolves when there is room for more; at once when nobody reads any longer. */
  write(chunk: Uint8Array): Promise<void>
  accept(): void
  refuse(error: Error): void
}

const mostBytes = 1024 ** 2

/** Hands chunks on as they are: a stream in between would join what it holds, and every byte be copied once more. */
export function createSink(): Sink {
  const chunks: Uint8Array[] = []
  let held = 0
  let accepted = false
  let failure: Error | null = null
  let isRead = true
  let wakeReader = () => {}
  let wakeWriter = () => {}
  const iterator: AsyncIterator<Uint8Array> = {
    next: async () => {
      while (chunks.length === 0 && !accepted && failure === null && isRead)
        await new Promise<void>((resolve) => {
          wakeReader = resolve
        })
      if (failure !== null) throw failure
      const value = chunks.shift()
      if (value === undefined) return { done: true, value: undefined }
      held -= value.length
      if (held < mostBytes) wakeWriter()
      return { done: false, value }
    },
    return: async () => {
      isRead = false
      chunks.length = 0
      wakeReader()
      wakeWriter()
      return { done: true, value: undefined }
    },
  }
  return {
    source: { [Symbol.asyncIterator]: () => iterator },
    write: async (chunk) => {
      if (!isRead || failure !== null) return
      chunks.push(chunk)
      held += chunk.length
      wakeReader()
      if (held >= mostBytes)
        await new Promise<void>((resolve) => {
          wakeWriter = resolve
        })
    },
    accept: () => {
      accepted = true
      wakeReader()
    },
    refuse: (error) => {
      failure ??= error
      chunks.length = 0
      wakeReader()
      wakeWriter()
    },
  }
}
