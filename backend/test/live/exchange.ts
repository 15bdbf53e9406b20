import { once } from 'node:events'
import { request as httpRequest, type IncomingHttpHeaders, type OutgoingHttpHeaders } from 'node:http'
import type { ErrorBody } from '@nemeton/contract'

export interface Wanted {
  readonly method?: string
  readonly url: string
  readonly headers?: OutgoingHttpHeaders
  readonly body?: Uint8Array | string | AsyncIterable<Uint8Array>
  readonly signal?: AbortSignal
  /** Another address of this machine, to be another client. */
  readonly localAddress?: string
}

export interface Answer {
  readonly status: number
  readonly headers: IncomingHttpHeaders
  readonly bytes: Buffer
  readonly text: string
  readonly json: { data: unknown; error: ErrorBody | null; metadata: { requestId: string } }
  readonly elapsedMs: number
}

/**
 * One request on a connection of its own, so that nothing is hidden by a pool: any `Host`, any body, and an answer that
 * comes before the body ended is an answer. Rejects when the connection ends before the answer does.
 */
export function exchange({ method = 'GET', url, headers = {}, body, signal, localAddress }: Wanted): Promise<Answer> {
  const start = performance.now()
  return new Promise((resolve, reject) => {
    const request = httpRequest(url, { method, headers, agent: false, signal, timeout: 180_000, localAddress })
    let answered = false
    request.on('error', (error) => answered || reject(error))
    request.on('timeout', () => request.destroy(new Error(`no answer within three minutes: ${method} ${url}`)))
    request.on('response', (response) => {
      answered = true
      const chunks: Buffer[] = []
      response.on('error', reject)
      response.on('data', (chunk: Buffer) => chunks.push(chunk))
      response.on('end', () => {
        const bytes = Buffer.concat(chunks)
        resolve({
          status: response.statusCode ?? 0,
          headers: response.headers,
          bytes,
          get text() {
            return bytes.toString()
          },
          get json() {
            return JSON.parse(bytes.toString())
          },
          elapsedMs: performance.now() - start,
        })
      })
    })
    if (body === undefined || typeof body === 'string' || body instanceof Uint8Array) {
      request.end(body)
      return
    }
    const closed = once(request, 'close').catch(() => {})
    const send = async () => {
      for await (const chunk of body) {
        if (request.destroyed || answered) break
        if (!request.write(chunk)) await Promise.race([once(request, 'drain'), closed])
      }
      request.end()
    }
    send().catch((error: Error) => request.destroy(error))
  })
}

export const asJson = (body: unknown, headers: OutgoingHttpHeaders = {}) => ({
  method: 'POST',
  headers: { 'content-type': 'application/json', ...headers },
  body: JSON.stringify(body),
})
