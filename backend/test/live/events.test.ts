import { randomUUID } from 'node:crypto'
import {
  type Ingestion,
  ingestionStatus,
  type UploadEvent,
  watchIngestion,
  watchIngestions,
  watchUpload,
} from '@nemeton/contract'
import t from 'tap'
import { readEvents, readNumberedEvents } from './event-stream.ts'
import { exchange } from './exchange.ts'
import { salesCsv, salesRows } from './sales.ts'
import { startSecondService } from './second-service.ts'
import { ingest, untilProfiled, upload, urlOf } from './service.ts'
import { forget, freshName } from './tables.ts'

const datasource = freshName('events')
t.teardown(() => forget([datasource]))

const order = new Map(ingestionStatus.options.map((status, index) => [status, index]))

t.test('an upload tells its bytes and a provisional profile before the last byte was sent', async (t) => {
  const id = randomUUID()
  let seeProvisional: (event: UploadEvent) => void = () => {}
  const provisional = new Promise<UploadEvent>((resolve) => {
    seeProvisional = resolve
  })
  const events: UploadEvent[] = []
  const watched = (async () => {
    for await (const event of readEvents<UploadEvent>(urlOf(watchUpload, { params: { id } }))) {
      events.push(watchUpload.result.parse(event) as UploadEvent)
      if (event.kind === 'profile' && event.provisional) seeProvisional(event)
    }
  })()
  const lines = salesCsv.trimEnd().split('\n')
  const half = lines.length / 2
  let sentAll = false
  async function* slowly() {
    yield Buffer.from(`${lines.slice(0, half).join('\n')}\n`)
    await provisional
    sentAll = true
    yield Buffer.from(`${lines.slice(half).join('\n')}\n`)
  }
  const sending = upload({ filename: 'sales.csv', content: slowly() }, datasource, { id })
  const early = await provisional
  t.notOk(sentAll, 'the second half waited for it')
  t.match(early, { kind: 'profile', provisional: true, profile: { format: 'csv', time: { column: 'time' } } })
  const stored = await sending
  t.ok(stored.bytes > 1_000_000)
  await watched
  const bytes = events.flatMap((event) => (event.kind === 'bytes' ? [event.bytes] : []))
  t.ok(bytes.length > 0, 'it counted the bytes')
  t.same(
    bytes,
    bytes.toSorted((a, b) => a - b),
    'bytes only grow',
  )
  t.equal(bytes.at(-1), stored.bytes)
  const statuses = events.flatMap((event) => (event.kind === 'upload' ? [event.upload.status] : []))
  const ranks = statuses.map((status) => ['receiving', 'profiling', 'ready', 'failed'].indexOf(status))
  t.same(
    ranks,
    ranks.toSorted((a, b) => a - b),
    'states only go on',
  )
  const last = events.at(-1)
  t.match(last, { kind: 'upload', upload: { id, status: 'ready', profile: { rows: lines.length - 1 } } })
})

t.test('an ingestion tells every stage in order, whole, and ends when it ended', async (t) => {
  const { id: uploadId } = await upload({ filename: 'sales.csv', content: salesCsv }, datasource)
  await untilProfiled(uploadId)
  const { id } = await ingest(uploadId)
  const seen: Ingestion[] = []
  for await (const event of readEvents<Ingestion>(urlOf(watchIngestion, { params: { id } })))
    seen.push(watchIngestion.result.parse(event))
  t.ok(seen.length >= 3, `${seen.length} events`)
  const ranks = seen.map(({ status }) => order.get(status) ?? -1)
  t.same(
    ranks,
    ranks.toSorted((a, b) => a - b),
    seen.map(({ status }) => status).join(' '),
  )
  const progress = seen.map((one) => one.progress)
  t.same(
    progress,
    progress.toSorted((a, b) => a - b),
    'progress never goes back',
  )
  const last = seen.at(-1)
  t.equal(last?.status, 'queryable', JSON.stringify(last?.error))
  const stages = last?.stages ?? []
  t.same(
    stages.map(({ name }) => name).filter((name) => name !== 'waiting'),
    ['queued', 'staging', 'submitted', 'running', 'publishing', 'loading', 'queryable'],
  )
  for (const [index, { name, startedAt, endedAt }] of stages.entries()) {
    t.ok(endedAt !== null && Date.parse(endedAt) >= Date.parse(startedAt), `${name} ended after it began`)
    const next = stages[index + 1]
    if (next) t.equal(endedAt, next.startedAt, `${next.name} begins where ${name} ends`)
  }
  t.match(last?.read, { rows: salesRows.length }, 'it has said how many rows Druid has read')
  t.ok((last?.read?.bytes ?? 0) > 1_000_000, 'and bytes')
  const again: Ingestion[] = []
  for await (const event of readEvents<Ingestion>(urlOf(watchIngestion, { params: { id } }))) again.push(event)
  t.equal(again.length, 1, 'an ended one is told once, whole')
  t.equal(again[0]?.status, 'queryable')
})

t.test('a reader that comes back to any instance goes on where it left', async (t) => {
  const second = await startSecondService({})
  t.teardown(() => second.remove())
  const { id: uploadId } = await upload({ filename: 'again.csv', content: `${salesCsv}\n` }, datasource)
  await untilProfiled(uploadId)
  const { id } = await ingest(uploadId)
  const one = urlOf(watchIngestion, { params: { id } })
  const other = urlOf(watchIngestion, { params: { id }, baseUrl: second.baseUrl })
  const ids: string[] = []
  let last: Ingestion | undefined
  let lastEventId: string | undefined
  // Leaves after each event, and comes back to the other instance with its id.
  for (let turn = 0; last?.status !== 'queryable' && turn < 200; turn += 1)
    for await (const event of readNumberedEvents<Ingestion>(turn % 2 === 0 ? one : other, {
      ...(lastEventId !== undefined && { lastEventId }),
    })) {
      ids.push(event.id ?? '')
      lastEventId = event.id ?? ''
      last = event.data
      break
    }
  t.equal(last?.status, 'queryable', JSON.stringify(last?.error))
  t.ok(ids.length >= 3, `${ids.length} events`)
  t.equal(new Set(ids).size, ids.length, 'nothing was sent twice')
  t.same(
    ids,
    ids.toSorted((a, b) => Number(a) - Number(b)),
    'ids only grow',
  )
  for (const url of [one, other]) {
    const again = []
    for await (const event of readNumberedEvents(url, { lastEventId: ids.at(-1) ?? '' })) again.push(event)
    t.same(again, [], 'nothing more will come')
    const missed = []
    for await (const event of readNumberedEvents<Ingestion>(url, { lastEventId: ids[0] ?? '' })) missed.push(event)
    t.match(missed, [{ id: ids.at(-1), data: { status: 'queryable' } }], 'the newest at once')
  }
  for await (const event of readNumberedEvents<Ingestion>(urlOf(watchIngestions, {}), { lastEventId: ids[0] ?? '' })) {
    t.match(event, { id: ids.at(-1), data: { id, status: 'queryable' } }, 'to who watches all, too')
    break
  }
})

t.test('an ingestion that is not there is a 404 in the envelope', async (t) => {
  const { status, json } = await exchange({ url: urlOf(watchIngestion, { params: { id: randomUUID() } }) })
  t.equal(status, 404)
  t.equal(json.error?.code, 'not_found')
})
