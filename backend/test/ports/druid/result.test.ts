import type { Readable } from 'node:stream'
import { buffer } from 'node:stream/consumers'
import { finished } from 'node:stream/promises'
import type { SqlRequest } from '@nemeton/contract'
import t from 'tap'
import { createResult } from '../../../src/ports/druid/result.ts'

type Format = NonNullable<SqlRequest['resultFormat']>

/** As Druid 33 ends them. */
const whole: readonly [format: Format, bytes: string][] = [
  ['object', '[{"a":1}]\n'],
  ['object', '[]\n'],
  ['array', '[[1,"b"],[2,"c"]]\n'],
  ['objectLines', '{"a":1}\n{"a":2}\n\n'],
  ['objectLines', '\n'],
  ['arrayLines', '[1]\n[2]\n\n'],
  ['csv', '"a"\n"1"\n\n'],
  ['csv', '\n'],
  ['csv', '"a ""b""\n\nc"\n\n'],
]
/** What came before a fault. */
const cut: readonly [format: Format, bytes: string][] = [
  ['object', ''],
  ['object', '[{"a":1}'],
  ['object', '[{"a":1},{"a":'],
  ['object', '[{"a":"]'],
  ['object', '[{"a":[1,2]'],
  ['array', '[[1,"b"],[2,"c"]'],
  ['array', '[[1,"b"]'],
  ['array', '[['],
  ['objectLines', ''],
  ['objectLines', '{"a":1}\n{"a":2}\n'],
  ['objectLines', '{"a":1}\n{"a"'],
  ['arrayLines', '[1]\n[2]\n'],
  ['arrayLines', '[1]\n[2]'],
  ['csv', ''],
  ['csv', '"a"\n"1"\n'],
  ['csv', '"a"\n"1'],
  ['csv', '"a"\n"one\n\n'],
  ['csv', '"a"\n"one ""two""\n\n'],
]

/** As a reader gets it who asks after so many chunks. */
async function through(format: Format, bytes: string, size: number, after: number): Promise<Buffer> {
  const { sink, take } = createResult(format)
  const done = finished(sink).catch(() => {})
  const chunks = chunked(bytes, size)
  for (const chunk of chunks.slice(0, after)) sink.write(chunk)
  if (after >= chunks.length) sink.end()
  const body = await take()
  if (Buffer.isBuffer(body)) return body
  const read = buffer(body)
  if (after < chunks.length) {
    for (const chunk of chunks.slice(after)) sink.write(chunk)
    sink.end()
  }
  await done
  return read
}

for (const size of [1, 2, 3, 1000]) {
  for (const [format, bytes] of whole) {
    t.test(`passes ${format} ${JSON.stringify(bytes)} untouched in chunks of ${size}`, async (t) => {
      for (const after of [0, 1, 1000]) t.equal((await through(format, bytes, size, after)).toString(), bytes)
    })
  }
  for (const [format, bytes] of cut) {
    t.test(`fails at the end of ${format} ${JSON.stringify(bytes)} in chunks of ${size}`, async (t) => {
      for (const after of [0, 1, 1000]) await t.rejects(through(format, bytes, size, after), /ended the result early/)
    })
  }
}

t.test('waits for a slow reader, and ends with one that leaves', async (t) => {
  const { sink, take } = createResult('object')
  const body = (await take()) as Readable
  const chunk = Buffer.alloc(16_384)
  let written = 0
  while (written < 100 && sink.write(chunk)) written++
  t.ok(written < 20, `${written} chunks were taken before anybody read`)
  const closed = finished(sink).catch((error: unknown) => error)
  body.destroy()
  t.match(await closed, { code: 'ERR_STREAM_PREMATURE_CLOSE' })
})

function chunked(bytes: string, size: number): Buffer[] {
  const all = Buffer.from(bytes)
  const chunks: Buffer[] = []
  for (let from = 0; from < all.length; from += size) chunks.push(all.subarray(from, from + size))
  return chunks
}

t.test('who reads slowly gets all of a whole result, and none of a cut one as whole', async (t) => {
  const row = '[1]\n'
  const slowly = async (end: string) => {
    const { sink, take } = createResult('arrayLines')
    sink.on('error', () => {})
    sink.write(Buffer.from(row.repeat(10_000)))
    const body = (await take()) as Readable
    let read = ''
    for await (const chunk of body) {
      read += chunk
      if (sink.writableEnded) continue
      sink.write(Buffer.from(row.repeat(1000)))
      sink.end(end)
      await new Promise((resolve) => setTimeout(resolve, 20))
    }
    return read
  }
  t.equal((await slowly('\n')).length, 11_000 * row.length + 1)
  await t.rejects(slowly(row), { code: 'druid_query_failed' })
})
