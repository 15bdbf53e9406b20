import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { buffer } from 'node:stream/consumers'
import type { Dialect } from '@nemeton/contract'
import fc from 'fast-check'
import t from 'tap'
import { cutByLines } from '../../../src/features/ingestions/cut.ts'

const folder = await mkdtemp(join(tmpdir(), 'nemeton-cut-'))
t.teardown(() => rm(folder, { recursive: true }))
const path = join(folder, 'file')
const dialect = (preambleRows: number, headerRows: number) => ({ preambleRows, headerRows }) as Dialect

async function cut(text: string, wanted: number, lines: Dialect | null) {
  await writeFile(path, text)
  const pieces = await cutByLines(path, wanted, lines)
  const signal = new AbortController().signal
  const texts = await Promise.all(pieces.map(async (piece) => (await buffer(piece.read(signal))).toString()))
  for (const [at, { bytes }] of pieces.entries())
    if (bytes !== Buffer.byteLength(texts[at] as string)) throw new Error(`piece ${at} is not as large as it says`)
  return texts
}

t.test('each piece has the header and its own rows', async (t) => {
  t.same(await cut('a,b\n1,2\n3,4\n5,6\n7,8\n', 2, dialect(0, 1)), ['a,b\n1,2\n3,4\n', 'a,b\n5,6\n7,8\n'])
  t.same(await cut('notes\na,b\n1,2\n3,4', 2, dialect(1, 1)), ['notes\na,b\n1,2\n', 'notes\na,b\n3,4'])
  t.same(await cut('{"a":1}\n{"a":2}\n', 2, null), ['{"a":1}\n', '{"a":2}\n'])
})

t.test('a file of few lines is cut into as many as there are', async (t) => {
  t.same(await cut('a\n1\n', 5, dialect(0, 1)), ['a\n1\n'])
  t.same(await cut('a\r1\r2\r', 3, dialect(0, 1)), ['a\r1\r2\r'], 'no line feed, no cut')
})

t.test('no row is lost, doubled or broken, wherever the cuts fall', async () => {
  const line = fc.stringMatching(/^[ab,é]{0,12}$/)
  await fc.assert(
    fc.asyncProperty(
      fc.array(line, { minLength: 2, maxLength: 40 }),
      fc.integer({ min: 1, max: 9 }),
      async (rows, wanted) => {
        const [header, ...rest] = rows.map((row) => `${row}\n`)
        const pieces = await cut([header, ...rest].join(''), wanted, dialect(0, 1))
        const bodies = pieces.map((piece) => {
          if (!piece.startsWith(header as string)) throw new Error('a piece without header')
          return piece.slice(header?.length)
        })
        return bodies.join('') === rest.join('') && bodies.every((body) => body === '' || body.endsWith('\n'))
      },
    ),
    { numRuns: 200, seed: 7 },
  )
})
