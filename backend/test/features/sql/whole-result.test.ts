import { Readable } from 'node:stream'
import { buffer } from 'node:stream/consumers'
import type { SqlRequest } from '@nemeton/contract'
import t from 'tap'
import { wholeResult } from '../../../src/features/sql/whole-result.ts'

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
]

for (const size of [1, 2, 3, 1000]) {
  for (const [format, bytes] of whole) {
    t.test(`passes ${format} ${JSON.stringify(bytes)} untouched in chunks of ${size}`, async (t) => {
      t.equal((await buffer(chunked(bytes, size).pipe(wholeResult(format)))).toString(), bytes)
    })
  }
  for (const [format, bytes] of cut) {
    t.test(`fails at the end of ${format} ${JSON.stringify(bytes)} in chunks of ${size}`, async (t) => {
      await t.rejects(buffer(chunked(bytes, size).pipe(wholeResult(format))), /ended the result early/)
    })
  }
}

function chunked(bytes: string, size: number): Readable {
  const all = Buffer.from(bytes)
  const chunks: Buffer[] = []
  for (let from = 0; from < all.length; from += size) chunks.push(all.subarray(from, from + size))
  return Readable.from(chunks)
}
