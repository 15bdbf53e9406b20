import { createReadStream } from 'node:fs'
import { open } from 'node:fs/promises'
import iconv from 'iconv-lite'

export interface Head {
  readonly bytes: Uint8Array
  /** The whole file fits in it. */
  readonly whole: boolean
}

export const headLength = 262_144

export const readHead = async (path: string, length = headLength): Promise<Head> => {
  const file = await open(path, 'r')
  try {
    const { size } = await file.stat()
    const bytes = Buffer.alloc(Math.min(size, length))
    let at = 0
    while (at < bytes.length) {
      const { bytesRead } = await file.read(bytes, at, bytes.length - at, at)
      if (bytesRead === 0) break
      at += bytesRead
    }
    return { bytes: bytes.subarray(0, at), whole: size <= length }
  } finally {
    await file.close()
  }
}

/** Reads a slice of a text file. */
export const readSlice = async (path: string, start: number, length: number): Promise<string> => {
  const file = await open(path, 'r')
  try {
    const bytes = Buffer.alloc(length)
    const { bytesRead } = await file.read(bytes, 0, length, start)
    return bytes.subarray(0, bytesRead).toString('utf8')
  } finally {
    await file.close()
  }
}

const codecs: Readonly<Record<string, string>> = { 'us-ascii': 'utf-8' }
export const codecOf = (encoding: string): string => codecs[encoding] ?? encoding

/** Decodes a head without its byte order mark; a character cut at its end is left out. */
export const decodeHead = (bytes: Uint8Array, encoding: string): string =>
  iconv.decode(Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength), codecOf(encoding)).replace(/\ufffd$/, '')

export const isUtf8File = async (path: string, signal: AbortSignal): Promise<boolean> => {
  const decoder = new TextDecoder('utf-8', { fatal: true })
  try {
    for await (const piece of createReadStream(path, { highWaterMark: 1 << 20, signal }))
      decoder.decode(piece as Buffer, { stream: true })
    decoder.decode()
    return true
  } catch (error) {
    signal.throwIfAborted()
    if (error instanceof TypeError) return false
    throw error
  }
}
