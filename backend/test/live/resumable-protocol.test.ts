import { createHash, randomUUID } from 'node:crypto'
import { gzipSync } from 'node:zlib'
import {
  createResumable,
  deleteUpload,
  getUpload,
  listIngestions,
  resumableOptions,
  type UploadEvent,
  watchUpload,
} from '@nemeton/contract'
import t from 'tap'
import { readEvents } from './event-stream.ts'
import { type Answer, exchange } from './exchange.ts'
import { leftBehind } from './left-behind.ts'
import { salesCsv, salesRows } from './sales.ts'
import { ask, call, untilEnded, untilProfiled, upload, urlOf } from './service.ts'
import { forget, freshName } from './tables.ts'
import { append, begin, begun, bytesType, end, head, metadataOf, offsetOf, tus } from './tus.ts'
import { until } from './until.ts'

const MiB = 1024 ** 2
const datasource = freshName('tus')
t.teardown(() => forget([datasource]))
const content = Buffer.from(salesCsv)
const fields = { filename: 'sales.csv', datasource }
const before = await leftBehind()
const isGone = (id: string) => call(getUpload, { params: { id } }).then(({ status }) => status === 404)

t.test('says what it speaks', async (t) => {
  const { status, headers } = await exchange({ method: 'OPTIONS', url: urlOf(resumableOptions, {}) })
  t.equal(status, 204)
  t.match(headers, { 'tus-version': '1.0.0', 'tus-resumable': '1.0.0', 'tus-max-size': String(64 * MiB) })
  t.match(headers['tus-extension'], /creation.*termination.*checksum.*expiration/)
})

interface Refusal {
  readonly status: number
  readonly code: string
  readonly message: RegExp
}
const refusals: Readonly<Record<string, readonly [ask: () => Promise<Answer>, wanted: Refusal]>> = {
  'another version': [
    () => begin(10, fields, { headers: { 'tus-resumable': '0.2.0' } }),
    { status: 412, code: 'unsupported_version', message: /1\.0\.0/ },
  ],
  'no length': [
    () => begin(10, fields, { headers: { 'upload-length': 'many' } }),
    { status: 400, code: 'invalid_request', message: /upload-length/ },
  ],
  'a length to be said later': [
    () => begin(10, fields, { headers: { 'upload-defer-length': '1' } }),
    { status: 400, code: 'invalid_request', message: /Upload-Length/ },
  ],
  'too large a file': [() => begin(64 * MiB + 1, fields), { status: 413, code: 'too_large', message: /67108864/ }],
  'an empty file': [() => begin(0, fields), { status: 422, code: 'empty_file', message: /sales\.csv/ }],
  'no file name': [() => begin(10, { datasource }), { status: 400, code: 'invalid_request', message: /filename/ }],
  'a path as file name': [
    () => begin(10, { filename: '../etc/passwd' }),
    { status: 400, code: 'invalid_request', message: /path/ },
  ],
  'an unknown key': [
    () => begin(10, { ...fields, owner: 'root' }),
    { status: 400, code: 'invalid_request', message: /owner/ },
  ],
  'metadata that is no base64': [
    () => begin(10, fields, { headers: { 'upload-metadata': 'filename s*les' } }),
    { status: 400, code: 'invalid_request', message: /"filename".*base64/ },
  ],
  'metadata that is no UTF-8': [
    () => begin(10, fields, { headers: { 'upload-metadata': 'filename /w==' } }),
    { status: 400, code: 'invalid_request', message: /"filename".*UTF-8/ },
  ],
  'a key twice': [
    () => begin(10, fields, { headers: { 'upload-metadata': 'filename YQ==,filename Yg==' } }),
    { status: 400, code: 'invalid_request', message: /once/ },
  ],
  'endless metadata': [
    () => begin(10, { ...fields, sheet: 'x'.repeat(4000) }),
    { status: 400, code: 'invalid_request', message: /4096/ },
  ],
  'a page of another origin': [
    () => begin(10, fields, { headers: { origin: 'http://elsewhere.example' } }),
    { status: 403, code: 'forbidden_origin', message: /origin/ },
  ],
  'an unknown id': [
    () => append(randomUUID(), 0, content),
    { status: 404, code: 'not_found', message: /Begin another/ },
  ],
  'an id that is none': [() => append('none', 0, content), { status: 400, code: 'invalid_request', message: /id/ }],
  'the end of an unknown one': [() => end(randomUUID()), { status: 404, code: 'not_found', message: /no resumable/ }],
}
for (const [name, [asked, { status, code, message }]] of Object.entries(refusals))
  t.test(`refuses ${name}`, async (t) => {
    const answer = await asked()
    t.equal(answer.status, status, answer.text)
    t.match(answer.json, { data: null, error: { code, message } })
    t.same(await leftBehind(), before)
  })

