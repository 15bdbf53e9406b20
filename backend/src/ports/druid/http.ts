import { request } from 'undici'
import { createCounts } from './counts.ts'
import type { Druid, SqlCall } from './druid.ts'
import { createInspection } from './inspection.ts'
import { readJson } from './json.ts'
import { readReport } from './report.ts'
import { createResult } from './result.ts'
import { type RawRule, readRule } from './rules.ts'
import { createSegmentCalls } from './segments.ts'
import { createTransport, type TransportOptions } from './transport.ts'
import { createUpkeep } from './upkeep.ts'
import { createVisible } from './visible.ts'

interface Options extends TransportOptions {
  /** A broker that is asked SQL without the detour by the router, where one is enough. */
  readonly brokerUrl?: string | undefined
}

interface Loaded {
  readonly segments: { readonly minTime: string; readonly maxTime: string }
}
const intervalOf = ({ segments: { minTime, maxTime } }: Loaded) => `${minTime}/${maxTime}`

interface RawQueue {
  readonly segmentsToLoad: number
  readonly segmentsToLoadSize: number
  readonly segmentsToDrop: number
  readonly segmentsToDropSize: number
}

const versionTimeoutMs = 2000
/** Of rows that are read at once; what is streamed has no bound. */
const mostRowBytes = 64 * 1024 ** 2

