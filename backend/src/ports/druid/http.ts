import type { Readable } from 'node:stream'
import { ProductError } from '@nemeton/contract'
import pRetry, { AbortError } from 'p-retry'
import { Agent } from 'undici'
import type { Druid, SqlCall } from './druid.ts'
import { refusal, unreachable } from './error.ts'
import { readReport } from './report.ts'
import { readSegments } from './segments.ts'

interface Options {
  readonly url: string
  readonly authorization: string | null
  readonly connections?: number
}

interface CallOptions {
  readonly method?: 'GET' | 'POST' | 'DELETE'
  readonly body?: unknown
  readonly signal?: AbortSignal | undefined
  readonly timeoutMs?: number
  /** Tried again when Druid did not answer: only for calls that may run twice. */
  readonly retry?: boolean
  readonly about?: 'query' | 'call'
  /** Answers that are not errors. */
  readonly accept?: readonly number[]
}

interface LoadedDatasource {
  readonly name: string
  readonly properties: { readonly segments: { readonly minTime: string; readonly maxTime: string } }
}

const standardTimeoutMs = 15_000
/** Error answers are small; more than this of one is not read. */
const errorBytes = 64 * 1024

export function basicAuthorization(username: string | undefined, password: string | undefined): string | null {
  return username === undefined ? null : `Basic ${Buffer.from(`${username}:${password ?? ''}`).toString('base64')}`
}

