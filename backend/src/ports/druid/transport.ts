import { Writable } from 'node:stream'
import { ProductError } from '@nemeton/contract'
import pRetry, { AbortError } from 'p-retry'
import { Agent, type Dispatcher } from 'undici'
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
  /** A longer answer is not taken into memory: `too_large`. */
  readonly mostBytes?: number
}

interface Answer {
  readonly status: number
  readonly text: string
  /** The clock of who answered, as its header has it. */
  readonly date: string | null
}

export interface StreamOptions {
  readonly into: Writable
  readonly signal?: AbortSignal
  readonly timeoutMs: number
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

  const once = async (path: string, options: CallOptions): Promise<Answer> => {
    const { method = 'GET', body, timeoutMs = standardTimeoutMs } = options
    const limit = limited(timeoutMs, options.signal)
    try {
      const answer = await agent.request({
        origin: base.origin,
        path: prefix + path,
        method,
        headers,
        body: body === undefined ? null : JSON.stringify(body),
        signal: limit.signal,
        headersTimeout: timeoutMs,
        bodyTimeout: timeoutMs,
      })
      const text = await readText(answer.body, options.mostBytes ?? Number.POSITIVE_INFINITY)
      if (answer.statusCode >= 400 && !options.accept?.includes(answer.statusCode))
        throw refusal(answer.statusCode, text, options.about ?? 'call')
      const { date } = answer.headers
      return { status: answer.statusCode, text, date: typeof date === 'string' ? date : null }
    } catch (error) {
      throw unreachable(error, options.signal)
    } finally {
      limit.end()
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

  /**
   * Writes the answer's bytes into `into` as they come; resolves to their content type once they begin. An error that
   * Druid answers is thrown, one after the first byte destroys `into`.
   */
  const stream = (path: string, body: object, { into, signal, timeoutMs }: StreamOptions) =>
    new Promise<string>((resolve, reject) => {
      let status = 0
      const words = firstBytes()
      const request = {
        origin: base.origin,
        path: prefix + path,
        method: 'POST',
        headers,
        body: JSON.stringify(body),
        signal: signal ?? null,
        headersTimeout: timeoutMs,
        bodyTimeout: timeoutMs,
      } as const
      const begin = (answer: Pick<Dispatcher.ResponseData, 'statusCode' | 'headers'>) => {
        status = answer.statusCode
        if (status >= 400) return words.sink
        resolve(String(answer.headers['content-type'] ?? 'application/json'))
        return into
      }
      agent.stream(request, begin, (error) => {
        if (status >= 400) reject(refusal(status, words.read(), 'query'))
        else if (error !== null) reject(unreachable(error, signal))
      })
    })

  return { call, stream, close: () => agent.close() }
}

/** Aborts with the caller, or when the time is up. Cheaper than `AbortSignal.any` and `timeout`, and once a question. */
function limited(timeoutMs: number, caller: AbortSignal | undefined) {
  const controller = new AbortController()
  const leave = () => controller.abort(caller?.reason)
  const timer = setTimeout(
    () => controller.abort(new DOMException('The operation was aborted due to timeout', 'TimeoutError')),
    timeoutMs,
  )
  if (caller?.aborted) leave()
  else caller?.addEventListener('abort', leave, { once: true })
  return {
    signal: controller.signal,
    end: () => {
      clearTimeout(timer)
      caller?.removeEventListener('abort', leave)
    },
  }
}

async function readText(body: AsyncIterable<Buffer>, mostBytes: number): Promise<string> {
  const chunks: Buffer[] = []
  let size = 0
  for await (const chunk of body) {
    size += chunk.length
    if (size > mostBytes)
      throw new ProductError(
        'too_large',
        `Druid's answer is larger than ${Math.floor(mostBytes / 1024 ** 2)} MiB. Ask for fewer rows, columns or measures, filter more, or export it.`,
      )
    chunks.push(chunk)
  }
  return Buffer.concat(chunks).toString()
}

function firstBytes(): { sink: Writable; read: () => string } {
  const chunks: Uint8Array[] = []
  let size = 0
  const sink = new Writable({
    write: (chunk: Uint8Array, _encoding, done) => {
      if (size < errorBytes) chunks.push(chunk)
      size += chunk.length
      done()
    },
  })
  return { sink, read: () => Buffer.concat(chunks).toString('utf8') }
}