export function createDruid({ brokerUrl, ...options }: Options): Druid {
  const router = createTransport(options)
  const { call } = router
  const broker = brokerUrl === undefined ? router : createTransport({ ...options, url: brokerUrl })
  const get = async <T>(path: string, signal?: AbortSignal): Promise<T> =>
    readJson<T>((await call(path, { signal })).text)
  const find = async <T>(path: string, signal?: AbortSignal): Promise<T | null> => {
    const { status, text } = await call(path, { signal, accept: [404] })
    return status === 404 ? null : readJson<T>(text)
  }
  const query = async <T>(sql: SqlCall, format: object, options: { signal?: AbortSignal; timeoutMs?: number } = {}) => {
    const { text } = await broker.call('/druid/v2/sql', {
      method: 'POST',
      body: { ...sql, ...format },
      retry: true,
      about: 'query',
      mostBytes: mostRowBytes,
      ...options,
    })
    return readJson<T>(text)
  }
  const taskPath = (id: string) => `/druid/indexer/v1/task/${encodeURIComponent(id)}`

  return {
    ...createUpkeep(router),
    ...createInspection(router, broker),
    rows: (sql, options) => query(sql, { resultFormat: 'object' }, options),
    arrays: (sql, options) => query(sql, { resultFormat: 'array', header: true, sqlTypesHeader: true }, options),
    stream: async (body, wanted) => {
      const result = createResult(body.resultFormat ?? 'object')
      const contentType = await broker.stream('/druid/v2/sql', body, { ...wanted, into: result.sink })
      return { contentType, body: await result.take() }
    },
    cancelSql: async (id) => {
      const cancel = (path: string) =>
        broker.call(`${path}/${encodeURIComponent(id)}`, { method: 'DELETE', accept: [404], timeoutMs: 5000 })
      const { status } = await cancel('/druid/v2/sql')
      // Druid's SQL forgets a query with its first cancel, be it too early to end anything; the query below has its id.
      await cancel('/druid/v2')
      return status !== 404
    },
    submitTask: async (spec) => {
      await call('/druid/indexer/v1/task', { method: 'POST', body: spec, retry: false, timeoutMs: 30_000 })
    },
    taskStatus: async (id, signal) => {
      const answer = await find<{ status: Record<string, unknown> | null }>(`${taskPath(id)}/status`, signal)
      if (!answer?.status) return null
      const { statusCode, runnerStatusCode, errorMsg, duration } = answer.status
      return {
        id,
        state: statusCode as 'RUNNING' | 'SUCCESS' | 'FAILED',
        runner: String(runnerStatusCode ?? 'NONE'),
        errorMessage: typeof errorMsg === 'string' ? errorMsg : null,
        durationMs: typeof duration === 'number' && duration >= 0 ? duration : null,
        raw: answer.status,
      }
    },
    taskReport: async (id, signal) => {
      const raw = await find<unknown>(`${taskPath(id)}/reports`, signal)
      return raw === null ? null : readReport(raw)
    },
    taskLogTail: async (id, bytes, signal) => {
      const { status, text } = await call(`${taskPath(id)}/log?offset=-${bytes}`, { signal, accept: [404] })
      return status === 404 ? null : text
    },
    runningTasks: async (datasource, signal) => {
      const path = `/druid/indexer/v1/tasks?state=running&datasource=${encodeURIComponent(datasource)}`
      return (await get<{ id: string }[]>(path, signal)).map(({ id }) => id)
    },
    shutdownTask: async (id) => {
      await call(`${taskPath(id)}/shutdown`, { method: 'POST', retry: true, accept: [404] })
    },
    sample: async (spec, rows, signal) => {
      const body = { ...spec, samplerConfig: { numRows: rows, timeoutMs: 10_000 } }
      const { text } = await call('/druid/indexer/v1/sampler', {
        method: 'POST',
        body,
        retry: true,
        signal,
        timeoutMs: 20_000,
      })
      const { data } = readJson<{
        data: { input?: unknown; parsed?: Record<string, unknown>; unparseable?: boolean; error?: string }[]
      }>(text)
      return data.map(({ input = null, parsed = null, unparseable = false, error = null }) => ({
        input,
        parsed,
        unparseable,
        error,
      }))
    },
    rules: async (datasource, signal) =>
      (await get<RawRule[]>(`/druid/coordinator/v1/rules/${encodeURIComponent(datasource)}?full`, signal)).map(
        readRule,
      ),
    ...createSegmentCalls(call),
    ...createCounts(call),
    visibleSegments: brokerUrl === undefined ? null : createVisible(broker.call),
    intervals: async (signal) => {
      type Named = { readonly name: string; readonly properties: Loaded }
      const found = await get<Named[]>('/druid/coordinator/v1/datasources?simple', signal)
      return new Map(found.map(({ name, properties }) => [name, intervalOf(properties)]))
    },
    interval: async (datasource, signal) => {
      const path = `/druid/coordinator/v1/datasources/${encodeURIComponent(datasource)}`
      // Of what it has not loaded the coordinator says nothing, with 204.
      const { status, text } = await call(path, { signal, accept: [404] })
      return status === 200 ? intervalOf(readJson<Loaded>(text)) : null
    },
    taskSlots: async (signal) => {
      const workers = await get<{ currCapacityUsed: number; worker: { capacity: number } }[]>(
        '/druid/indexer/v1/workers',
        signal,
      )
      return workers.reduce(
        (sum, { currCapacityUsed, worker }) => ({
          used: sum.used + currCapacityUsed,
          total: sum.total + worker.capacity,
        }),
        { used: 0, total: 0 },
      )
    },
    loadQueues: async (signal) => {
      const found = await get<Record<string, RawQueue>>('/druid/coordinator/v1/loadqueue?simple', signal)
      return Object.entries(found).map(([server, queue]) => ({
        server,
        toLoad: { segments: queue.segmentsToLoad, bytes: queue.segmentsToLoadSize },
        toDrop: { segments: queue.segmentsToDrop, bytes: queue.segmentsToDropSize },
      }))
    },
    overlordLeader: async (signal) => (await call('/druid/indexer/v1/leader', { signal })).text || null,
    serverVersion: async (server, signal) => {
      try {
        const limit = AbortSignal.timeout(versionTimeoutMs)
        const answer = await request(`http://${server}/status`, {
          signal: signal ? AbortSignal.any([signal, limit]) : limit,
        })
        const { version } = (await answer.body.json()) as { version?: string }
        return version ?? null
      } catch {
        return null
      }
    },
    status: async (signal) => {
      const { version, modules = [] } = await get<{ version: string; modules?: { artifact?: string }[] }>(
        '/status',
        signal,
      )
      const extensions = [...new Set(modules.flatMap(({ artifact }) => (artifact ? [artifact] : [])))].sort()
      return { version, extensions }
    },
    close: async () => {
      await Promise.all([...new Set([router, broker])].map((transport) => transport.close()))
    },
  }
}
