import { randomBytes, randomUUID } from 'node:crypto'
import { request } from 'node:http'
import { gzipSync } from 'node:zlib'
import { getHealth } from '@nemeton/contract'
import t from 'tap'
import { exchange } from './exchange.ts'
import { type LeftBehind, leftBehind } from './left-behind.ts'
import { multipart, multipartHeaders, type Part } from './multipart.ts'
import { salesCsv } from './sales.ts'
import { ask, send, upload } from './service.ts'
import { stack } from './stack.ts'
import { forget, freshName } from './tables.ts'
import { until } from './until.ts'

const datasource = freshName('bad_input')
const csv = 'time,shop,amount\n2025-01-01T00:00:00Z,Nairobi,1.5\n2025-01-02T00:00:00Z,Thika,2.5\n'
const wide = Array.from({ length: 4000 }, (_, index) => `column ${index}`)
const { uploadBytes } = (await ask(getHealth)).limits

interface Case {
  readonly parts: readonly Part[]
  readonly status: number
  readonly code: string
  /** What the message names. */
  readonly names: RegExp
}

const file = (content: string | Uint8Array, filename = 'shops.csv'): Part => ({ filename, content })
const gzipped = gzipSync(salesCsv)

const refused: Readonly<Record<string, Case>> = {
  'an empty file': { parts: [file('')], status: 422, code: 'empty_file', names: /shops\.csv/ },
  'a file of white space': {
    parts: [file('\n\n  \n')],
    status: 422,
    code: '(empty_file|no_rows|unreadable_file)',
    names: /shops\.csv|row|empty/,
  },
  'a gzip of nothing': {
    parts: [file(gzipSync(''), 'shops.csv.gz')],
    status: 422,
    code: 'empty_file',
    names: /empty/,
  },
  'binary junk called .csv': {
    parts: [file(randomBytes(100_000))],
    status: 415,
    code: 'unknown_format',
    names: /CSV|format|text/i,
  },
  'a picture called .csv': {
    parts: [file(Buffer.concat([Buffer.from('89504e470d0a1a0a0000000d49484452', 'hex'), randomBytes(5000)]))],
    status: 415,
    code: 'unknown_format',
    names: /CSV|format|text/i,
  },
  'a truncated gzip': {
    parts: [file(gzipped.subarray(0, gzipped.length / 2), 'sales.csv.gz')],
    status: 422,
    code: 'unreadable_file',
    names: /gzip|end|cut|incomplete|truncated/i,
  },
  'a gzip with a damaged middle': {
    parts: [file(Buffer.concat([gzipped.subarray(0, 5000), randomBytes(500), gzipped.subarray(5500)]), 'sales.csv.gz')],
    status: 422,
    code: 'unreadable_file',
    names: /broken/,
  },
  'a header without rows': { parts: [file('time,shop,amount\n')], status: 422, code: 'no_rows', names: /row/ },
  'broken JSON': {
    parts: [file('[{"time": "2025-01-01", "shop": ', 'shops.json')],
    status: 422,
    code: 'unreadable_file',
    names: /JSON/,
  },
  'a JSON list of nothing': { parts: [file('[ ]', 'shops.json')], status: 422, code: 'no_rows', names: /object/ },
  'an XLSX that is none': {
    parts: [file(Buffer.concat([Buffer.from('PK\u0003\u0004'), randomBytes(5000)]), 'shops.xlsx')],
    status: 4,
    code: '(unreadable_file|unknown_format)',
    names: /workbook|XLSX|zip|format/i,
  },
  'a Parquet file without its end': {
    parts: [file(Buffer.concat([Buffer.from('PAR1'), randomBytes(5000)]), 'shops.parquet')],
    status: 422,
    code: 'unreadable_file',
    names: /Parquet/i,
  },
  'more columns than Druid should have': {
    parts: [file(`${wide.join(',')}\n${wide.map((_, index) => index).join(',')}\n`)],
    status: 422,
    code: 'too_many_columns',
    names: /4,000.*2,000/,
  },
  'a part named wrong': {
    parts: [{ name: 'document', filename: 'shops.csv', content: csv }],
    status: 400,
    code: 'invalid_request',
    names: /"document".*"file"/,
  },
  'no part at all': { parts: [], status: 400, code: 'invalid_request', names: /"file"/ },
  'fields without a file': {
    parts: [{ field: 'mode', value: 'append' }],
    status: 400,
    code: 'invalid_request',
    names: /"file"/,
  },
  'two files': {
    parts: [file(csv), file(csv, 'more.csv')],
    status: 400,
    code: 'invalid_request',
    names: /one file/,
  },
  'a field after the file': {
    parts: [file(csv), { field: 'mode', value: 'replace' }],
    status: 400,
    code: 'invalid_request',
    names: /"mode".*before/,
  },
  'a field that nobody knows': {
    parts: [{ field: 'colour', value: 'red' }, file(csv)],
    status: 400,
    code: 'invalid_request',
    names: /colour/,
  },
  'a mode that nobody knows': {
    parts: [{ field: 'mode', value: 'sometimes' }, file(csv)],
    status: 400,
    code: 'invalid_request',
    names: /mode/,
  },
  'a datasource that Druid could not have': {
    parts: [{ field: 'datasource', value: 'a/b' }, file(csv)],
    status: 400,
    code: 'invalid_request',
    names: /datasource/,
  },
  'a name that climbs out': {
    parts: [file(csv, '../../x.csv')],
    status: 400,
    code: 'invalid_request',
    names: /\.\.\/\.\.\/x\.csv.*path/,
  },
  'a name that climbs out the other way': {
    parts: [file(csv, '..\\\\..\\\\x.csv')],
    status: 400,
    code: 'invalid_request',
    names: /path/,
  },
  'a name that is a folder': { parts: [file(csv, '..')], status: 400, code: 'invalid_request', names: /path/ },
  'a file without a name': { parts: [file(csv, '')], status: 400, code: 'invalid_request', names: /file/ },
  'a name with control signs': {
    parts: [file(csv, 'a\u0007b.csv')],
    status: 400,
    code: 'invalid_request',
    names: /control/,
  },
  'a name longer than file systems take': {
    parts: [file(csv, `${'a'.repeat(300)}.csv`)],
    status: 400,
    code: 'invalid_request',
    names: /255/,
  },
}

