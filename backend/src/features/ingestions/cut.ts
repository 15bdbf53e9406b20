import { createReadStream } from 'node:fs'
import { type FileHandle, open } from 'node:fs/promises'
import type { Profile } from '@nemeton/contract'

/** Bytes of a file, the end not among them. */
interface Stretch {
  readonly from: number
  readonly to: number
}

export interface Piece {
  readonly bytes: number
  /** The lines above the first row stand in every piece: Druid skips as many in each object. */
  read(signal: AbortSignal): AsyncIterable<Uint8Array>
}

const blockBytes = 64 * 1024
const newline = 10

/**
 * Cuts a text file whose rows are lines into pieces of about the same size, each a file that reads like the whole.
 * Fewer come back where there are not that many lines.
 */
export async function cutByLines(path: string, wanted: number, dialect: Profile['dialect']): Promise<readonly Piece[]> {
  const file = await open(path)
  try {
    const { size } = await file.stat()
    const above = (dialect?.preambleRows ?? 0) + (dialect?.headerRows ?? 0)
    let begin = 0
    for (let line = 0; line < above; line++) begin = await afterNewline(file, begin, size)
    const ends: number[] = []
    for (let piece = 1; piece < wanted; piece++) {
      const end = await afterNewline(file, begin + Math.floor(((size - begin) * piece) / wanted) - 1, size)
      if (end < size && end > (ends.at(-1) ?? begin)) ends.push(end)
    }
    return [...ends, size].map((to, at) => pieceOf(path, { from: 0, to: begin }, { from: ends[at - 1] ?? begin, to }))
  } finally {
    await file.close()
  }
}

const pieceOf = (path: string, above: Stretch, rows: Stretch): Piece => ({
  bytes: above.to - above.from + rows.to - rows.from,
  read: async function* (signal) {
    for (const { from, to } of [above, rows])
      if (to > from) yield* createReadStream(path, { start: from, end: to - 1, highWaterMark: blockBytes, signal })
  },
})

async function afterNewline(file: FileHandle, from: number, size: number): Promise<number> {
  const block = Buffer.alloc(blockBytes)
  for (let at = from; at < size; at += blockBytes) {
    const { bytesRead } = await file.read(block, 0, blockBytes, at)
    const found = block.subarray(0, bytesRead).indexOf(newline)
    if (found >= 0) return at + found + 1
  }
  return size
}
