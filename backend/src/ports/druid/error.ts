import { type ErrorCode, ProductError } from '@nemeton/contract'

/** What Druid says, whichever of its shapes it says it in: legacy, DruidException, or plain text. */
export function explain(text: string): string {
  try {
    const body = JSON.parse(text) as { errorMessage?: unknown; error?: unknown; message?: unknown }
    const said = [body.errorMessage, body.message, body.error].find((part) => typeof part === 'string' && part !== '')
    if (typeof said === 'string') return said
  } catch {
    // plain text or a page of HTML
  }
  const plain = text
    .replace(/<[^>]*>/g, ' ')
    .replace(/\s+/g, ' ')
    .trim()
  return plain.slice(0, 2000) || 'Druid gave no reason.'
}

/** A status of Druid's as one of our errors; `about` says what was asked of it. */
export function refusal(status: number, text: string, about: 'query' | 'call'): ProductError {
  const reason = explain(text)
  const details = { status, druid: text.slice(0, 4000) }
  const make = (code: ErrorCode, message: string) => new ProductError(code, message, { details })
  if (status === 504 || /timeout|timed out/i.test(reason))
    return make('druid_timeout', `Druid ran out of time: ${reason}`)
  if (status === 429) return make('druid_unavailable', `Druid has no capacity left: ${reason}`)
  if (status === 400 || status === 403 || status === 404 || status === 501)
    return make('druid_rejected', `Druid refused: ${reason}`)
  if (status === 502 || status === 503) return make('druid_unavailable', `Druid is not ready: ${reason}`)
  // The router answers 500 while it knows no broker or no leader.
  if (
    /No default server found|No leader|leader.*not|Connection refused|Failed to (connect|get)|HttpServerInventoryView|UnknownHost|ConnectException/i.test(
      text,
    )
  )
    return make('druid_unavailable', `Druid is not ready: ${reason}`)
  return make(about === 'query' ? 'druid_query_failed' : 'druid_unavailable', `Druid failed: ${reason}`)
}

export function unreachable(error: unknown, signal: AbortSignal | undefined): ProductError {
  if (error instanceof ProductError) return error
  if (signal?.aborted)
    return signal.reason instanceof ProductError ? signal.reason : new ProductError('canceled', 'The call was stopped.')
  const { name = '', code = '' } = error as { name?: string; code?: string }
  if (name === 'TimeoutError' || code === 'UND_ERR_HEADERS_TIMEOUT' || code === 'UND_ERR_BODY_TIMEOUT')
    return new ProductError('druid_timeout', 'Druid did not answer in time.', { cause: error })
  return new ProductError('druid_unavailable', 'Druid does not answer.', { cause: error })
}
