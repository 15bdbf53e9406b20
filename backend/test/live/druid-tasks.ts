import { once } from 'node:events'
import { createServer, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { asJson, exchange } from './exchange.ts'
import { part, stack } from './stack.ts'
import { until } from './until.ts'

const tasks = `${stack.druidUrl}/druid/indexer/v1`
let made = 0

/** Gives Druid a task past the service, as somebody else could; answers its id. */
export async function submitTask(task: object): Promise<string> {
  made += 1
  const id = `somebody_${process.pid}_${Math.round(performance.timeOrigin)}_${made}`
  const { status, text } = await exchange({ ...asJson({ ...task, id }), url: `${tasks}/task` })
  if (status !== 200) throw new Error(`${status} ${text}`)
  return id
}

/** A task of somebody else's that reads rows of shops by day into a datasource. */
export const shopTask = (datasource: string, inputSource: object, interval = '2030-01-01/2030-02-01') => ({
  type: 'index_parallel',
  spec: {
    dataSchema: {
      dataSource: datasource,
      timestampSpec: { column: 'time', format: 'iso' },
      dimensionsSpec: { dimensions: ['shop'] },
      metricsSpec: [],
      granularitySpec: { segmentGranularity: 'day', rollup: false, intervals: [interval] },
    },
    ioConfig: { type: 'index_parallel', inputSource, inputFormat: { type: 'csv', findColumnsFromHeader: true } },
    tuningConfig: { type: 'index_parallel' },
  },
})

export async function endTask(id: string): Promise<void> {
  await exchange({ ...asJson({}), url: `${tasks}/task/${id}/shutdown` })
}

export async function statusOfTask(id: string): Promise<{ statusCode: string; runnerStatusCode: string }> {
  const { text } = await exchange({ url: `${tasks}/task/${id}/status` })
  return (JSON.parse(text) as { status: { statusCode: string; runnerStatusCode: string } }).status
}

export const isRunning = (id: string): Promise<boolean> =>
  statusOfTask(id).then(
    ({ runnerStatusCode, statusCode }) => statusCode === 'RUNNING' && runnerStatusCode === 'RUNNING',
  )

export async function tasksOf(datasource: string): Promise<readonly { id: string; type: string }[]> {
  const { text } = await exchange({ url: `${tasks}/tasks?datasource=${encodeURIComponent(datasource)}` })
  return JSON.parse(text) as { id: string; type: string }[]
}

const januaryTask = (datasource: string, inputSource: object, priority: number) => ({
  ...shopTask(datasource, inputSource, '2025-01-01/2025-02-01'),
  context: { priority },
})

/** A task that replaces January 2025 of a datasource with one row. */
export const replaceJanuary = (datasource: string, priority: number): Promise<string> =>
  submitTask(januaryTask(datasource, { type: 'inline', data: 'time,shop\n2025-01-01T00:00:00Z,Nairobi' }, priority))

interface Held {
  readonly ids: readonly string[]
  /** Waits for their end too. */
  readonly end: () => Promise<void>
}

async function untilOver(ids: readonly string[]): Promise<void> {
  await until('they have ended', async () => {
    const states = await Promise.all(ids.map(statusOfTask))
    return states.every(({ statusCode }) => statusCode !== 'RUNNING')
  })
}

async function workers(): Promise<readonly { currCapacityUsed: number; worker: { capacity: number } }[]> {
  const { text } = await exchange({ url: `${tasks}/workers` })
  return JSON.parse(text) as { currCapacityUsed: number; worker: { capacity: number } }[]
}

const capacity = async (): Promise<number> => (await workers()).reduce((sum, { worker }) => sum + worker.capacity, 0)

export async function stopWorker(): Promise<void> {
  await part('stop', 'indexer')
  await until('Druid has no worker', async () => (await capacity()) === 0)
}

export async function startWorker(): Promise<void> {
  await part('start', 'indexer')
  await until('a worker is back', async () => (await capacity()) > 0)
}

/** A task that was ended while it waited can reach its worker all the same and keep a slot there for minutes: a worker that starts has none. */
export async function renewWorker(): Promise<void> {
  await stopWorker()
  await startWorker()
}

/** A no-op keeps its slot over a shutdown: it is left to its own end. */
const slotMs = 25_000

/** Takes every slot for a while. */
export async function fillSlots(): Promise<Held> {
  const slots = await capacity()
  const ids: string[] = []
  while (ids.length < slots) ids.push(await submitTask({ type: 'noop', spec: {}, runTime: slotMs }))
  await until('every slot is taken', async () =>
    (await workers()).every(({ currCapacityUsed, worker }) => currCapacityUsed >= worker.capacity),
  )
  return { ids, end: () => untilOver(ids) }
}

/** Takes the lock on January 2025 of a datasource: the file that the task reads does not end before it is told to. */
export async function holdJanuary(datasource: string): Promise<Held> {
  const endless = new Set<ServerResponse>()
  let isOver = false
  const server = createServer((_request, response) => {
    response.write('time,shop\n2025-01-01T00:00:00Z,Nairobi\n')
    endless.add(response)
    if (isOver) response.end()
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const uris = [`http://127.0.0.1:${(server.address() as AddressInfo).port}/endless.csv`]
  const id = await submitTask(januaryTask(datasource, { type: 'http', uris }, 50))
  // It is ended before it has published: a row of its own would be taken for one of the run that waited.
  const end = async () => {
    await endTask(id)
    isOver = true
    for (const response of endless) response.end()
    await untilOver([id])
    server.close()
  }
  try {
    await until(`${id} runs`, () => isRunning(id))
  } catch (error) {
    await end()
    throw error
  }
  return { ids: [id], end }
}
