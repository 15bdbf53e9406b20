import { type ErrorCode, ProductError } from '@nemeton/contract'
import { readError } from './error-body.ts'
import { faultOfQuery } from './query-fault.ts'

/** 500 is also the router's answer while it knows no broker or no leader, and the broker's when another went away. */
const absences = [
  /No default server found|No leader|leader.*not|Connection refused|Failed to (connect|get)|HttpServerInventoryView/i,
  /UnknownHost|ConnectException|ChannelException|Faulty channel|Channel (disconnected|closed)|Connection reset/i,
  /couldn't fulfill request|ServiceNotAvailable|Service .* is not available/i,
]

/** A status of Druid's as one of our errors; `about` says what was asked of it. */
export function refusal(status: number, text: string, about: 'query' | 'call'): ProductError {
  const said = readError(text)
  const { reason, category } = said
  const details = { status, druid: text.slice(0, 4000) }
  const make = (code: ErrorCode, message: string) => new ProductError(code, message, { details })
  if (status === 400 || status === 403 || status === 404 || status === 501)
    return make('druid_rejected', `Druid refused: ${reason}`)
  const fault = about === 'query' && status === 500 ? faultOfQuery(said) : null
  if (fault !== null) return make('invalid_query', fault)
  if (status === 504 || category === 'TIMEOUT' || /timeout|timed out/i.test(reason))
    return make('druid_timeout', `Druid ran out of time: ${reason}`)
  if (status === 429) return make('druid_unavailable', `Druid has no capacity left: ${reason}`)
  if (status === 502 || status === 503 || absences.some((pattern) => pattern.test(text)))
    return make('druid_unavailable', `Druid is not ready: ${reason}`)
  return make(about === 'query' ? 'druid_query_failed' : 'druid_unavailable', `Druid failed: ${reason}`)
}

export function unreachable(error: unknown, signal: AbortSignal | undefined): ProductError {
  if (error instanceof ProductError) return error
  const { name = '', code = '' } = error as { name?: string; code?: string }
  const isLate = isTimeout(signal?.reason)
  if (signal?.aborted && !isLate)
    return signal.reason instanceof ProductError ? signal.reason : new ProductError('canceled', 'The call was stopped.')
  if (isLate || name === 'TimeoutError' || code === 'UND_ERR_HEADERS_TIMEOUT' || code === 'UND_ERR_BODY_TIMEOUT')
    return new ProductError('druid_timeout', 'Druid did not answer in time.', { cause: error })
  return new ProductError('druid_unavailable', 'Druid does not answer.', { cause: error })
}

/** A caller that gave so much time and no more has not left. */
const isTimeout = (reason: unknown): boolean => reason instanceof DOMException && reason.name === 'TimeoutError'
