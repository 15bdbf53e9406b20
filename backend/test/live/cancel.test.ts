import { cancelIngestion, createIngestion, getIngestion, type Ingestion, type IngestionStatus } from '@nemeton/contract'
import t, { type Test } from 'tap'
import { druidSql } from './druid.ts'
import { fillSlots, renewWorker, startWorker, stopWorker } from './druid-tasks.ts'
import { asJson, exchange } from './exchange.ts'
import { listObjects } from './left-behind.ts'
import { ask, call, type File, ingest, load, untilEnded, untilProfiled, upload } from './service.ts'
import { part, stack } from './stack.ts'
import { forget, freshName, rows } from './tables.ts'
import { until } from './until.ts'

const states = ['queued', 'staging', 'submitted', 'waiting', 'running', 'loading', 'replaced'] as const
const nameOf = (what: (typeof states)[number] | 'line') => freshName(`cancel_${what}`)
t.teardown(() => forget([...states, 'line' as const].map(nameOf)))

/** Its last column holds true and false, so that a copy has to be staged; a plain one is read as it is. */
const file = (n: number, staged = true): File => ({
  filename: `cancel-${n}.csv`,
  content: `time,shop,amount${staged ? ',open' : ''}\n${Array.from(
    { length: 200 },
    (_, row) =>
      `2025-0${n}-01T10:${String(row % 60).padStart(2, '0')}:00Z,shop ${row % 7},${row}${staged ? `,${row % 2 === 0}` : ''}\n`,
  ).join('')}`,
})

async function ready(content: File, datasource: string): Promise<string> {
  const { id } = await upload(content, datasource)
  const { status } = await untilProfiled(id)
  if (status !== 'ready') throw new Error(`${content.filename} is ${status}`)
  return id
}

const untilStatus = (id: string, ...wanted: readonly IngestionStatus[]) =>
  until(`ingestion ${id} is ${wanted.join(' or ')}`, async () => {
    const { status } = await ask(getIngestion, { params: { id } })
    return wanted.includes(status)
  })

const indexer = async <T>(path: string, body?: object): Promise<T> => {
  const url = `${stack.druidUrl}/druid/indexer/v1/${path}`
  const { status, text } = await exchange(body === undefined ? { url } : { ...asJson(body), url })
  if (status !== 200) throw new Error(`${status} ${text}`)
  return JSON.parse(text) as T
}

const countOf = (datasource: string): Promise<number> =>
  druidSql(`SELECT COUNT(*) FROM "${datasource}"`).then(
    ([row]) => Number(row?.[0]),
    (error: Error) => {
      if (/not found/.test(error.message)) return 0
      throw error
    },
  )

/** Nothing of the run is left: no task that goes on, no copy in the store, no row but those of before. */
async function leavesNothing(t: Test, { id, taskId, datasource }: Ingestion, rowsBefore = 0): Promise<void> {
  await until(`run ${id} has ended everywhere`, async () => {
    const [row] = await rows<{ is_ending: boolean }>('SELECT is_ending FROM ingestion_tasks WHERE id = $1', [id])
    return row?.is_ending === false
  })
  t.match(await ask(getIngestion, { params: { id } }), { status: 'canceled', error: null })
  t.same(
    (await listObjects('processed/')).filter((key) => key.includes(id) && !key.startsWith('processed/metadata/')),
    [],
    'no copy is left',
  )
  const running = await indexer<{ id: string }[]>(`tasks?state=running&datasource=${datasource}`)
  t.notOk(running.some((task) => task.id === taskId))
  await until('the rows are those of before', async () => (await countOf(datasource)) === rowsBefore)
}

const cancel = async (id: string): Promise<Ingestion> => {
  const canceled = await ask(cancelIngestion, { params: { id } })
  if (canceled.status !== 'canceled') throw new Error(`run ${id} is ${canceled.status} after it was canceled`)
  return canceled
}