t.test('an unknown id has no offset', async (t) => {
  t.equal((await head(randomUUID())).status, 404)
})

t.test('tells the offset, refuses another one, and takes no more bytes than were said', async (t) => {
  const id = await begun(content.length, fields)
  const made = await head(id)
  t.match(made, {
    status: 200,
    headers: { 'upload-offset': '0', 'upload-length': String(content.length), 'cache-control': 'no-store' },
  })
  t.equal(made.headers['upload-metadata'], metadataOf(fields))
  const expires = Date.parse(String(made.headers['upload-expires'])) - Date.now()
  t.ok(expires > 23 * 3_600_000 && expires <= 24 * 3_600_000, 'kept for a day')
  const first = await append(id, 0, content.subarray(0, 1000))
  t.match(first, { status: 204, headers: { 'upload-offset': '1000', 'tus-resumable': '1.0.0' } })
  t.equal(first.text, '')
  for (const offset of [0, 999, 1001]) {
    const wrong = await append(id, offset, content.subarray(offset))
    t.equal(wrong.status, 409)
    t.match(wrong.json.error, { code: 'conflict', message: /1000 bytes are kept/ })
  }
  const more = Buffer.concat([content.subarray(1000), Buffer.from('x')])
  t.equal((await append(id, 1000, more)).status, 413, 'by its content-length')
  const unsaid = async function* () {
    yield more
  }
  t.equal((await append(id, 1000, unsaid())).status, 413, 'and without one')
  t.equal((await append(id, 1000, content, { headers: { 'content-type': 'text/csv' } })).status, 400)
  t.ok((await offsetOf(id)) < content.length, 'and what was too much is not kept')
  t.equal((await end(id)).status, 204)
  t.ok(await isGone(id))
  t.same(await leftBehind(), before)
})

t.test('byte by byte the pieces make the file', async (t) => {
  const id = await begun(content.length, fields)
  for (let at = 0; at < 5; at++) t.equal((await append(id, at, content.subarray(at, at + 1))).status, 204)
  t.equal((await append(id, 5, content.subarray(5))).status, 204)
  t.match(await untilProfiled(id), {
    status: 'ready',
    sha256: createHash('sha256').update(content).digest('hex'),
    profile: { rows: salesRows.length },
  })
  t.match(
    await head(id),
    { status: 200, headers: { 'upload-offset': String(content.length) } },
    'it is there to the end',
  )
  t.equal((await append(id, 0, content)).status, 409)
  await call(deleteUpload, { params: { id } })
})

t.test('asked for again in the same words it is the same upload, in others the id is taken', async (t) => {
  const id = randomUUID()
  t.equal(await begun(content.length, { ...fields, id }), id)
  await append(id, 0, content.subarray(0, 500))
  t.equal(await begun(content.length, { ...fields, id }), id)
  t.equal(await offsetOf(id), 500, 'nothing is lost')
  t.equal((await begin(content.length + 1, { ...fields, id })).status, 409)
  t.equal((await call(deleteUpload, { params: { id } })).status, 200, 'it can be discarded as any upload')
  t.same(await leftBehind(), before)
})

t.test('the first bytes may come with the creation, and it is ingested at once when asked', async (t) => {
  const answer = await begin(content.length, { ...fields, ingest: 'true' }, { headers: bytesType, body: content })
  t.match(answer, { status: 201, headers: { 'upload-offset': String(content.length) } })
  t.match(answer.headers.location, /^\/api\/v1\/uploads\/resumable\/[0-9a-f-]{36}$/)
  const ingestion = await untilEnded(String(answer.headers['ingestion-id']))
  t.match(ingestion, { status: 'queryable', rows: { inFile: salesRows.length, ingested: salesRows.length } })
  t.ok((await ask(listIngestions)).items.some(({ id }) => id === ingestion.id))
  const again = await begun(content.length, fields)
  await append(again, 0, content)
  t.equal((await untilProfiled(again)).duplicateOf, ingestion.id, 'the same bytes again are noticed')
  await call(deleteUpload, { params: { id: again } })
  await call(deleteUpload, { params: { id: ingestion.uploadId } })
})

