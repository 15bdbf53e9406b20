import type { Envelope, ErrorBody } from '@nemeton/contract'

export const success = <T>(data: T, requestId: string): Envelope<T> => ({ data, error: null, metadata: { requestId } })

export const failure = (error: ErrorBody, requestId: string): Envelope<never> => ({
  data: null,
  error,
  metadata: { requestId },
})
