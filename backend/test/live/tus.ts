import { appendResumable, createResumable, endResumable, resumableOffset } from '@nemeton/contract'
import { type Answer, exchange } from './exchange.ts'
import { Refused, urlOf } from './service.ts'
import { stack } from './stack.ts'

/** The tus protocol spoken by hand, so that each word of it can be wrong. */
export const tus = { 'tus-resumable': '1.0.0' }
export const bytesType = { 'content-type': 'application/offset+octet-stream' }

export const metadataOf = (fields: Readonly<Record<string, string>>): string =>
  Object.entries(fields)
    .map(([key, value]) => `${key} ${Buffer.from(value).toString('base64')}`)
    .join(',')

export function begin(
  length: number,
  fields: Readonly<Record<string, string>>,
  { baseUrl = stack.baseUrl, headers = {}, body }: { baseUrl?: string; headers?: object; body?: Uint8Array } = {},
): Promise<Answer> {
  const wanted = { ...tus, 'upload-length': String(length), 'upload-metadata': metadataOf(fields), ...headers }
  return exchange({ method: 'POST', url: urlOf(createResumable, { baseUrl }), headers: wanted, ...(body && { body }) })
}

/** The id of a new upload. */
export async function begun(...asked: Parameters<typeof begin>): Promise<string> {
  const answer = await begin(...asked)
  if (answer.status !== 201) throw new Refused(answer)
  return String(answer.headers.location).split('/').at(-1) as string
}

export const head = (id: string, baseUrl = stack.baseUrl): Promise<Answer> =>
  exchange({ method: 'HEAD', url: urlOf(resumableOffset, { params: { id }, baseUrl }), headers: tus })

export async function offsetOf(id: string, baseUrl = stack.baseUrl): Promise<number> {
  const answer = await head(id, baseUrl)
  if (answer.status !== 200) throw new Refused(answer)
  return Number(answer.headers['upload-offset'])
}

export const append = (
  id: string,
  offset: number,
  body: Uint8Array | AsyncIterable<Uint8Array>,
  { baseUrl = stack.baseUrl, headers = {}, signal }: { baseUrl?: string; headers?: object; signal?: AbortSignal } = {},
): Promise<Answer> =>
  exchange({
    method: 'PATCH',
    url: urlOf(appendResumable, { params: { id }, baseUrl }),
    headers: {
      ...tus,
      ...bytesType,
      'upload-offset': String(offset),
      ...(body instanceof Uint8Array ? { 'content-length': body.length } : {}),
      ...headers,
    },
    body,
    ...(signal && { signal }),
  })

export const end = (id: string): Promise<Answer> =>
  exchange({ method: 'DELETE', url: urlOf(endResumable, { params: { id } }), headers: tus })

/** Sends all of it, asking for the offset after each connection that broke. */
export async function sendAll(id: string, content: Uint8Array, baseUrl: string): Promise<void> {
  for (let tries = 0; tries < 20; tries++) {
    const offset = await offsetOf(id, baseUrl).catch(() => null)
    if (offset === content.length) return
    if (offset === null) continue
    const answer = await append(id, offset, content.subarray(offset), { baseUrl }).catch(() => null)
    if (answer !== null && answer.status !== 204) throw new Refused(answer)
  }
  throw new Error('not sent after twenty tries')
}
