import type { Endpoint } from '@nemeton/contract'
import { openEnvelope } from './call.ts'
import { ApiError, unreachable } from './error.ts'
import { traceparent } from './traceparent.ts'

/** A whole file from an endpoint that answers with a stream; one that was cut short is an error, never a short file. */
export async function downloadFile(
  endpoint: Endpoint,
  body: unknown,
  fallback: string,
  signal: AbortSignal,
): Promise<void> {
  let response: Response
  try {
    response = await fetch(endpoint.path, {
      method: endpoint.method,
      headers: {
        traceparent: traceparent(),
        ...(body === undefined ? {} : { 'content-type': 'application/json' }),
      },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
      signal,
    })
  } catch (cause) {
    throw signal.aborted ? cause : unreachable(cause)
  }
  const requestId = response.headers.get('x-request-id')
  if (!response.ok) openEnvelope(await response.text(), response.status, requestId)
  const content = await response.blob().catch((cause: unknown) => {
    if (signal.aborted) throw cause
    throw new ApiError('internal', 'The file was cut short on its way, so it was not kept. Try again.', {
      status: response.status,
      requestId,
      cause,
    })
  })
  save(content, nameIn(response.headers.get('content-disposition')) ?? fallback)
}

/** The file name that a `content-disposition` says. */
export function nameIn(header: string | null): string | null {
  const [, encoded] = /filename\*=UTF-8''([^;]+)/i.exec(header ?? '') ?? []
  if (encoded !== undefined) return decodeURIComponent(encoded)
  const [, quoted, plain] = /filename=(?:"([^"]*)"|([^;]+))/i.exec(header ?? '') ?? []
  return quoted ?? plain?.trim() ?? null
}

/** Into the person's downloads. */
export function save(content: Blob, name: string): void {
  const link = document.createElement('a')
  link.href = URL.createObjectURL(content)
  link.download = name
  link.click()
  // the browser has to have begun to read it
  setTimeout(() => URL.revokeObjectURL(link.href), 60_000)
}