t.test('runs wait in the queue while Druid has no slot, oldest first, each with its place', async (t) => {
  const uploadIds = [await ready(file(1), nameOf('queued')), await ready(file(2), nameOf('queued'))]
  const other = await ready(file(3), nameOf('line'))
  const { end: free } = await fillSlots()
  const runs = [await ingest(uploadIds[0] ?? ''), await ingest(uploadIds[1] ?? ''), await ingest(other)]
  await new Promise((resolve) => setTimeout(resolve, 2000))
  const places = await Promise.all(runs.map(({ id }) => ask(getIngestion, { params: { id } })))
  t.same(
    places.map(({ status, queuePosition }) => [status, queuePosition]),
    [
      ['queued', 1],
      ['queued', 2],
      ['queued', 3],
    ],
  )
  const first = await cancel(runs[0]?.id ?? '')
  t.equal((await ask(getIngestion, { params: { id: runs[1]?.id ?? '' } })).queuePosition, 1, 'the next moves up')
  t.match(await call(cancelIngestion, { params: { id: first.id } }), { status: 409 })
  await leavesNothing(t, first)
  await free()
  const [second, third] = await Promise.all([untilEnded(runs[1]?.id ?? ''), untilEnded(runs[2]?.id ?? '')])
  t.match([second, third], [{ status: 'queryable' }, { status: 'queryable' }])
  const left = ({ stages }: Ingestion) => Date.parse(stages[0]?.endedAt ?? '')
  t.ok(left(second) <= left(third), 'the older one left the queue first')
})

t.test('cancel while staging', async (t) => {
  const uploadId = await ready(file(1), nameOf('staging'))
  await part('pause', 's3')
  const { id } = await ingest(uploadId)
  const canceled = await untilStatus(id, 'staging')
    .then(() => cancel(id))
    .finally(() => part('resume', 's3'))
  await leavesNothing(t, canceled)
})

t.test('cancel once submitted, while no worker is there', async (t) => {
  const uploadId = await ready(file(1), nameOf('submitted'))
  await part('pause', 's3')
  const { id } = await ingest(uploadId)
  await untilStatus(id, 'staging')
  await stopWorker()
  await part('resume', 's3')
  await untilStatus(id, 'submitted')
  const canceled = await cancel(id)
  await startWorker()
  await leavesNothing(t, canceled)
  t.same(await indexer(`tasks?datasource=${nameOf('submitted')}`), [], 'Druid never heard of it')
})

t.test('cancel while its task waits for a slot', async (t) => {
  const uploadId = await ready(file(1), nameOf('waiting'))
  await part('pause', 's3')
  const { id } = await ingest(uploadId)
  await untilStatus(id, 'staging')
  const { end: free } = await fillSlots()
  await part('resume', 's3')
  await untilStatus(id, 'waiting')
  const canceled = await cancel(id)
  await leavesNothing(t, canceled)
  await free()
  await renewWorker()
  t.equal(await countOf(nameOf('waiting')), 0)
})

t.test('cancel while its task runs', async (t) => {
  const uploadId = await ready(file(1, false), nameOf('running'))
  const { id } = await ingest(uploadId)
  await untilStatus(id, 'waiting', 'running')
  await part('pause', 's3')
  const canceled = await untilStatus(id, 'running')
    .then(() => cancel(id))
    .finally(() => part('resume', 's3'))
  await leavesNothing(t, canceled)
})

t.test('cancel while historicals load what was published beside other rows', async (t) => {
  const datasource = nameOf('loading')
  t.equal((await load(file(1), datasource)).status, 'queryable')
  const uploadId = await ready(file(2), datasource)
  await part('stop', 'historical')
  const { id } = await ingest(uploadId)
  await untilStatus(id, 'loading').catch(async (error: unknown) => {
    await part('start', 'historical')
    throw error
  })
  const canceled = await cancel(id)
  await part('start', 'historical')
  await leavesNothing(t, canceled, 200)
  t.equal((await untilEnded((await ingest(uploadId)).id)).status, 'queryable', 'the same file can be loaded after it')
  t.equal(await countOf(datasource), 400)
})

t.test('cancel brings back what a replace had taken', async (t) => {
  const datasource = nameOf('replaced')
  t.equal((await load(file(1), datasource)).status, 'queryable')
  const half = { ...file(1), content: `${String(file(1).content).split('\n').slice(0, 50).join('\n')}\n` }
  const uploadId = await ready(half, datasource)
  const { plan } = await untilProfiled(uploadId)
  await part('stop', 'historical')
  const { id } = await ask(createIngestion, { body: { uploadId, ...(plan && { plan: { ...plan, mode: 'replace' } }) } })
  await untilStatus(id, 'loading').catch(async (error: unknown) => {
    await part('start', 'historical')
    throw error
  })
  const canceled = await cancel(id)
  await part('start', 'historical')
  await leavesNothing(t, canceled, 200)
})
