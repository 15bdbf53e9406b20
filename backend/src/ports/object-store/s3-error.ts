import { S3ServiceException } from '@aws-sdk/client-s3'
import { ProductError } from '@nemeton/contract'
import pRetry, { AbortError } from 'p-retry'

export const canceled = (signal: AbortSignal): ProductError =>
  signal.reason instanceof ProductError ? signal.reason : new ProductError('canceled', 'The transfer was stopped.')

/** The SDK retries what was refused with 5xx or throttled; this adds connections that could not be made. */
export async function asked<T>(call: () => Promise<T>, key?: string): Promise<T> {
  try {
    return await pRetry(
      () =>
        call().catch((error: unknown) => {
          throw error instanceof S3ServiceException ? new AbortError(error) : error
        }),
      { retries: 1, minTimeout: 200 },
    )
  } catch (error) {
    throw translate(error, key)
  }
}

export function translate(error: unknown, key?: string): ProductError {
  if (error instanceof ProductError) return error
  if (error instanceof S3ServiceException) {
    const status = error.$metadata.httpStatusCode ?? 500
    if (status === 404 && key)
      return new ProductError('not_found', `The object store has no object ${key}.`, { cause: error })
    if (status < 500)
      return new ProductError(
        'store_rejected',
        `The object store refused the call: ${error.name}. Check its credentials and bucket.`,
        {
          cause: error,
        },
      )
  }
  return new ProductError('store_unavailable', 'The object store does not answer. Try again shortly.', { cause: error })
}
