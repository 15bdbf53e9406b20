import { once } from 'node:events'
import { PassThrough } from 'node:stream'

/** A consumer of bytes that can be told good or bad at the end: its stream ends only once `accept` was called. */
export interface Sink {
  readonly source: AsyncIterable<Uint8Array>
  write(chunk: Uint8Array): Promise<void>
  accept(): void
  refuse(error: Error): void
}

const highWaterMark = 1024 ** 2

export function createSink(): Sink {
  const stream = new PassThrough({ highWaterMark })
  stream.on('error', () => {})
  return {
    source: stream,
    write: async (chunk) => {
      if (stream.destroyed) return
      if (!stream.write(chunk)) await Promise.race([once(stream, 'drain'), once(stream, 'close')])
    },
    accept: () => void stream.end(),
    refuse: (error) => void stream.destroy(error),
  }
}
