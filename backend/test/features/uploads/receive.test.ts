import { createHash } from 'node:crypto'
import { readdir } from 'node:fs/promises'
import { Readable } from 'node:stream'
import { gzipSync } from 'node:zlib'
import { ProductError } from '@nemeton/contract'
import t, { type Test } from 'tap'
import { receive } from '../../../src/features/uploads/receive.ts'
import { createSpool } from '../../../src/ports/tabular/spool.ts'

const KiB = 1024
const id = 'an-upload'
const key = `uploads/shop/${id}/sales.csv`
const away = new ProductError('store_unavailable', 'The object store does not answer. Try again shortly.')
const left = new ProductError('canceled', 'The client left.')

/** A store that keeps the parts of what has not ended, as a real one does, until they are taken back. */
function createStore({ breaksAfter = Number.POSITIVE_INFINITY, refusesEnd = false } = {}) {
  const pending = new Map<string, number>()
  const objects = new Map<string, number>()
  return {
    pending,
    objects,
    put: async (key: string, body: AsyncIterable<Uint8Array>, { signal }: { signal?: AbortSignal } = {}) => {
      let bytes = 0
      pending.set(key, bytes)
      for await (const chunk of body) {
        signal?.throwIfAborted()
        bytes += chunk.length
        pending.set(key, bytes)
        if (bytes > breaksAfter) throw away
      }
      if (refusesEnd) throw away
      pending.delete(key)
      objects.set(key, bytes)
    },
    abandon: async (key: string) => {
      pending.delete(key)
      objects.delete(key)
    },
  }
}

interface Case {
  readonly store?: ReturnType<typeof createStore>
  readonly spoolBytes?: number
  readonly unpackedBytes?: number
  readonly file?: Readable & { truncated?: boolean }
  readonly onChunk?: (bytes: number, leave: () => void) => void
}

function begin(t: Test, { store = createStore(), spoolBytes = 1024 ** 3, unpackedBytes = 1024 ** 3, ...rest }: Case) {
  const folder = t.testdir()
  const spool = createSpool({ folder, maxBytes: spoolBytes, maxUnpackedBytes: unpackedBytes })
  const leaving = new AbortController()
  const received = receive(
    { objectStore: store, spool },
    {
      id,
      key,
      filename: 'sales.csv',
      file: rest.file ?? pieces(64),
      maxBytes: 1000,
      signal: leaving.signal,
      onChunk: (_chunk, bytes) => rest.onChunk?.(bytes, () => leaving.abort(left)),
    },
  )
  const nothingIsLeft = async () => {
    t.same([...store.objects], [], 'no object')
    t.same([...store.pending], [], 'no part')
    t.same(await readdir(folder), [], 'no file in the spool')
  }
  return { received, store, spool, folder, nothingIsLeft }
}

/** So many pieces of 64 KiB each. */
const pieces = (count: number) => Readable.from(Array.from({ length: count }, () => Buffer.alloc(64 * KiB, 'a,b\n')))

function silentAfter(first: string): Readable {
  const file = new Readable({ read() {} })
  file.push(first)
  return file
}

t.test(
  'one reading fills the store, the spool and the hash; the object is there only once it is committed',
  async (t) => {
    const { received, store, spool } = begin(t, { file: pieces(40) })
    const { bytes, sha256, spooled, commit } = await received
    const all = Buffer.alloc(40 * 64 * KiB, 'a,b\n')
    t.equal(bytes, all.length)
    t.equal(sha256, createHash('sha256').update(all).digest('hex'))
    t.match(spooled, { id, bytes: all.length, compression: 'none' })
    t.same([...store.objects], [], 'before the verdict there is no object')
    await commit()
    t.same([...store.objects], [[key, all.length]])
    t.match(await spool.find(id), { bytes: all.length })
  },
)

