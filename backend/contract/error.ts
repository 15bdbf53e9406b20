import { z } from 'zod'

/** The closed union of everything that can go wrong; statuses live in `http/errors.ts` alone. */
export const errorCodes = [
  // what was sent
  'invalid_request',
  'unauthorized',
  'forbidden_origin',
  'not_found',
  'conflict',
  'checksum_mismatch',
  'unsupported_version',
  'already_ingested',
  'too_large',
  'unknown_format',
  'empty_file',
  'no_rows',
  'unreadable_file',
  'no_time_column',
  'too_many_columns',
  'invalid_plan',
  'invalid_query',
  'rate_limited',
  'canceled',
  // Druid
  'druid_unavailable',
  'druid_rejected',
  'druid_task_failed',
  // why a task failed, where Druid's words tell it
  'unparseable_rows',
  'type_clash',
  'too_many_time_chunks',
  'rows_rejected',
  'no_slot',
  'lock_lost',
  'out_of_memory',
  'disk_full',
  'store_denied',
  'input_missing',
  'deep_storage_failed',
  'worker_lost',
  'task_canceled',
  'task_forgotten',
  'druid_query_failed',
  'druid_timeout',
  'rows_missing',
  'not_queryable',
  // which stage between published and queryable is stuck
  'no_historical',
  'historicals_full',
  'no_load_rule',
  'segments_dropped',
  'schema_not_visible',
  // the other parts
  'store_unavailable',
  'store_rejected',
  'database_unavailable',
  'tabular_failed',
  'spool_full',
  'not_ready',
  'internal',
] as const

export const errorCode = z.enum(errorCodes)
export type ErrorCode = z.infer<typeof errorCode>

export const errorBody = z.object({
  code: errorCode,
  /** Plain words: what is wrong, where (line, column, field) and what to do next. */
  message: z.string(),
  details: z.unknown().optional(),
})
export type ErrorBody = z.infer<typeof errorBody>

/** The one error of the product; adapters translate foreign errors into it. */
export class ProductError extends Error {
  readonly code: ErrorCode
  readonly details: unknown
  constructor(code: ErrorCode, message: string, options: { cause?: unknown; details?: unknown } = {}) {
    super(message, { cause: options.cause })
    this.name = 'ProductError'
    this.code = code
    this.details = options.details
  }
}
