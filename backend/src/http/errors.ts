import { type ErrorBody, type ErrorCode, ProductError } from '@nemeton/contract'
import type { FastifyError, FastifyReply, FastifyRequest } from 'fastify'
import { failure } from './envelope.ts'

const statuses: Readonly<Record<ErrorCode, number>> = {
  invalid_request: 400,
  unauthorized: 401,
  forbidden_origin: 403,
  not_found: 404,
  conflict: 409,
  checksum_mismatch: 460,
  unsupported_version: 412,
  already_ingested: 409,
  too_large: 413,
  unknown_format: 415,
  empty_file: 422,
  no_rows: 422,
  unreadable_file: 422,
  no_time_column: 422,
  too_many_columns: 422,
  invalid_plan: 422,
  invalid_query: 400,
  rate_limited: 429,
  canceled: 499,
  druid_unavailable: 502,
  druid_rejected: 400,
  druid_task_failed: 502,
  unparseable_rows: 422,
  type_clash: 422,
  too_many_time_chunks: 422,
  rows_rejected: 422,
  no_slot: 503,
  lock_lost: 409,
  out_of_memory: 502,
  disk_full: 502,
  store_denied: 502,
  input_missing: 404,
  deep_storage_failed: 502,
  worker_lost: 502,
  task_canceled: 409,
  task_forgotten: 502,
  druid_query_failed: 502,
  druid_timeout: 504,
  rows_missing: 502,
  not_queryable: 504,
  no_historical: 504,
  historicals_full: 504,
  no_load_rule: 504,
  segments_dropped: 409,
  schema_not_visible: 504,
  store_unavailable: 502,
  store_rejected: 502,
  database_unavailable: 503,
  tabular_failed: 500,
  spool_full: 503,
  not_ready: 503,
  internal: 500,
}

export const statusOf = (code: ErrorCode): number => statuses[code]

/** The parser of multipart bodies throws plain errors. */
const brokenMultipart = /^(Multipart: |Unexpected end of multipart data|Part terminated early)/

/** Foreign errors that reach the edge: those of Fastify and its plugins; anything else is ours to hide. */
export function toProductError(error: unknown): ProductError {
  if (error instanceof ProductError) return error
  const foreign = error as Partial<FastifyError>
  if (foreign.statusCode === 429)
    return new ProductError('rate_limited', 'Too many requests. Wait for the seconds that Retry-After says.', {
      cause: error,
    })
  if (foreign.statusCode === 413 || foreign.code === 'FST_REQ_FILE_TOO_LARGE')
    return new ProductError('too_large', 'The request is larger than this service takes.', { cause: error })
  if (foreign.statusCode === 415)
    return new ProductError(
      'invalid_request',
      'This content type is not taken here. Send JSON as application/json, a file as multipart/form-data.',
      { cause: error },
    )
  if (brokenMultipart.test(foreign.message ?? ''))
    return new ProductError(
      'invalid_request',
      'The multipart body cannot be read: it has no boundary or ends too early. Send it whole.',
      { cause: error },
    )
  if (foreign.statusCode !== undefined && foreign.statusCode >= 400 && foreign.statusCode < 500)
    return new ProductError('invalid_request', foreign.message ?? 'The request cannot be read.', { cause: error })
  return new ProductError('internal', 'Something went wrong here, not in your request.', { cause: error })
}

export function bodyOf(error: ProductError, requestId: string): ErrorBody {
  const message = statusOf(error.code) >= 500 ? `${error.message} (request ${requestId})` : error.message
  return error.details === undefined
    ? { code: error.code, message }
    : { code: error.code, message, details: error.details }
}

export function answerError(raw: unknown, request: FastifyRequest, reply: FastifyReply): FastifyReply {
  const error = toProductError(raw)
  const status = statusOf(error.code)
  if (status >= 500) request.log.error({ err: raw, code: error.code }, error.message)
  else request.log.info({ code: error.code, reason: error.message }, 'refused')
  const { retryAfterSeconds } = (error.details ?? {}) as { retryAfterSeconds?: number }
  if (retryAfterSeconds !== undefined) reply.header('retry-after', String(retryAfterSeconds))
  return reply.code(status).send(failure(bodyOf(error, request.id), request.id))
}
