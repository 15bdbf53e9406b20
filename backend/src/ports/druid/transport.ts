import type { Readable } from 'node:stream'
import { ProductError } from '@nemeton/contract'
import pRetry, { AbortError } from 'p-retry'
import { Agent } from 'undici'
import { refusal, unreachable } from './error.ts'

export interface TransportOptions {
  readonly url: string
  readonly authorization: string | null
  readonly connections?: number
}

export interface CallOptions {
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

const standardTimeoutMs = 15_000
/** Error answers are small; more than this of one is not read. */
const errorBytes = 64 * 1024

export function basicAuthorization(username: string | undefined, password: string | undefined): string | null {
  return username === undefined ? null : `Basic ${Buffer.from(`${username}:${password ?? ''}`).toString('base64')}`
}

/** Calls over kept connections; each has a timeout, takes a signal, and throws our errors. */
export function createTransport({ url, authorization, connections = 64 }: TransportOptions) {
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

  /** The answer's bytes as they come; an error that Druid answers is thrown. */
  const stream = async (
    path: string,
    body: object,
    { signal, timeoutMs }: { signal?: AbortSignal; timeoutMs: number },
  ) => {
    try {
      const answer = await agent.request({
        origin: base.origin,
        path: prefix + path,
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
  }

  return { call, stream, close: () => agent.close() }
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
