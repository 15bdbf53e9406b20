import type { Envelope, ErrorBody } from '@nemeton/contract'

export const success = <T>(data: T, requestId: string): Envelope<T> => ({ data, error: null, metadata: { requestId } })

/** The same of data that is JSON already. */
export const successOf = (json: Uint8Array, requestId: string): Buffer =>
  Buffer.concat([
    Buffer.from('{"data":'),
    json,
    Buffer.from(`,"error":null,"metadata":${JSON.stringify({ requestId })}}`),
  ])

export const failure = (error: ErrorBody, requestId: string): Envelope<never> => ({
  data: null,
  error,
  metadata: { requestId },
})
