import { Agent, request } from 'node:http'
import { getLive, getReady, watchIngestions } from '@nemeton/contract'
import t from 'tap'
import { freePort } from '../../bench/free-port.ts'
import { readEvents } from './event-stream.ts'
import { asJson, exchange } from './exchange.ts'
import { startFakeDruid } from './fake-druid.ts'
import { leftBehind } from './left-behind.ts'
import { salesCsv, salesRows } from './sales.ts'
import { type SecondService, startSecondService } from './second-service.ts'
import { call, untilProfiled, upload, urlOf } from './service.ts'
import { stack } from './stack.ts'
import { forget, freshName } from './tables.ts'
import { until } from './until.ts'

const datasource = freshName('restart')
const started: SecondService[] = []
t.teardown(async () => {
  for (const service of started) await service.remove()
  await forget([datasource])
})

async function start(...wanted: Parameters<typeof startSecondService>): Promise<SecondService> {
  const service = await startSecondService(...wanted)
  started.push(service)
  return service
}

/** Sent to the end it is 0; a process that hangs is a failure of its own. */
const ended = (service: SecondService, withinMs = 30_000) =>
  Promise.race([service.ended, new Promise<string>((resolve) => setTimeout(resolve, withinMs, 'still there').unref())])

t.test('SIGTERM lets an upload end and answers it, and is not ready from then on', async (t) => {
  const service = await start({})
  const half = salesCsv.length / 2
  let begun = () => {}
  const isBegun = new Promise<void>((resolve) => {
    begun = resolve
  })
  let goOn = () => {}
  const mayGoOn = new Promise<void>((resolve) => {
    goOn = resolve
  })
  async function* slowly() {
    yield Buffer.from(salesCsv.slice(0, half))
    begun()
    await mayGoOn
    yield Buffer.from(salesCsv.slice(half))
  }
  const sending = upload({ filename: 'sales.csv', content: slowly() }, datasource, { baseUrl: service.baseUrl })
  await isBegun
  await until('the upload is seen', async () => (await leftBehind()).uploads.length > 0)
  t.equal((await call(getReady, { baseUrl: service.baseUrl })).status, 200)
  service.signal('SIGTERM')
  await until('it has heard the signal', async () => service.log().includes('"stopping"'), { everyMs: 5 })
  const status = await call(getReady, { baseUrl: service.baseUrl }).then(
    (answer) => answer.status,
    () => 503,
  )
  t.equal(status, 503, 'not ready at once')
  goOn()
  const stored = await sending
  t.equal(stored.bytes, Buffer.byteLength(salesCsv))
  t.equal(await ended(service), 0)
  const profiled = await untilProfiled(stored.id)
  t.equal(profiled.status, 'ready', 'another instance takes up what this one has stored')
  t.equal(profiled.profile?.rows, salesRows.length)
})

t.test('SIGTERM ends streams of events and idle connections, and the process with exit code 0', async (t) => {
  const service = await start({})
  let open = () => {}
  const isOpen = new Promise<void>((resolve) => {
    open = resolve
  })
  const read = async () => {
    let seen = 0
    for await (const _event of readEvents(urlOf(watchIngestions, { baseUrl: service.baseUrl }), open)) seen += 1
    return `ended after ${seen} events`
  }
  const events = read().catch(String)
  await isOpen
  const agent = new Agent({ keepAlive: true, maxSockets: 4 })
  t.teardown(() => agent.destroy())
  await new Promise<void>((resolve, reject) => {
    request(urlOf(getLive, { baseUrl: service.baseUrl }), { agent }, (response) => {
      response.resume().once('end', resolve)
    })
      .once('error', reject)
      .end()
  })
  service.signal('SIGTERM')
  t.equal(await ended(service), 0)
  t.match(await events, /^ended/, 'the stream has a proper end')
  t.match(service.log(), '"msg":"stopped"')
})

t.test('SIGTERM waits for what is in flight no longer than it may', async (t) => {
  const fake = await startFakeDruid()
  t.teardown(() => fake.close())
  const service = await start({ DRUID_URL: fake.url, SHUTDOWN_TIMEOUT_MS: '1000' })
  fake.answerWith({ chunks: [], holdMs: 60_000 })
  const asked = exchange({ ...asJson({ query: 'SELECT 1' }), url: `${service.baseUrl}/api/v1/sql` }).catch(() => null)
  await until('Druid has heard of it', async () => fake.asked.some((one) => one.startsWith('POST')))
  service.signal('SIGTERM')
  t.equal(await ended(service), 1)
  await asked
  t.match(service.log(), 'stopped with requests in flight')
})

t.test('SIGINT stops it as well', async (t) => {
  const service = await start({})
  service.signal('SIGINT')
  t.equal(await ended(service), 0)
})

t.test('a wrong environment ends it with exit code 2, each wrong value named and none repeated', async (t) => {
  const service = await start(
    { PORT: 'eighty', DATABASE_URL: 'mysql://root:hidden@db', S3_BUCKET: 'No Bucket', RATE_LIMIT_PER_MINUTE: '-3' },
    { ready: false },
  )
  t.equal(await ended(service), 2)
  for (const name of ['PORT', 'DATABASE_URL', 'S3_BUCKET', 'RATE_LIMIT_PER_MINUTE'])
    t.match(service.log(), new RegExp(`^ {2}${name}: expected`, 'm'))
  t.notMatch(service.log(), /hidden|eighty|No Bucket/)
  t.notMatch(service.log(), /\bat .*\.ts:\d+/, 'no stack trace')
})

t.test('without its parts it lives, is not ready, says what is missing, and stops when told', async (t) => {
  const nobody = await freePort()
  const service = await start(
    {
      DATABASE_URL: `postgres://nemeton:secret@127.0.0.1:${nobody}/nemeton`,
      S3_ENDPOINT: `http://127.0.0.1:${nobody}`,
      DRUID_URL: `http://127.0.0.1:${nobody}`,
    },
    { ready: false },
  )
  const { baseUrl } = service
  await until('it lives', async () => (await call(getLive, { baseUrl })).status === 200)
  const ready = await call(getReady, { baseUrl })
  t.equal(ready.status, 503)
  t.match(ready.json.error, { code: 'not_ready', message: /schema|PostgreSQL/ })
  service.signal('SIGTERM')
  t.equal(await ended(service), 0)
})

t.test('two instances share the work and the tables', async (t) => {
  const second = await start({})
  const { id } = await upload({ filename: 'sales.csv', content: salesCsv }, datasource, { baseUrl: second.baseUrl })
  const profiled = await untilProfiled(id)
  t.equal(profiled.status, 'ready', 'seen through the other one')
  t.equal((await call(getReady)).status, 200, stack.baseUrl)
})
