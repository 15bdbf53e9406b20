import t from 'tap'
import {
  readChecksum,
  readCount,
  readMetadata,
  requireVersion,
} from '../../../../src/features/uploads/resumable/headers.ts'

const base64 = (text: string) => Buffer.from(text).toString('base64')

t.test('reads names of any script, padded or not', async (t) => {
  for (const filename of ['sales.csv', 'Verkäufe – März.csv', '売上.csv', 'a,b c.csv'])
    for (const value of [base64(filename), base64(filename).replace(/=+$/, '')])
      t.same(readMetadata(`filename ${value}, datasource ${base64('sales')}`), { filename, datasource: 'sales' })
})

const wrong: readonly [metadata: unknown, message: RegExp][] = [
  [undefined, /missing/],
  ['', /missing/],
  ['filename', /filename/],
  [`filename ${base64('a')} more`, /list/],
  [`,filename ${base64('a')}`, /list/],
  [`filename ${base64('a')},filename ${base64('b')}`, /once/],
  ['filename !!!!', /base64/],
  ['filename /w==', /UTF-8/],
  [`filename ${base64('a')},mode ${base64('sideways')}`, /mode/],
  [`filename ${base64('a')},id ${base64('7')}`, /id/],
  [`filename ${base64('a')},__proto__ ${base64('b')}`, /list/],
  [`filename ${base64('a\0b')}`, /NUL/],
  [`filename ${'a'.repeat(5000)}`, /4096/],
]
for (const [metadata, message] of wrong)
  t.test(`refuses the metadata ${String(metadata).slice(0, 40)}`, async (t) => {
    t.throws(() => readMetadata(metadata), { code: 'invalid_request', message })
  })

t.test('counts are whole numbers of bytes', async (t) => {
  t.equal(readCount({ 'upload-length': '5368709120' }, 'upload-length'), 5_368_709_120)
  for (const text of [undefined, '', '-1', '1.5', '1e3', ' 1', '9'.repeat(16)])
    t.throws(() => readCount(text === undefined ? {} : { 'upload-offset': text }, 'upload-offset'), {
      code: 'invalid_request',
    })
})

t.test('knows its checksums and its version', async (t) => {
  t.equal(readChecksum({}), null)
  const sha1 = Buffer.alloc(20, 1)
  t.match(readChecksum({ 'upload-checksum': `sha1 ${sha1.toString('base64')}` }), { algorithm: 'sha1', digest: sha1 })
  for (const text of ['sha1', 'sha1 AAAA', `md5 ${Buffer.alloc(16).toString('base64')}`, 'sha256 x y'])
    t.throws(() => readChecksum({ 'upload-checksum': text }), { code: 'invalid_request' })
  t.throws(() => requireVersion({}), { code: 'unsupported_version' })
  t.doesNotThrow(() => requireVersion({ 'tus-resumable': '1.0.0' }))
})
