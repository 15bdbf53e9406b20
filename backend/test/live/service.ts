import {
  createIngestion,
  type Endpoint,
  type ErrorBody,
  getIngestion,
  getUpload,
  type Ingestion,
  type IngestionPlan,
  type IngestionStatus,
  type Upload,
} from '@nemeton/contract'
import type { z } from 'zod'
import { type Answer, asJson, exchange } from './exchange.ts'
import { multipart, multipartHeaders, type Part } from './multipart.ts'
import { stack } from './stack.ts'
import { until } from './until.ts'

/** An answer that is no success, whole. */
export class Refused extends Error {
  readonly status: number
  readonly error: ErrorBody
  constructor({ status, json, text }: Answer) {
    super(`${status} ${text.slice(0, 500)}`)
    this.status = status
    this.error = json.error as ErrorBody
  }
}

interface Asked<E extends Endpoint> {
  readonly params?: z.infer<E['params']>
  readonly query?: z.input<E['query']>
  readonly body?: z.input<E['body']>
  readonly baseUrl?: string
  readonly headers?: Record<string, string>
}

export function urlOf(endpoint: Endpoint, { params = {}, query = {}, baseUrl = stack.baseUrl }: Asked<Endpoint>) {
  const named = params as Record<string, string>
  const path = endpoint.path.replace(/:(\w+)/g, (_, name: string) => encodeURIComponent(named[name] ?? ''))
  const search = new URLSearchParams(query as Record<string, string>).toString()
  return `${baseUrl}${path}${search && `?${search}`}`
}

/** Any answer of an endpoint, good or bad. */
export function call<E extends Endpoint>(endpoint: E, asked: Asked<E> = {}): Promise<Answer> {
  const { headers = {}, body } = asked
  const url = urlOf(endpoint, asked as Asked<Endpoint>)
  if (body === undefined) return exchange({ method: endpoint.method, url, headers })
  return exchange({ ...asJson(body, headers), method: endpoint.method, url })
}

/** What an endpoint answers, parsed by its own contract; anything but its status of success throws `Refused`. */
export async function ask<E extends Endpoint>(endpoint: E, asked: Asked<E> = {}): Promise<z.infer<E['result']>> {
  const answer = await call(endpoint, asked)
  if (answer.status !== endpoint.status) throw new Refused(answer)
  return endpoint.result.parse(answer.json.data) as z.infer<E['result']>
}

interface Sending {
  readonly id?: string
  readonly baseUrl?: string
  readonly headers?: Record<string, string>
  readonly signal?: AbortSignal
}

/** Any answer to an upload of these parts. */
export function send(parts: readonly Part[], { id, baseUrl = stack.baseUrl, headers, signal }: Sending = {}) {
  return exchange({
    method: 'POST',
    url: `${baseUrl}/api/v1/uploads${id === undefined ? '' : `?id=${id}`}`,
    headers: { ...multipartHeaders, ...headers },
    body: multipart(parts),
    ...(signal && { signal }),
  })
}

export interface File {
  readonly filename: string
  readonly content: string | Uint8Array | AsyncIterable<Uint8Array>
}

export async function upload(file: File, datasource: string, sending: Sending = {}): Promise<Upload> {
  const answer = await send([{ field: 'datasource', value: datasource }, file], sending)
  if (answer.status !== 201) throw new Refused(answer)
  return answer.json.data as Upload
}

export const untilProfiled = (id: string, withinMs = 120_000): Promise<Upload> =>
  until(
    `upload ${id} is profiled`,
    async () => {
      const found = await ask(getUpload, { params: { id } })
      return found.status === 'ready' || found.status === 'failed' ? found : null
    },
    { withinMs },
  )

interface At {
  readonly baseUrl?: string
}

export async function ingest(uploadId: string, plan?: IngestionPlan, at: At = {}): Promise<Ingestion> {
  return ask(createIngestion, { body: { uploadId, ...(plan && { plan }) }, ...at })
}

const ended: readonly IngestionStatus[] = ['queryable', 'failed', 'canceled']

export const untilEnded = (id: string, withinMs = 180_000, at: At = {}): Promise<Ingestion> =>
  until(
    `ingestion ${id} ends`,
    async () => {
      const found = await ask(getIngestion, { params: { id }, ...at })
      return ended.includes(found.status) ? found : null
    },
    { withinMs, everyMs: 200 },
  )

/** Uploads, profiles, ingests with the inferred plan, and waits for the end. */
export async function load(file: File, datasource: string): Promise<Ingestion> {
  const { id } = await upload(file, datasource)
  const profiled = await untilProfiled(id)
  if (profiled.status === 'failed') throw new Error(`not profiled: ${JSON.stringify(profiled.error)}`)
  return untilEnded((await ingest(id)).id)
}
