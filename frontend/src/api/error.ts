import { type ErrorCode, ProductError } from '@nemeton/contract'

/** What the service answered instead of data, with the request id that its log knows. */
export class ApiError extends ProductError {
  readonly status: number
  readonly requestId: string | null
  constructor(
    code: ErrorCode,
    message: string,
    options: { status: number; requestId: string | null; details?: unknown; cause?: unknown },
  ) {
    super(code, message, { cause: options.cause, details: options.details })
    this.name = 'ApiError'
    this.status = options.status
    this.requestId = options.requestId
  }
}

export const hasCode = (error: unknown, code: ErrorCode): boolean =>
  error instanceof ProductError && error.code === code

/** What a person can do about a code, where the message itself does not say. */
const remedies: Partial<Readonly<Record<ErrorCode, string>>> = {
  forbidden_origin: 'Open Nemeton under its own address, not from another page.',
  too_large: 'Split the file or compress it with gzip.',
  unknown_format: 'Use CSV, TSV, JSON, NDJSON, Excel (.xlsx) or Parquet, plain or with gzip.',
  empty_file: 'Check the export that made the file, then upload it again.',
  no_rows: 'The file has a header and nothing below it. Check the export that made it.',
  rate_limited: 'Wait a moment, then try again.',
  druid_unavailable: 'See Health for the part that is down. What was sent is kept; try again when it is back.',
  druid_timeout: 'Choose a shorter interval or fewer rows, then try again.',
  druid_query_failed: 'Change the question, or look at the raw message below.',
  store_unavailable: 'See Health: the object store does not answer. Try again when it is back.',
  database_unavailable: 'See Health: PostgreSQL does not answer. Try again when it is back.',
  spool_full: 'The service is short of disk. Try again once running uploads are done.',
  not_ready: 'The service is still starting. This page tries again by itself.',
  internal: 'Try again. If it happens twice, report it with the request id.',
}

export interface Described {
  readonly cause: string
  readonly remedy: string | null
  readonly requestId: string | null
  readonly raw: string | null
}

/** An error as a sentence of cause, a sentence of remedy and the request id to copy. */
export function describeError(error: unknown): Described {
  if (!(error instanceof ProductError))
    return {
      cause: error instanceof Error ? error.message : 'Something went wrong on this page.',
      remedy: 'Reload the page. If it happens again, report it with the text below.',
      requestId: null,
      raw: error instanceof Error ? (error.stack ?? null) : String(error),
    }
  const requestId = error instanceof ApiError ? error.requestId : null
  return {
    cause: error.message,
    remedy: remedies[error.code] ?? null,
    requestId,
    raw: error.details === undefined ? null : JSON.stringify(error.details, null, 2),
  }
}

const unreachableMessage = 'The service does not answer.'

export const unreachable = (cause: unknown): ApiError =>
  new ApiError('not_ready', unreachableMessage, { status: 0, requestId: null, cause })

/** Nobody answered at all, as opposed to an answer that says no. */
export const isUnreachable = (error: unknown): boolean => error instanceof ApiError && error.status === 0

/** A part is away: the same call may be answered in a moment. */
export const isPassing = (error: unknown): boolean =>
  error instanceof ApiError && [0, 502, 503, 504].includes(error.status)
