import { createWriteStream } from 'node:fs'
import { mkdir, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { Readable, Transform } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import { createGunzip, createZstdDecompress } from 'node:zlib'
import { type Compression, ProductError } from '@nemeton/contract'
import type { Spool, SpooledEntry, SpooledFile } from './tabular.ts'

export interface SpoolOptions {
  readonly folder: string
  /** All files of the spool together. */
  readonly maxBytes: number
  /** One file, unpacked. */
  readonly maxUnpackedBytes: number
}

/** Few large writes: each costs a turn of the event loop and one of the thread pool. */
const writeBytes = 1024 ** 2

/** Packed data that grows more than this is a trap, once it is large. */
const maxRatio = 600
const largeEnough = 256 * 1024 * 1024

const compressionOf = (head: Uint8Array): Compression => {
  if (head[0] === 0x1f && head[1] === 0x8b) return 'gzip'
  if (head[0] === 0x28 && head[1] === 0xb5 && head[2] === 0x2f && head[3] === 0xfd) return 'zstd'
  return 'none'
}

const megabytes = (bytes: number): string => `${Math.round(bytes / 1024 / 1024).toLocaleString('en')} MB`

/** A source that remembers its own failure, so that it is not taken for broken compression. */
const watched = (
  source: AsyncIterable<Uint8Array>,
): { readonly chunks: AsyncIterator<Uint8Array>; readonly failure: () => unknown; readonly packed: () => number } => {
  let failure: unknown
  let packed = 0
  const read = async function* (): AsyncGenerator<Uint8Array> {
    try {
      for await (const chunk of source) {
        packed += chunk.length
        yield chunk
      }
    } catch (error) {
      failure = error
      throw error
    }
  }
  return { chunks: read(), failure: () => failure, packed: () => packed }
}

/** Enough bytes to tell how the rest is packed. */
const begin = async (chunks: AsyncIterator<Uint8Array>): Promise<Uint8Array> => {
  let head = Buffer.alloc(0)
  while (head.length < 4) {
    const next = await chunks.next()
    if (next.done === true) break
    head = Buffer.concat([head, next.value])
  }
  return head
}

export const createSpool = (options: SpoolOptions): Spool => {
  const { folder } = options
  const writing = new Map<string, number>()
  const pathOf = (id: string): string => {
    if (!/^[A-Za-z0-9_-]{1,128}$/.test(id))
      throw new ProductError('invalid_request', 'The id of an upload is letters, digits, "-" and "_" only.')
    return join(folder, `${id}.data`)
  }

  const used = async (): Promise<number> => {
    let sum = 0
    for (const name of await readdir(folder)) {
      if (writing.has(name.slice(0, name.indexOf('.')))) continue
      sum += await stat(join(folder, name)).then(
        (entry) => entry.size,
        () => 0,
      )
    }
    return sum
  }

  const remove = async (id: string): Promise<void> => {
    const prefix = `${pathOf(id).slice(folder.length + 1, -'data'.length)}`
    const names = await readdir(folder).catch(() => [])
    await Promise.all(
      names
        .filter((name) => name.startsWith(prefix))
        .map((name) => rm(join(folder, name), { force: true, recursive: true })),
    )
  }

  const write: Spool['write'] = async (id, filename, source, signal) => {
    const path = pathOf(id)
    await mkdir(folder, { recursive: true })
    const before = await used()
    writing.set(id, 0)
    const from = watched(source)
    try {
      const head = await begin(from.chunks)
      const compression = compressionOf(head)
      const all = async function* (): AsyncGenerator<Uint8Array> {
        if (head.length > 0) yield head
        yield* { [Symbol.asyncIterator]: () => from.chunks }
      }
      let bytes = 0
      const meter = new Transform({
        transform: (chunk: Buffer, _encoding, done) => {
          bytes += chunk.length
          writing.set(id, bytes)
          done(limit(bytes, from.packed(), compression, before), chunk)
        },
      })
      const unpack = compression === 'gzip' ? [createGunzip()] : compression === 'zstd' ? [createZstdDecompress()] : []
      const input = Readable.from(all(), { objectMode: false, highWaterMark: 1 << 18 })
      await pipeline([input, ...unpack, meter, createWriteStream(path, { highWaterMark: writeBytes })], { signal })
      const file: SpooledFile = { id, path, filename, bytes, compression }
      await writeFile(join(folder, `${id}.meta`), JSON.stringify(file))
      return file
    } catch (error) {
      await remove(id)
      throw translate(error, from.failure(), signal)
    } finally {
      writing.delete(id)
    }
  }

  const growing = (): number => [...writing.values()].reduce((sum, size) => sum + size, 0)

  const limit = (bytes: number, packed: number, compression: Compression, before: number): ProductError | null => {
    if (bytes > options.maxUnpackedBytes)
      return new ProductError(
        'too_large',
        `The file is larger than ${megabytes(options.maxUnpackedBytes)}${compression === 'none' ? '' : ' when unpacked'}. Split it and send the parts.`,
      )
    if (compression !== 'none' && bytes > largeEnough && bytes > packed * maxRatio)
      return new ProductError(
        'too_large',
        `The file unpacks to more than ${maxRatio} times its size. Send it unpacked if that is right.`,
      )
    if (before + growing() > options.maxBytes)
      return new ProductError(
        'spool_full',
        'There is no room to look at more files just now. Try again when other uploads are done.',
      )
    return null
  }

  const list: Spool['list'] = async () => {
    const entries = new Map<string, SpooledEntry>()
    for (const name of await readdir(folder)) {
      const id = name.slice(0, Math.max(0, name.indexOf('.')))
      const entry = id === '' || writing.has(id) ? null : await stat(join(folder, name)).catch(() => null)
      if (entry === null || !entry.isFile()) continue
      const before = entries.get(id)
      const modifiedAt = before !== undefined && before.modifiedAt > entry.mtime ? before.modifiedAt : entry.mtime
      entries.set(id, { id, bytes: entry.size + (before?.bytes ?? 0), modifiedAt })
    }
    return [...entries.values()]
  }

  return {
    write,
    remove,
    list,
    find: async (id) => {
      try {
        const file = JSON.parse(
          await readFile(join(folder, `${pathOf(id).slice(folder.length + 1, -5)}.meta`), 'utf8'),
        ) as SpooledFile
        const entry = await stat(pathOf(id))
        return entry.size === file.bytes ? { ...file, path: pathOf(id) } : null
      } catch (error) {
        if (error instanceof ProductError) throw error
        return null
      }
    },
    hasRoom: async (bytes) => (await used()) + growing() + bytes <= options.maxBytes,
    clear: async () => {
      await rm(folder, { recursive: true, force: true })
      await mkdir(folder, { recursive: true })
    },
  }
}

const translate = (error: unknown, source: unknown, signal: AbortSignal | undefined): unknown => {
  if (signal?.aborted === true) return new ProductError('canceled', 'The upload was canceled.', { cause: error })
  if (error instanceof ProductError || (source !== undefined && error === source)) return error
  const code = (error as { code?: string }).code ?? ''
  if (source !== undefined) return source
  if (/^(?:Z_|ZSTD|ERR_ZLIB|ERR_ZSTD)/.test(code)) {
    const cut = code === 'Z_BUF_ERROR' || /unexpected end|truncat|incomplete/i.test(String(error))
    return new ProductError(
      'unreadable_file',
      `The compressed file is ${cut ? 'cut short' : 'broken'} and cannot be unpacked. Pack it again and send it whole.`,
      { cause: error },
    )
  }
  if (code === 'ENOSPC') return new ProductError('spool_full', 'The disk is full. Try again later.', { cause: error })
  return error
}
