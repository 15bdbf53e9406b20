import { readdir } from 'node:fs/promises'
import { join } from 'node:path'
import { gzipSync, zstdCompressSync } from 'node:zlib'
import { ProductError } from '@nemeton/contract'
import fc from 'fast-check'
import t from 'tap'
import { openBench, pieces } from './tabular-files.ts'

const bench = await openBench()
t.teardown(() => bench.close())

const csv = 'day,town,"a ""b"""\n2024-01-02,Oslo,1\n2024-01-03,"Bergen, old",2\n2024-01-04,"new\nline",3\n'
const seeds: readonly Uint8Array[] = [
  csv,
  csv.replaceAll(',', ';').replaceAll('\n', '\r\n'),
  '{"day":"2024-01-02","n":{"a":[1,2]}}\n{"day":"2024-01-03","n":null}\n',
  '[{"day":"2024-01-02","n":1},\n{"day":"2024-01-03","n":2}]',
  gzipSync(csv),
  zstdCompressSync(Buffer.from(csv)),
  'PAR1\u0015\u0004\u0015PAR1',
  'PK\u0003\u0004\u0014\u0000xl/workbook.xml',
].map((content) => Buffer.from(content as string))

/** Bytes without sense, and files in which some bytes were changed, cut out or doubled. */
const bytes: fc.Arbitrary<Uint8Array> = fc.oneof(
  fc.uint8Array({ maxLength: 400 }),
  fc
    .array(fc.constantFrom(...'ab1 ,;\t|"\'\\\n\ré.^:~#[]{}\u0000'), { maxLength: 300 })
    .map((characters) => Buffer.from(characters.join(''))),
  fc
    .tuple(
      fc.constantFrom(...seeds),
      fc.array(fc.tuple(fc.nat(), fc.nat(255), fc.constantFrom('change', 'cut', 'double')), { maxLength: 6 }),
    )
    .map(([seed, changes]) => changes.reduce(changed, seed)),
)

function changed(before: Uint8Array, [place, byte, how]: [number, number, string]): Uint8Array {
  const at = place % Math.max(1, before.length)
  if (how === 'cut') return Buffer.concat([before.subarray(0, at), before.subarray(at + (byte % 20))])
  if (how === 'double') return Buffer.concat([before.subarray(0, at), before.subarray(at - (byte % 40))])
  return Buffer.concat([before.subarray(0, at), Uint8Array.of(byte), before.subarray(at + 1)])
}

t.test('reads or refuses whatever the bytes, and leaves no file behind', async (t) => {
  const codes = new Map<string, number>()
  let counter = 0
  await fc.assert(
    fc.asyncProperty(bytes, async (content) => {
      const id = `fuzz-${++counter}`
      const code = await bench.spool
        .write(id, 'fuzz', pieces(content))
        .then(async (file) => {
          await bench.tabular.inspect(file)
          await bench.tabular.profile(file)
          return 'read'
        })
        .catch((error) => (error instanceof ProductError ? error.code : `foreign: ${error}`))
      await bench.spool.remove(id)
      codes.set(code, (codes.get(code) ?? 0) + 1)
      const left = (await readdir(join(bench.folder, 'spool'))).filter((name) => name !== 'scratch')
      return code !== 'tabular_failed' && !code.startsWith('foreign') && left.length === 0
    }),
    { numRuns: 300, seed: 20_240_229 },
  )
  t.ok((codes.get('read') ?? 0) > 20, JSON.stringify([...codes]))
  t.ok((codes.get('unreadable_file') ?? 0) > 5)
})
