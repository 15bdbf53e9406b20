import { createHash } from 'node:crypto'
import { deleteUpload, getUpload, listUploads } from '@nemeton/contract'
import t, { type Test } from 'tap'
import { csvOf } from '../../bench/csv.ts'
import { startFaultyLine } from './faulty-line.ts'
import { leftBehind } from './left-behind.ts'
import { type SecondService, startSecondService } from './second-service.ts'
import { ask, call, untilProfiled } from './service.ts'
import { stack } from './stack.ts'
import { forget, freshName } from './tables.ts'
import { append, begun, head, offsetOf, sendAll } from './tus.ts'
import { until } from './until.ts'

const MiB = 1024 ** 2
const datasource = freshName('resumable')
const services: SecondService[] = []
t.teardown(async () => {
  for (const service of services) await service.remove()
  await forget([datasource])
})
async function start(env: Record<string, string> = {}): Promise<SecondService> {
  const service = await startSecondService({ UPLOAD_MAX_BYTES: String(64 * MiB), ...env })
  services.push(service)
  return service
}

const generated = csvOf(48 * MiB)
const content = Buffer.concat([...generated.blocks()])
const sha256 = createHash('sha256').update(content).digest('hex')
const fields = { filename: 'sales.csv', datasource }
const before = await leftBehind()

/** Places spread over the file by a fixed seed. */
function* seeded(seed: number): Generator<number, never> {
  for (let state = seed; ; ) {
    state = (state * 1_664_525 + 1_013_904_223) % 2 ** 32
    yield state / 2 ** 32
  }
}

async function isRightAndRemoved(t: Test, id: string): Promise<void> {
  const upload = await untilProfiled(id)
  t.match(upload, { status: 'ready', sha256, bytes: content.length, resumable: null, error: null })
  t.equal(upload.profile?.rows, generated.rows)
  t.equal((await call(deleteUpload, { params: { id } })).status, 200)
  t.same(await leftBehind(), before, 'nothing is left behind')
}

/** Sends these bytes and never ends the request. */
async function* andThenSilence(bytes: Uint8Array): AsyncGenerator<Uint8Array> {
  yield bytes
  await new Promise(() => {})
}

t.test('cut five times it ends with the right hash and rows, having sent at most 1.1 times its bytes', async (t) => {
  const random = seeded(20_260_801)
  const fifth = content.length / 5
  const places = [0, 1, 2, 3, 4].map((place) => Math.floor((place + 0.1 + random.next().value * 0.8) * fifth))
  const line = await startFaultyLine(
    stack.baseUrl,
    places.map((at) => ({ at, kind: 'cut' })),
  )
  t.teardown(() => line.close())
  const id = await begun(content.length, fields)
  await sendAll(id, content, line.baseUrl)
  t.equal(line.faults(), 5)
  const share = line.sent() / content.length
  t.comment(`figure: an upload cut five times sent ${share.toFixed(4)} times its bytes`)
  t.ok(share <= 1.1, `${share.toFixed(4)} times its bytes`)
  await isRightAndRemoved(t, id)
})

t.test('it goes on at another instance when the one that received is killed', async (t) => {
  const first = await start()
  const id = await begun(content.length, fields, { baseUrl: first.baseUrl })
  const half = content.length / 2
  t.equal((await append(id, 0, content.subarray(0, half), { baseUrl: first.baseUrl })).status, 204)
  const sending = append(id, half, andThenSilence(content.subarray(half, half + 12 * MiB)), {
    baseUrl: first.baseUrl,
  }).catch(() => null)
  await until('whole parts of it are kept', async () => (await seen(id)).bytes >= half + 5 * MiB)
  first.signal('SIGKILL')
  t.equal(await sending, null)
  const kept = await offsetOf(id)
  t.ok(kept >= half + 5 * MiB && kept < content.length, `${kept} bytes are kept`)
  t.equal((await append(id, kept, content.subarray(kept))).status, 204)
  await isRightAndRemoved(t, id)
})

t.test('a stop keeps what has come, and it goes on after the next start', async (t) => {
  const first = await start()
  const id = await begun(content.length, fields, { baseUrl: first.baseUrl })
  const odd = 7 * MiB + 12_345
  const sending = append(id, 0, andThenSilence(content.subarray(0, odd)), { baseUrl: first.baseUrl }).catch(() => null)
  await until('some of it is kept', async () => (await seen(id)).bytes > 0)
  first.signal('SIGTERM')
  await sending
  t.equal(await first.ended, 0)
  t.equal(await offsetOf(id), odd, 'to the last byte')
  const next = await start()
  await sendAll(id, content, next.baseUrl)
  await isRightAndRemoved(t, id)
})

t.test('two instances take turns', async (t) => {
  const second = await start()
  const id = await begun(content.length, fields)
  const turns = [stack.baseUrl, second.baseUrl, second.baseUrl, stack.baseUrl, second.baseUrl]
  const step = Math.ceil(content.length / turns.length)
  for (const [turn, baseUrl] of turns.entries()) {
    const from = turn * step
    t.equal(await offsetOf(id, baseUrl), from)
    t.equal((await append(id, from, content.subarray(from, from + step), { baseUrl })).status, 204)
  }
  await isRightAndRemoved(t, id)
})

t.test('the newest request goes on, and the one before it ends', async (t) => {
  const second = await start()
  for (const baseUrl of [stack.baseUrl, second.baseUrl]) {
    const id = await begun(content.length, fields)
    const old = append(id, 0, andThenSilence(content.subarray(0, 6 * MiB))).catch(() => 'ended')
    await until('a part of it is kept', async () => (await seen(id)).bytes > 0)
    const offset = await offsetOf(id, baseUrl)
    t.ok(offset >= 5 * MiB && offset <= 6 * MiB)
    t.equal((await append(id, offset, content.subarray(offset), { baseUrl })).status, 204)
    await isRightAndRemoved(t, id)
    if (baseUrl === stack.baseUrl) t.equal(await old, 'ended')
  }
})

t.test('one that arrived whole at an instance that died is finished by another', async (t) => {
  const first = await start()
  const id = await begun(content.length, fields, { baseUrl: first.baseUrl })
  const sending = append(id, 0, content, { baseUrl: first.baseUrl }).catch(() => null)
  await until('all of it is kept', async () => (await seen(id)).bytes === content.length, { everyMs: 5 })
  first.signal('SIGKILL')
  await sending
  await until('it is profiled', async () => (await seen(id)).status !== 'receiving')
  await isRightAndRemoved(t, id)
})

t.test('one that nobody goes on with expires, and leaves nothing', async (t) => {
  const brief = await start({ RESUMABLE_EXPIRES_MS: '1500' })
  const id = await begun(content.length, fields, { baseUrl: brief.baseUrl })
  t.equal((await append(id, 0, content.subarray(0, 11 * MiB), { baseUrl: brief.baseUrl })).status, 204)
  const listed = (await ask(listUploads)).items.find((upload) => upload.id === id)
  t.match(listed, { status: 'receiving', bytes: 11 * MiB, resumable: { length: content.length } })
  t.notSame((await leftBehind()).pending, before.pending)
  await until('it is gone', async () => (await head(id)).status === 404)
  await until('and its parts', async () => (await leftBehind()).pending.length === before.pending.length)
  t.same(await leftBehind(), before, 'no row, no part, no file')
})

const seen = (id: string) => ask(getUpload, { params: { id } })