export function createDruid({ url, authorization, connections = 64 }: Options): Druid {
  const agent = new Agent({ connections, keepAliveTimeout: 30_000, connect: { timeout: 3000 } })
  const base = new URL(url)
  const prefix = base.pathname.replace(/\/$/, '')
  const headers = {
    'content-type': 'application/json',
    accept: 'application/json, */*',
    ...(authorization === null ? {} : { authorization }),
  }

  const request = (path: string, { method = 'GET', body, signal, timeoutMs = standardTimeoutMs }: CallOptions) =>
    agent.request({
      origin: base.origin,
      path: prefix + path,
      method,
      headers,
      body: body === undefined ? null : JSON.stringify(body),
      signal: signal ? AbortSignal.any([signal, AbortSignal.timeout(timeoutMs)]) : AbortSignal.timeout(timeoutMs),
      headersTimeout: timeoutMs,
      bodyTimeout: timeoutMs,
    })

  const once = async (path: string, options: CallOptions): Promise<{ status: number; text: string }> => {
    try {
      const answer = await request(path, options)
      const text = await answer.body.text()
      if (answer.statusCode >= 400 && !options.accept?.includes(answer.statusCode))
        throw refusal(answer.statusCode, text, options.about ?? 'call')
      return { status: answer.statusCode, text }
    } catch (error) {
      throw unreachable(error, options.signal)
    }
  }

  const call = (path: string, options: CallOptions = {}) =>
    pRetry(
      () =>
        once(path, options).catch((error: unknown) => {
          const again = error instanceof ProductError && error.code === 'druid_unavailable'
          throw again ? error : new AbortError(error as Error)
        }),
      { retries: (options.retry ?? (options.method ?? 'GET') === 'GET') ? 2 : 0, minTimeout: 100, maxTimeout: 500 },
    )

  const get = async <T>(path: string, signal?: AbortSignal): Promise<T> =>
    JSON.parse((await call(path, { signal })).text) as T
  const find = async <T>(path: string, signal?: AbortSignal): Promise<T | null> => {
    const { status, text } = await call(path, { signal, accept: [404] })
    return status === 404 ? null : (JSON.parse(text) as T)
  }
  const query = async (sql: SqlCall, format: object, options: { signal?: AbortSignal; timeoutMs?: number } = {}) => {
    const { text } = await call('/druid/v2/sql', {
      method: 'POST',
      body: { ...sql, ...format },
      retry: true,
      about: 'query',
      ...options,
    })
    return JSON.parse(text)
  }
  const taskPath = (id: string) => `/druid/indexer/v1/task/${encodeURIComponent(id)}`

  return {
    rows: (sql, options) => query(sql, { resultFormat: 'object' }, options),
    arrays: (sql, options) => query(sql, { resultFormat: 'array', header: true, sqlTypesHeader: true }, options),
    stream: async (body, { signal, timeoutMs }) => {
      try {
        const answer = await agent.request({
          origin: base.origin,
          path: `${prefix}/druid/v2/sql`,
          method: 'POST',
          headers,
          body: JSON.stringify(body),
          signal: signal ?? null,
          headersTimeout: timeoutMs,
          bodyTimeout: timeoutMs,
        })
        if (answer.statusCode >= 400) throw refusal(answer.statusCode, await head(answer.body), 'query')
        return {
          contentType: String(answer.headers['content-type'] ?? 'application/json'),
          body: answer.body as Readable,
        }
      } catch (error) {
        throw unreachable(error, signal)
      }
    },
    cancelSql: async (id) =>
      (await call(`/druid/v2/sql/${encodeURIComponent(id)}`, { method: 'DELETE', accept: [404], timeoutMs: 5000 }))
        .status !== 404,
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
      }
    },
    taskReport: async (id, signal) => {
      const raw = await find<unknown>(`${taskPath(id)}/reports`, signal)
      return raw === null ? null : readReport(raw)
    },
    taskLogTail: async (id, bytes) => {
      const { status, text } = await call(`${taskPath(id)}/log?offset=-${bytes}`, { accept: [404] })
      return status === 404 ? null : text
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
      const { data } = JSON.parse(text) as {
        data: { input?: unknown; parsed?: Record<string, unknown>; unparseable?: boolean; error?: string }[]
      }
      return data.map(({ input = null, parsed = null, unparseable = false, error = null }) => ({
        input,
        parsed,
        unparseable,
        error,
      }))
    },
    usedSegments: async (datasource, signal) =>
      readSegments(
        (await find<unknown[]>(
          `/druid/coordinator/v1/metadata/datasources/${encodeURIComponent(datasource)}/segments?full`,
          signal,
        )) ?? [],
      ),
    countOver: async (datasource, segments, countMetric, signal) => {
      if (segments.length === 0) return 0
      const body = {
        queryType: 'timeseries',
        dataSource: datasource,
        granularity: 'all',
        intervals: {
          type: 'segments',
          segments: segments.map(({ interval, version, partition }) => ({
            itvl: interval,
            ver: version,
            part: partition,
          })),
        },
        aggregations: [
          countMetric === null
            ? { type: 'count', name: 'rows' }
            : { type: 'longSum', name: 'rows', fieldName: countMetric },
        ],
        context: { useCache: false, populateCache: false, timeout: 30_000 },
      }
      const { text } = await call('/druid/v2', {
        method: 'POST',
        body,
        retry: true,
        signal,
        timeoutMs: 35_000,
        about: 'query',
      })
      const [first] = JSON.parse(text) as { result: { rows: number | null } }[]
      return first?.result.rows ?? 0
    },
    intervals: async (signal) => {
      const found = await get<LoadedDatasource[]>('/druid/coordinator/v1/datasources?simple', signal)
      return new Map(
        found.map(({ name, properties: { segments } }) => [name, `${segments.minTime}/${segments.maxTime}`]),
      )
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
    overlordLeader: async (signal) => (await call('/druid/indexer/v1/leader', { signal })).text || null,
    status: async (signal) => {
      const { version, modules = [] } = await get<{ version: string; modules?: { artifact?: string }[] }>(
        '/status',
        signal,
      )
      const extensions = [...new Set(modules.flatMap(({ artifact }) => (artifact ? [artifact] : [])))].sort()
      return { version, extensions }
    },
    close: () => agent.close(),
  }
}

async function head(body: AsyncIterable<Uint8Array>): Promise<string> {
  const chunks: Uint8Array[] = []
  let size = 0
  for await (const chunk of body) {
    chunks.push(chunk)
    size += chunk.length
    if (size >= errorBytes) break
  }
  return Buffer.concat(chunks).toString('utf8')
}
