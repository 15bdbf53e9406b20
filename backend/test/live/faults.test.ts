import { randomUUID } from 'node:crypto'
import { getReady } from '@nemeton/contract'
import t from 'tap'
import { exchange } from './exchange.ts'
import { leftBehind } from './left-behind.ts'
import { salesCsv, salesRows } from './sales.ts'
import { call, ingest, send, untilEnded, untilProfiled, upload } from './service.ts'
import { part, stack } from './stack.ts'
import { forget, freshName, rows } from './tables.ts'
import { until } from './until.ts'

const druid = (path: string) => exchange({ url: `${stack.druidUrl}${path}` })
const datasource = freshName('worker')
t.teardown(() => forget([datasource]))

const whole = () =>
  until('the service is ready', async () => (await call(getReady)).status === 200, { withinMs: 120_000 })

t.test('a store that dies while it receives is a 502, and nothing is half stored when it is back', async (t) => {
  const before = await leftBehind()
  const id = randomUUID()
  async function* slow(): AsyncGenerator<Uint8Array> {
    yield Buffer.from('time,shop,amount\n')
    const lines = Buffer.from('2025-01-01T00:00:00Z,Nairobi,1.5\n'.repeat(30_000))
    for (let piece = 0; piece < 20; piece += 1) {
      if (piece === 12) await part('kill', 's3')
      yield lines
    }
  }
  try {
    const { status, json } = await send([{ filename: 'slow.csv', content: slow() }], { id })
    t.equal(status, 502)
    t.equal(json.error?.code, 'store_unavailable')
  } finally {
    await part('start', 's3')
  }
  await whole()
  await until(
    'nothing is left of it',
    async () => {
      const { objects, pending, uploads, spooled } = await leftBehind()
      const isClean = objects.length === before.objects.length && uploads.length === before.uploads.length
      return isClean && ![...pending, ...spooled].some((name) => name.includes(id))
    },
    { withinMs: 60_000 },
  )
})

t.test('an ingestion waits to be submitted while Druid has no worker, and goes on when it has one', async (t) => {
  const { id } = await upload({ filename: 'sales.csv', content: salesCsv }, datasource)
  t.equal((await untilProfiled(id)).status, 'ready')
  await part('stop', 'indexer')
  let begun = ''
  let task = ''
  let back = Number.POSITIVE_INFINITY
  try {
    await until('Druid has no worker', async () => (await druid('/druid/indexer/v1/workers')).text.trim() === '[]')
    begun = (await ingest(id)).id
    const looked = async () => {
      const [row] = await rows<{ status: string; task_id: string; not_before: Date }>(
        'SELECT status, task_id, not_before FROM ingestion_tasks WHERE id = $1',
        [begun],
      )
      return row
    }
    // As if the worker had gone just after the run was taken from the queue.
    await until('it waits in the queue', async () => (await looked())?.status === 'queued')
    await rows(`UPDATE ingestion_tasks SET status = 'staging' WHERE id = $1 AND status = 'queued'`, [begun])
    await until('it is to be submitted', async () => (await looked())?.status === 'submitted')
    const looks = new Set<number>()
    const last = await until('the watcher has looked at it ten times', async () => {
      const row = await looked()
      if (row) looks.add(row.not_before.getTime())
      return looks.size > 10 ? row : null
    })
    t.equal(last.status, 'submitted')
    t.equal((await druid(`/druid/indexer/v1/task/${last.task_id}/status`)).status, 404, 'Druid was not given the task')
    task = last.task_id
  } finally {
    back = Date.now()
    await part('start', 'indexer')
  }
  const { status, rows: account, error } = await untilEnded(begun, 300_000)
  // Druid gives a task that came before its worker to it only a minute later
  const given = JSON.parse((await druid(`/druid/indexer/v1/task/${task}/status`)).text)
  t.ok(Date.parse(given.status.createdTime) >= back, `Druid was given the task at ${given.status.createdTime}`)
  t.equal(status, 'queryable', error?.message ?? 'it is loaded')
  t.same(account, { inFile: salesRows.length, ingested: salesRows.length, rejected: 0, missing: 0 })
})
