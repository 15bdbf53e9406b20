import { randomBytes } from 'node:crypto'
import { readdir } from 'node:fs/promises'
import { join } from 'node:path'
import { gzipSync, zstdCompressSync } from 'node:zlib'
import { ProductError } from '@nemeton/contract'
import t from 'tap'
import { createSpool } from '../../../src/ports/tabular/spool.ts'
import { openBench, pieces } from './tabular-files.ts'

const bench = await openBench()
t.teardown(() => bench.close())

const big = Buffer.from(`a,b\n${'1,2\n'.repeat(20_000)}${randomBytes(30_000).toString('hex')},1\n`)

t.test('says what is wrong with what it cannot read', async (t) => {
  const cases: [string, Uint8Array | string, string, RegExp, unknown?][] = [
    ['an empty file', '', 'empty_file', /empty/],
    ['nothing but spaces', '  \n\n  \n', 'empty_file', /spaces/],
    ['a header without rows', 'a,b,c\n', 'no_rows', /no rows/],
    ['binary junk', randomBytes(5_000), 'unknown_format', /binary|not a table/],
    ['a picture', Buffer.from('\u0089PNG\r\n\u001a\n0000', 'latin1'), 'unknown_format', /PNG/],
    ['a document', '%PDF-1.7\nhello', 'unknown_format', /PDF/],
    ['a truncated gzip', gzipSync(big).subarray(0, 20_000), 'unreadable_file', /cut short/],
    [
      'a broken gzip',
      Buffer.concat([gzipSync(big).subarray(0, 10_000), randomBytes(10_000)]),
      'unreadable_file',
      /cut short|broken/,
    ],
    ['a truncated zstd', zstdCompressSync(big).subarray(0, 20_000), 'unreadable_file', /cut short|broken/],
    ['a broken Parquet', Buffer.concat([Buffer.from('PAR1'), randomBytes(500)]), 'unreadable_file', /Parquet/],
    [
      'a zip that is no workbook',
      Buffer.concat([Buffer.from('PK\u0003\u0004'), randomBytes(500)]),
      'unknown_format',
      /zip/,
    ],
    [
      'a broken workbook',
      Buffer.concat([Buffer.from('PK\u0003\u0004xl/workbook.xml'), randomBytes(500)]),
      'unreadable_file',
      /workbook/,
    ],
    [
      'JSON broken at the head',
      '{"a":1,"b":}\n{"a":2}\n',
      'unreadable_file',
      /line 1, column 12/,
      { line: 1, column: 12 },
    ],
    ['a broken JSON list', '[{"a":1},\n{"a":2 "b":3}]', 'unreadable_file', /line 2, column 8/, { line: 2, column: 8 }],
    ['an empty JSON list', '[]', 'no_rows', /empty/],
    [
      '3,000 columns',
      `${Array.from({ length: 3_000 }, (_, n) => `c${n}`).join(',')}\n${'1,'.repeat(2_999)}1\n`,
      'too_many_columns',
      /3,000/,
    ],
  ]
  for (const [name, bytes, code, message, details] of cases) {
    const error = await bench.refusal(`${name}.csv`, bytes)
    t.equal(error.code, code, name)
    t.match(error.message, message, name)
    if (details !== undefined) t.match(error.details, details, name)
  }
})

t.test('leaves nothing in the spool of a file that failed, and forgets removed ones', async (t) => {
  const folder = join(bench.folder, 'other')
  const spool = createSpool({ folder, maxBytes: 2e6, maxUnpackedBytes: 1e6 })
  const code = (promise: Promise<unknown>) =>
    promise.then(
      () => 'none',
      (error) => (error instanceof ProductError ? error.code : String(error)),
    )
  t.equal(await code(spool.write('one', 'x', pieces(gzipSync(big).subarray(0, 9_000)))), 'unreadable_file')
  t.equal(await code(spool.write('two', 'x', pieces(gzipSync(Buffer.alloc(5e6))))), 'too_large')
  t.equal(await code(spool.write('../three', 'x', pieces(big))), 'invalid_request')
  const controller = new AbortController()
  const slow = async function* () {
    yield big.subarray(0, 1000)
    controller.abort()
    yield big.subarray(1000)
  }
  t.equal(await code(spool.write('four', 'x', slow(), controller.signal)), 'canceled')
  const failing = async function* () {
    yield big.subarray(0, 1000)
    throw new Error('the line went dead')
  }
  t.equal(await code(spool.write('five', 'x', failing())), 'Error: the line went dead')
  t.same(await readdir(folder), [])
  const kept = await spool.write('six', 'six.csv', pieces(Buffer.alloc(9e5)))
  t.same(await spool.find('six'), kept)
  await spool.write('seven', 'x', pieces(Buffer.alloc(9e5)))
  t.equal(await code(spool.write('eight', 'x', pieces(Buffer.alloc(9e5)))), 'spool_full')
  await spool.remove('six')
  t.equal(await spool.find('six'), null)
  await spool.clear()
  t.same(await readdir(folder), [])
})

t.test('reads a long line, NUL bytes and an unclosed quote, or says which line is wrong', async (t) => {
  const long = await bench.read('long.csv', `a,b\n1,2\n${'x'.repeat(5_000_000)},2\n3,4\n5,6\n`)
  t.match(long.profile, { rows: 4, warnings: [{ code: 'ragged' }] })
  const nul = await bench.read('nul.csv', `a,b\n${'1,x\n'.repeat(500)}2,a\u0000b\n`)
  t.equal(nul.profile.rows, 501)
  const open = await bench.read('open.csv', `a,b\n${'1,"x"\n'.repeat(500)}2,"never closed\n${'3,"y"\n'.repeat(500)}`)
  t.equal(open.profile.rows, 1_001)
})
