import { Readable } from 'node:stream'
import { ProductError } from '@nemeton/contract'
import t from 'tap'
import type { Druid } from '../../../src/ports/druid/druid.ts'
import type { ObjectStore } from '../../../src/ports/object-store/object-store.ts'
import { measured } from '../../../src/ports/telemetry/measured.ts'
import { measuredDruid } from '../../../src/ports/telemetry/measured-druid.ts'
import { measuredStore } from '../../../src/ports/telemetry/measured-store.ts'
import type { Telemetry } from '../../../src/ports/telemetry/telemetry.ts'
import { newTelemetry } from './telemetry-app.ts'

const samples = async ({ metrics }: Telemetry, name: RegExp) =>
  (await metrics.write('prometheus')).text.split('\n').filter((line) => name.test(line))

t.test('counts each call by the name of the member and by what came of it', async (t) => {
  const telemetry = newTelemetry()
  const port = measured(
    {
      good: async (value: number) => value + 1,
      bad: async () => {
        throw new ProductError('druid_timeout', 'late')
      },
      broken: () => {
        throw new Error('at once')
      },
      nobody: async () => 'unasked',
      name: 'bucket',
      missing: null,
    },
    { part: 'druid', telemetry, except: ['nobody'] },
  )
  t.equal(await port.good(1), 2)
  t.equal(await port.good(2), 3)
  await t.rejects(port.bad(), { code: 'druid_timeout' })
  t.throws(() => port.broken(), { message: 'at once' })
  t.equal(await port.nobody(), 'unasked')
  t.equal(port.name, 'bucket')
  t.equal(port.missing, null)
  t.same(await samples(telemetry, /^nemeton_druid_calls_total/), [
    'nemeton_druid_calls_total{operation="good",outcome="ok"} 2',
    'nemeton_druid_calls_total{operation="bad",outcome="druid_timeout"} 1',
    'nemeton_druid_calls_total{operation="broken",outcome="internal"} 1',
  ])
})

t.test('counts each page, and the failure of one', async (t) => {
  const telemetry = newTelemetry()
  const { pages, failing } = measured(
    {
      pages: async function* () {
        yield 1
        yield 2
      },
      failing: async function* () {
        yield 1
        throw new ProductError('store_unavailable', 'gone')
      },
    },
    { part: 'object_store', telemetry },
  )
  const found: number[] = []
  for await (const page of pages()) found.push(page)
  t.same(found, [1, 2])
  await t.rejects(async () => {
    for await (const page of failing()) found.push(page)
  })
  for await (const page of pages()) {
    found.push(page)
    break
  }
  t.same(found, [1, 2, 1, 1])
  t.same(await samples(telemetry, /^nemeton_object_store_calls_total/), [
    'nemeton_object_store_calls_total{operation="pages",outcome="ok"} 4',
    'nemeton_object_store_calls_total{operation="failing",outcome="ok"} 1',
    'nemeton_object_store_calls_total{operation="failing",outcome="store_unavailable"} 1',
  ])
})

t.test('takes a streamed result for asked until its last row has gone by', async (t) => {
  const telemetry = newTelemetry()
  const bodies = {
    whole: () => Buffer.from('[]'),
    streamed: () => Readable.from(['a', 'b']),
    cut: () =>
      new Readable({
        read() {
          this.destroy(new ProductError('druid_query_failed', 'cut short'))
        },
      }),
  }
  const druid = measuredDruid(
    {
      stream: async ({ query }: { query: keyof typeof bodies }) => ({ contentType: 'x', body: bodies[query]() }),
    } as unknown as Druid,
    telemetry,
  )
  const stream = async (query: string) => (await druid.stream({ query }, { timeoutMs: 1000 })).body
  const count = () => samples(telemetry, /^nemeton_druid_calls_total/)
  await stream('whole')
  t.same(await count(), ['nemeton_druid_calls_total{operation="stream",outcome="ok"} 1'])
  const body = (await stream('streamed')) as Readable
  t.match(await count(), [/ 1$/], 'not yet')
  for await (const _ of body);
  t.match(await count(), [/ 2$/])
  const cut = (await stream('cut')) as Readable
  await t.rejects(async () => {
    for await (const _ of cut);
  })
  t.match(await count(), [/ 2$/, 'outcome="druid_query_failed"} 1'])
})

t.test('counts the bytes that go to the store, in objects and in parts', async (t) => {
  const telemetry = newTelemetry()
  const got: Uint8Array[] = []
  const store = measuredStore(
    {
      put: async (_key: string, body: AsyncIterable<Uint8Array>) => {
        for await (const chunk of body) got.push(chunk)
      },
      putPart: async () => ({ etag: 'x', checksum: null }),
    } as unknown as ObjectStore,
    telemetry,
  )
  await store.put('key', Readable.from([Buffer.alloc(10), Buffer.alloc(5)]))
  await store.putPart('key', 'parts', 1, Buffer.alloc(7))
  t.same(
    got.map(({ byteLength }) => byteLength),
    [10, 5],
  )
  t.same(await samples(telemetry, /^nemeton_object_store_written_bytes_total/), [
    'nemeton_object_store_written_bytes_total 22',
  ])
})
