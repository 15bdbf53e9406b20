import { createResumable } from '@nemeton/contract'
import type { DetailedError, PreviousUpload, Upload, UploadOptions } from 'tus-js-client'
import { openEnvelope } from './call.ts'
import { unreachable } from './error.ts'
import type { Send, SendingEvents } from './sending.ts'
import { traceparent } from './traceparent.ts'

const endpoint = createResumable.path
const partBytes = 5 * 1024 ** 2
/**
 * One request's share of a file: a browser that lost a connection may send a whole request once more by itself. Whole
 * parts of the service's store, so that the end of a request leaves no rest.
 */
const chunkBytes = (size: number): number => Math.max(1, Math.ceil(size / 64 / partBytes)) * partBytes
/** An hour of trying; it begins anew with each byte that got through. */
const retryDelays = [200, 500, 1000, 2000, 4000, 8000, ...Array.from({ length: 360 }, () => 10_000)]

const load = () => import('tus-js-client')
const isOf = (id: string) => (previous: PreviousUpload) => previous.metadata.id === id

/** The id under which this browser began to send the same file and did not end. */
export async function findUnfinished(file: File): Promise<string | null> {
  const tus = await load()
  const found = await new tus.Upload(file, { endpoint }).findPreviousUploads()
  return found.at(-1)?.metadata.id ?? null
}

/** This browser will not go on with it. */
export async function forgetUnfinished(id: string): Promise<void> {
  const { urlStorage } = (await load()).defaultOptions
  for (const previous of (await urlStorage.findAllUploads()).filter(isOf(id)))
    await urlStorage.removeUpload(previous.urlStorageKey)
}

/** A file in as many requests as it takes: after a lost connection it goes on where the service stands. */
export const sendResumable: Send = (id, file, events) => {
  let upload: Upload | null = null
  let stopped = false
  const begin = async () => {
    const tus = await load()
    const options = optionsOf(id, file, events, () => upload)
    const made = new tus.Upload(file, options)
    const previous = (await made.findPreviousUploads()).filter(isOf(id)).at(-1)
    if (stopped) return
    upload = made
    if (previous) made.resumeFromPreviousUpload(previous)
    made.start()
  }
  begin().catch((error: unknown) => stopped || events.onFailed(error))
  return {
    stop: () => {
      stopped = true
      void upload?.abort().catch(() => {})
    },
  }
}

function optionsOf(
  id: string,
  file: File,
  { onSent, onStoring, onLost, onStored, onFailed }: SendingEvents,
  upload: () => Upload | null,
): UploadOptions {
  let begunAnew = false
  return {
    endpoint,
    metadata: { id, filename: file.name },
    headers: { traceparent: traceparent() },
    chunkSize: chunkBytes(file.size),
    retryDelays,
    removeFingerprintOnSuccess: true,
    onProgress: (sent, total) => {
      onSent(sent)
      if (sent === total) onStoring()
    },
    // Known by its address it is asked for there alone: else an answer of 503 would begin it from the first byte.
    onUploadUrlAvailable: () => setEndpoint(upload(), null),
    onShouldRetry: (error) => {
      if (!isPassing(statusOf(error))) return false
      onLost(errorOf(error))
      return true
    },
    onSuccess: onStored,
    onError: (error) => {
      const own = upload()
      if (own && statusOf(error) === 404 && !begunAnew) {
        begunAnew = true
        own.url = null
        setEndpoint(own, endpoint)
        own.start()
        return
      }
      if (statusOf(error) >= 400 && !isPassing(statusOf(error))) void forgetUnfinished(id).catch(() => {})
      onFailed(errorOf(error))
    },
  }
}

function setEndpoint(upload: Upload | null, to: string | null): void {
  if (upload) upload.options.endpoint = to
}

const responseOf = (error: Error | DetailedError) => ('originalResponse' in error ? error.originalResponse : null)
const statusOf = (error: Error | DetailedError): number => responseOf(error)?.getStatus() ?? 0
/** Nobody answered, another request was in the way, or a part is away: the bytes that were kept are kept. */
const isPassing = (status: number): boolean => [0, 408, 409, 423, 429, 499].includes(status) || status >= 500

function errorOf(error: Error | DetailedError): unknown {
  const response = responseOf(error)
  if (!response) return 'originalRequest' in error ? unreachable(error) : error
  try {
    openEnvelope(response.getBody(), response.getStatus(), response.getHeader('x-request-id') ?? null)
    return error
  } catch (known) {
    return known
  }
}