const truncated = Object.assign(pieces(4), { truncated: true })
const failures: readonly (readonly [what: string, given: Case, told: { code: string; message?: RegExp }])[] = [
  ['a store that refuses at once', { store: createStore({ breaksAfter: 0 }) }, { code: 'store_unavailable' }],
  ['a store that refuses in the middle', { store: createStore({ breaksAfter: 2e6 }) }, { code: 'store_unavailable' }],
  ['a spool that is full in the middle', { spoolBytes: 2e6 }, { code: 'spool_full', message: /no room/ }],
  ['a file too large to unpack', { unpackedBytes: 2e6 }, { code: 'too_large', message: /larger than 2 MB/ }],
  [
    'packed bytes that break off',
    { file: Readable.from([gzipSync(Buffer.alloc(1e6, 'a,b\n')).subarray(0, 500)]) },
    { code: 'unreadable_file', message: /cut short/ },
  ],
  ['a file that was cut at the limit', { file: truncated }, { code: 'too_large', message: /the 1000 bytes/ }],
  ['a file without a byte', { file: Readable.from([]) }, { code: 'empty_file', message: /"sales.csv" is empty/ }],
  [
    'a client that leaves in the middle',
    { onChunk: (bytes, leave) => bytes > 2e6 && leave() },
    { code: 'canceled', message: /client left/ },
  ],
  [
    'a client that leaves after it fell silent',
    { file: silentAfter('a,b\n'), onChunk: (_bytes, leave) => setImmediate(leave) },
    { code: 'canceled' },
  ],
  [
    'a store that refuses while the client is silent',
    { store: createStore({ breaksAfter: 0 }), file: silentAfter('a,b\n') },
    { code: 'store_unavailable' },
  ],
]
for (const [what, given, told] of failures)
  t.test(`${what}: that is told, and nothing is left`, async (t) => {
    const { received, nothingIsLeft } = begin(t, given)
    await t.rejects(received, told)
    await nothingIsLeft()
  })

t.test('a store that cannot be tidied either is still told as what it did first', async (t) => {
  const abandon = () => Promise.reject(new ProductError('store_rejected', 'It cannot be taken back.'))
  const { received, folder } = begin(t, { store: { ...createStore({ breaksAfter: 2e6 }), abandon } })
  await t.rejects(received, { code: 'store_unavailable' })
  t.same(await readdir(folder), [], 'no file in the spool')
})

t.test('a body that breaks under the reading is told in its own words, and nothing is left', async (t) => {
  const torn = new Error('Part terminated early due to unexpected end of multipart data')
  async function* body() {
    for (let piece = 0; piece < 20; piece += 1) yield Buffer.alloc(64 * KiB, 'x')
    throw torn
  }
  const { received, nothingIsLeft } = begin(t, { file: Readable.from(body()) })
  t.equal(await received.catch((error: unknown) => error), torn)
  await nothingIsLeft()
})

t.test('the first of two reasons is told', async (t) => {
  const { received, nothingIsLeft } = begin(t, {
    store: createStore({ breaksAfter: 2e6 }),
    onChunk: (bytes, leave) => bytes > 3e6 && leave(),
    spoolBytes: 3.5e6,
  })
  await t.rejects(received, { code: 'store_unavailable' })
  await nothingIsLeft()
})

t.test('what the caller discards after the reading is gone, and can no longer be committed', async (t) => {
  const { received, nothingIsLeft } = begin(t, {})
  const { discard, commit } = await received
  await discard(new ProductError('invalid_request', 'There is a second file in the request.'))
  await nothingIsLeft()
  await t.rejects(commit(), { code: 'invalid_request' })
  await nothingIsLeft()
})

t.test('a store that refuses the end fails the commit, and discarding leaves nothing', async (t) => {
  const { received, nothingIsLeft } = begin(t, { store: createStore({ refusesEnd: true }) })
  const { commit, discard } = await received
  const error = await commit().then(
    () => null,
    (reason: unknown) => reason,
  )
  t.match(error, { code: 'store_unavailable' })
  await discard(error as Error)
  await nothingIsLeft()
})
