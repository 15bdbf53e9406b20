import { ProductError } from '@nemeton/contract'
import fc from 'fast-check'
import t from 'tap'
import { createPartWriter } from '../../../../src/features/uploads/resumable/parts.ts'
import type { Piece, Unfinished } from '../../../../src/ports/ports.ts'

const partSize = 8
const writer = 'a-writer'
const away = new ProductError('store_unavailable', 'The object store does not answer. Try again shortly.')

/** A store and a table that keep what they are given; the store may refuse from some part on. */
function createKeeper(content: Uint8Array, { breaksAt = Number.POSITIVE_INFINITY, owner = writer } = {}) {
  const parts = new Map<number, Buffer>()
  const pieces = new Map<number, Piece>()
  let calls = 0
  let most = 0
  let underWay = 0
  const offset = () => [...pieces.values()].reduce((sum, { bytes }) => sum + bytes, 0)
  const ports = {
    objectStore: {
      beginParts: async () => 'parts',
      putPart: async (_key: string, _id: string, number: number, bytes: Uint8Array) => {
        underWay += 1
        most = Math.max(most, underWay)
        calls += 1
        const isBroken = calls >= breaksAt
        // later parts may be done before earlier ones
        for (let turn = 0; turn < (number * 7) % 5; turn++) await Promise.resolve()
        underWay -= 1
        if (isBroken) throw away
        parts.set(number, Buffer.from(bytes))
        return { etag: `part-${number}`, checksum: null }
      },
    },
    resumables: {
      began: async () => true,
      record: async (_id: string, by: string, added: readonly Piece[]) => {
        if (by !== owner) return false
        for (const piece of added) {
          for (const at of pieces.keys()) if (at >= piece.at && at < piece.at + piece.bytes) pieces.delete(at)
          pieces.set(piece.at, 'content' in piece ? { ...piece, content: Buffer.from(piece.content) } : piece)
        }
        return true
      },
    },
  }
  const tail = () =>
    [...pieces.values()].sort((a, b) => a.at - b.at).flatMap((piece) => ('content' in piece ? piece.content : []))
  const upload = (): Unfinished => ({
    id: 'an-upload',
    filename: 'sales.csv',
    datasource: 'sales',
    sheet: null,
    ingestAs: null,
    length: content.length,
    partSize,
    metadata: '',
    partsId: null,
    offset: offset(),
    expiresAt: new Date(0),
  })
  const begin = (allOrNothing = false) =>
    createPartWriter(ports, { upload: upload(), key: 'key', writer, tail: tail(), expiresMs: 1, allOrNothing })
  const kept = () =>
    Buffer.concat(
      [...pieces.values()]
        .sort((a, b) => a.at - b.at)
        .map((piece) => ('content' in piece ? piece.content : (parts.get(piece.at / partSize + 1) ?? Buffer.alloc(0)))),
    )
  return { begin, offset, kept, most: () => most, tail }
}

const bytes = (length: number) => Buffer.from(Array.from({ length }, (_, index) => index % 251))

t.test('however the bytes come, in requests and chunks, the parts are the file', async (t) => {
  await fc.assert(
    fc.asyncProperty(
      fc.integer({ min: 1, max: 100 }),
      fc.array(fc.array(fc.integer({ min: 1, max: 30 }), { maxLength: 6 }), { maxLength: 12 }),
      async (length, requests) => {
        const content = bytes(length)
        const keeper = createKeeper(content)
        for (const chunks of [...requests, Array.from({ length }, () => 1)]) {
          const parts = keeper.begin()
          let at = keeper.offset()
          for (const size of chunks) {
            await parts.write(content.subarray(at, at + size))
            at = Math.min(length, at + size)
          }
          if ((await parts.end()) !== at || keeper.offset() !== at) return false
          if (!keeper.kept().equals(content.subarray(0, at))) return false
        }
        return keeper.tail().length === 0 && keeper.most() <= 4
      },
    ),
    { seed: 20_260_802, numRuns: 300 },
  )
  t.pass('300 files')
})

t.test('a store that fails in the middle loses what comes after, and it goes on from there', async (t) => {
  const content = bytes(60)
  const keeper = createKeeper(content, { breaksAt: 4 })
  const parts = keeper.begin()
  const writing = async () => {
    for (let at = 0; at < content.length; at += 5) await parts.write(content.subarray(at, at + 5))
    await parts.end()
  }
  await t.rejects(writing(), away)
  await parts.giveUp()
  t.equal(keeper.offset(), 3 * partSize)
  t.ok(keeper.kept().equals(content.subarray(0, 3 * partSize)))
})

t.test('all or nothing keeps nothing before the end', async (t) => {
  const content = bytes(30)
  const keeper = createKeeper(content)
  const first = keeper.begin(true)
  await first.write(content.subarray(0, 20))
  await first.giveUp()
  t.equal(keeper.offset(), 0)
  const second = keeper.begin(true)
  await second.write(content.subarray(0, 20))
  t.equal(keeper.offset(), 0)
  t.equal(await second.end(), 20)
  t.ok(keeper.kept().equals(content.subarray(0, 20)))
})

t.test('who has lost the right to write keeps nothing', async (t) => {
  const keeper = createKeeper(bytes(30), { owner: 'another' })
  const parts = keeper.begin()
  await parts.write(bytes(3))
  await t.rejects(parts.end(), { code: 'conflict' })
  t.equal(keeper.offset(), 0)
})
