import { type Endpoint, type Envelope, errorBody } from '@nemeton/contract'
import type { z } from 'zod'
import { ApiError, unreachable } from './error.ts'
import { traceparent } from './traceparent.ts'

type Part<S extends z.ZodType, K extends string> =
  undefined extends z.input<S> ? { readonly [key in K]?: z.input<S> } : { readonly [key in K]: z.input<S> }

export type Input<E extends Endpoint> = Part<E['params'], 'params'> &
  Partial<Part<E['query'], 'query'>> &
  Part<E['body'], 'body'> & {
    readonly signal?: AbortSignal
    readonly headers?: Readonly<Record<string, string>>
  }

/** The URL of an endpoint with its parameters in place. */
export function urlOf(path: string, params: unknown, query: unknown): string {
  const values = (params ?? {}) as Record<string, unknown>
  const filled = path.replace(/:(\w+)/g, (_, name: string) => encodeURIComponent(String(values[name])))
  const search = new URLSearchParams()
  for (const [name, value] of Object.entries((query ?? {}) as Record<string, unknown>))
    if (value !== undefined && value !== null) search.append(name, String(value))
  const text = search.toString()
  return text === '' ? filled : `${filled}?${text}`
}

/** Calls an endpoint, opens its envelope and checks what is inside against the contract. */
export async function call<E extends Endpoint>(endpoint: E, input: Input<E>): Promise<z.output<E['result']>> {
  const { params, query, body, signal, headers } = input as {
    params?: unknown
    query?: unknown
    body?: unknown
    signal?: AbortSignal
    headers?: Record<string, string>
  }
  let response: Response
  try {
    response = await fetch(urlOf(endpoint.path, params, query), {
      method: endpoint.method,
      headers: {
        accept: 'application/json',
        traceparent: traceparent(),
        ...(body === undefined ? {} : { 'content-type': 'application/json' }),
        ...headers,
      },
      body: body === undefined ? undefined : JSON.stringify(body),
      signal: signal ?? null,
    })
  } catch (cause) {
    if (signal?.aborted) throw cause
    throw unreachable(cause)
  }
  const data = openEnvelope(await response.text(), response.status, response.headers.get('x-request-id'))
  const parsed = endpoint.result.safeParse(data)
  if (parsed.success) return parsed.data as z.output<E['result']>
  throw new ApiError('internal', 'The service answered in a shape that this page does not know. Reload the page.', {
    status: response.status,
    requestId: response.headers.get('x-request-id'),
    details: { endpoint: endpoint.path, issues: parsed.error.issues.slice(0, 5) },
  })
}

/** The data of an answer, or its error thrown. */
export function openEnvelope(text: string, status: number, header: string | null): unknown {
  let answer: Envelope<unknown>
  try {
    answer = JSON.parse(text) as Envelope<unknown>
  } catch (cause) {
    if (status === 502 || status === 503 || status === 504) throw unreachable(cause)
    throw new ApiError('internal', `The service answered ${status} with something that is not JSON.`, {
      status,
      requestId: header,
      cause,
    })
  }
  const requestId = answer.metadata?.requestId ?? header
  if (answer.error) {
    const known = errorBody.safeParse(answer.error)
    const { code, message, details } = known.success
      ? known.data
      : { code: 'internal' as const, message: String(answer.error.message ?? 'Unknown error'), details: answer.error }
    throw new ApiError(code, message, { status, requestId, details })
  }
  if (status >= 400) throw new ApiError('internal', `The service answered ${status}.`, { status, requestId })
  return answer.data
}