t.test('bytes with a checksum are kept when it is right, and only then', async (t) => {
  const id = await begun(content.length, fields)
  const digest = (algorithm: string, bytes: Uint8Array) =>
    `${algorithm} ${createHash(algorithm).update(bytes).digest('base64')}`
  const half = content.subarray(0, content.length / 2)
  const wrong = await append(id, 0, half, { headers: { 'upload-checksum': digest('sha1', content) } })
  t.equal(wrong.status, 460)
  t.equal(wrong.json.error?.code, 'checksum_mismatch')
  t.equal(await offsetOf(id), 0)
  t.equal((await append(id, 0, half, { headers: { 'upload-checksum': 'md5 1B2M2Y8AsgTpgAmY7PhCfg==' } })).status, 400)
  t.equal((await append(id, 0, half, { headers: { 'upload-checksum': digest('sha256', half) } })).status, 204)
  const rest = content.subarray(half.length)
  t.equal((await append(id, half.length, rest, { headers: { 'upload-checksum': digest('sha1', rest) } })).status, 204)
  t.match(await untilProfiled(id), { status: 'ready', profile: { rows: salesRows.length } })
  await call(deleteUpload, { params: { id } })
})

t.test('tells its bytes and a provisional profile before the last byte was sent', async (t) => {
  const id = await begun(content.length, fields)
  const events: UploadEvent[] = []
  const half = content.length >> 1
  const watched = (async () => {
    for await (const event of readEvents<UploadEvent>(urlOf(watchUpload, { params: { id } }))) events.push(event)
  })()
  await append(id, 0, content.subarray(0, half))
  const isTold = async () => events.some((event) => event.kind === 'profile' && event.provisional)
  await until('a provisional profile', isTold)
  t.ok(events.some((event) => event.kind === 'bytes' && event.bytes <= half))
  t.notOk(events.some((event) => event.kind === 'upload' && event.upload.status !== 'receiving'))
  await append(id, half, content.subarray(half))
  await watched
  t.match(events.at(-1), { kind: 'upload', upload: { status: 'ready', resumable: null } })
  await call(deleteUpload, { params: { id } })
})

const packed = gzipSync(Buffer.alloc(2 * MiB, 'time,a\n'))
const broken = Buffer.concat([packed.subarray(0, 40), Buffer.alloc(200_000, 'broken')])
for (const [name, bytes, code] of [
  [
    'a picture',
    Buffer.concat([Buffer.from('\x89PNG\r\n\x1a\n', 'latin1'), Buffer.alloc(100_000, 7)]),
    'unknown_format',
  ],
  ['a header alone', Buffer.from('time,shop,amount\n'), 'no_rows'],
  ['a broken archive', broken, 'unreadable_file'],
] as const)
  t.test(`${name} is refused as by the other way in, and leaves nothing`, async (t) => {
    const id = await begun(bytes.length, fields)
    const answer = await append(id, 0, bytes)
    const whole = await upload({ filename: 'sales.csv', content: bytes }, datasource).catch((error) => error)
    t.equal(answer.status, whole.status, answer.text)
    t.equal(answer.json.error?.code, code)
    t.ok(await isGone(id))
    t.same(await leftBehind(), before)
  })

t.test('a connection that breaks while bytes with a checksum come leaves the offset', async (t) => {
  const id = await begun(content.length, fields)
  const leaving = new AbortController()
  const slowly = async function* () {
    yield content.subarray(0, 1000)
    await new Promise((resolve) => setTimeout(resolve, 200))
    leaving.abort()
    await new Promise(() => {})
  }
  const headers = { 'upload-checksum': `sha1 ${Buffer.alloc(20).toString('base64')}` }
  t.equal(await append(id, 0, slowly(), { headers, signal: leaving.signal }).catch(() => 'broken'), 'broken')
  t.equal(await offsetOf(id), 0)
  await end(id)
  t.same(await leftBehind(), before)
})

t.test('no more than two hundred wait to be gone on with', async (t) => {
  const ids: string[] = []
  t.teardown(() => Promise.all(ids.map(end)))
  for (let made = 0; made < 200; made++) ids.push(await begun(100, fields))
  t.match((await begin(100, fields)).json.error, { code: 'rate_limited', message: /200 unfinished/ })
})

t.test('its endpoint has the methods of the protocol alone', async (t) => {
  const { status } = await exchange({ method: 'PUT', url: urlOf(createResumable, {}), headers: tus })
  t.equal(status, 404)
})