t.teardown(() => forget([datasource]))

for (const [what, { parts, status, code, names }] of Object.entries(refused)) {
  t.test(`refuses ${what}, says what to do, and keeps nothing`, async (t) => {
    const before = await leftBehind()
    const answer = await send(parts)
    const { data, error, metadata } = answer.json
    t.match(String(answer.status), new RegExp(`^${status}`), answer.text)
    t.equal(data, null)
    t.match(error?.code, new RegExp(`^${code}$`))
    t.match(error?.message, names)
    t.equal(metadata.requestId, answer.headers['x-request-id'])
    t.same(await leftBehind(), before)
  })
}

t.test('refuses a wrong part of many megabytes without breaking the connection', async (t) => {
  const before = await leftBehind()
  const { status, json } = await send([{ name: 'document', filename: 'a.csv', content: megabytes(24) }])
  t.equal(status, 400)
  t.equal(json.error?.code, 'invalid_request')
  t.same(await leftBehind(), before)
})

t.test('refuses a file over the limit with 413 and stores nothing of it', async (t) => {
  const before = await leftBehind()
  const { status, json } = await send([{ filename: 'large.csv', content: megabytes(uploadBytes / 1024 ** 2 + 1) }])
  t.equal(status, 413)
  t.match(json.error, { code: 'too_large', message: new RegExp(String(uploadBytes)) })
  await untilAsBefore(before)
})

t.test('refuses what is no multipart body', async (t) => {
  const before = await leftBehind()
  for (const headers of [{ 'content-type': 'text/csv' }, { 'content-type': 'multipart/form-data' }, {}]) {
    const answer = await exchange({ method: 'POST', url: `${stack.baseUrl}/api/v1/uploads`, headers, body: csv })
    t.match(String(answer.status), /^4/, JSON.stringify(headers))
    t.match(answer.json, { data: null, error: { code: 'invalid_request', message: /multipart|content.type/i } })
  }
  t.same(await leftBehind(), before)
})

t.test('refuses a multipart body that ends in the middle of the file', async (t) => {
  const before = await leftBehind()
  const chunks: Uint8Array[] = []
  for await (const chunk of multipart([file(csv)], { end: false })) chunks.push(chunk)
  const answer = await exchange({
    method: 'POST',
    url: `${stack.baseUrl}/api/v1/uploads`,
    headers: multipartHeaders,
    body: Buffer.concat(chunks.slice(0, 2)),
  })
  t.equal(answer.status, 400)
  t.match(answer.json.error, { code: 'invalid_request' })
  await untilAsBefore(before)
})

t.test('refuses an id that is taken or is none, and leaves the first upload as it was', async (t) => {
  const before = await leftBehind()
  const id = randomUUID()
  const first = await upload({ filename: 'shops.csv', content: csv }, datasource, { id })
  t.equal(first.id, id)
  const second = await send([file('time,a\n2025-01-01,1\n')], { id })
  t.equal(second.status, 409)
  t.match(second.json.error, { code: 'conflict', message: new RegExp(id) })
  const none = await send([file(csv)], { id: 'mine' })
  t.equal(none.status, 400)
  t.match(none.json.error, { code: 'invalid_request', message: /id/ })
  const { objects, uploads, pending } = await leftBehind()
  t.same(objects.length, before.objects.length + 1)
  t.same(uploads.length, before.uploads.length + 1)
  t.same(pending, before.pending)
  await forget([datasource])
  t.same(await leftBehind(), before)
})

t.test('keeps nothing of an upload whose client left', async () => {
  const before = await leftBehind()
  for (const sent of [100, 3 * 1024 ** 2, 20 * 1024 ** 2]) {
    const leaving = request(`${stack.baseUrl}/api/v1/uploads`, {
      method: 'POST',
      headers: multipartHeaders,
      agent: false,
    })
    leaving.on('error', () => {})
    for await (const chunk of multipart([{ filename: 'left.csv', content: megabytes(sent / 1024 ** 2) }], {
      end: false,
    })) {
      if (!leaving.write(chunk)) await new Promise((resolve) => leaving.once('drain', resolve))
    }
    await until('the upload is seen', async () => (await leftBehind()).uploads.length > before.uploads.length)
    leaving.destroy()
    await untilAsBefore(before)
  }
})

const untilAsBefore = (was: LeftBehind) =>
  until(
    'nothing is left',
    async () => {
      const now = await leftBehind()
      if (JSON.stringify(now) === JSON.stringify(was)) return true
      throw new Error(JSON.stringify(now))
    },
    { withinMs: 30_000 },
  )

async function* megabytes(count: number): AsyncGenerator<Uint8Array> {
  const line = '2025-01-01T00:00:00Z,Nairobi,1.5\n'
  const block = Buffer.from(line.repeat(Math.floor(1024 ** 2 / line.length)))
  yield Buffer.from('time,shop,amount\n')
  for (let left = count * 1024 ** 2; left > 0; left -= block.length)
    yield block.subarray(0, Math.min(left, block.length))
}
