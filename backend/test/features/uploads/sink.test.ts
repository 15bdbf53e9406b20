import t from 'tap'
import { createSink, type Sink } from '../../../src/features/uploads/sink.ts'

const MiB = 1024 ** 2
const broken = new Error('the store broke')
const later = new Error('then the spool broke')

/** What a reader gets, and the error that ended it. */
async function read({ source }: Sink, most = Number.POSITIVE_INFINITY): Promise<{ text: string; error: unknown }> {
  let text = ''
  let count = 0
  try {
    for await (const chunk of source) {
      text += Buffer.from(chunk).toString()
      count += 1
      if (count === most) break
    }
    return { text, error: null }
  } catch (error) {
    return { text, error }
  }
}

/** Whether a promise is settled once all that is ready has run. */
async function isSettled(promise: Promise<unknown>): Promise<boolean> {
  let settled = false
  void promise.finally(() => {
    settled = true
  })
  await new Promise((resolve) => setImmediate(resolve))
  return settled
}

t.test('hands on what was written, in order, and ends only once it was accepted', async (t) => {
  const sink = createSink()
  const reader = read(sink)
  for (const word of ['one ', 'two ', 'three']) await sink.write(Buffer.from(word))
  t.equal(await isSettled(reader), false, 'the end is not known yet')
  sink.accept()
  t.same(await reader, { text: 'one two three', error: null })
})

t.test('an acceptance that comes before the reader is an empty end', async (t) => {
  const sink = createSink()
  sink.accept()
  t.same(await read(sink), { text: '', error: null })
})

t.test('holds its writer while a mebibyte waits, and lets it go on as it is read', async (t) => {
  const sink = createSink()
  t.equal(await isSettled(sink.write(Buffer.alloc(MiB - 1))), true)
  const writing = sink.write(Buffer.alloc(1))
  t.equal(await isSettled(writing), false)
  const reader = read(sink)
  t.equal(await isSettled(writing), true)
  sink.accept()
  t.equal((await reader).text.length, MiB)
})

t.test('a refusal reaches the reader instead of what still waits, the first reason before others', async (t) => {
  const sink = createSink()
  await sink.write(Buffer.from('never read'))
  sink.refuse(broken)
  sink.refuse(later)
  t.same(await read(sink), { text: '', error: broken })
})

t.test('a refusal wakes a reader that waits and a writer that is held', async (t) => {
  const waiting = createSink()
  const reader = read(waiting)
  t.equal(await isSettled(reader), false)
  waiting.refuse(broken)
  t.same(await reader, { text: '', error: broken })

  const full = createSink()
  const writing = full.write(Buffer.alloc(MiB))
  t.equal(await isSettled(writing), false)
  full.refuse(broken)
  t.equal(await isSettled(writing), true)
})

t.test('a refusal after the acceptance still fails what was not read', async (t) => {
  const sink = createSink()
  await sink.write(Buffer.from('read too late'))
  sink.accept()
  sink.refuse(broken)
  t.same(await read(sink), { text: '', error: broken })
})

t.test(
  'takes what comes after a refusal, or after the reader left, without waiting and without keeping it',
  async (t) => {
    const refused = createSink()
    refused.refuse(broken)
    t.equal(await isSettled(refused.write(Buffer.alloc(2 * MiB))), true)

    const left = createSink()
    await left.write(Buffer.from('all it wanted'))
    t.same(await read(left, 1), { text: 'all it wanted', error: null })
    t.equal(await isSettled(left.write(Buffer.alloc(2 * MiB))), true)
    left.accept()
    t.same(await read(left), { text: '', error: null })
  },
)

t.test('a reader that leaves lets a held writer go', async (t) => {
  const sink = createSink()
  await sink.write(Buffer.from('a'))
  const writing = sink.write(Buffer.alloc(2 * MiB))
  t.equal(await isSettled(writing), false)
  await read(sink, 1)
  t.equal(await isSettled(writing), true)
})
