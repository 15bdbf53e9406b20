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
  let resume = () => {}
  stream.on('error', () => {})
  stream.on('drain', () => resume())
  stream.on('close', () => resume())
  return {
    source: stream,
    write: async (chunk) => {
      if (stream.destroyed || stream.write(chunk)) return
      await new Promise<void>((resolve) => {
        resume = resolve
      })
    },
    accept: () => void stream.end(),
    refuse: (error) => void stream.destroy(error),
  }
}
