import { z } from 'zod'
import { endpoint } from './endpoint.ts'
import { query } from './query.ts'
import { table } from './table.ts'

export const sqlParameter = z.object({
  type: z.enum(['VARCHAR', 'BIGINT', 'DOUBLE', 'TIMESTAMP', 'BOOLEAN']),
  value: z.union([z.string(), z.number(), z.boolean(), z.null()]),
})
export type SqlParameter = z.infer<typeof sqlParameter>

/** A compiled query, as `?dryRun=true` answers it. */
export const compiledQuery = z.object({
  sql: z.string(),
  parameters: z.array(sqlParameter),
  context: z.record(z.string(), z.union([z.string(), z.number(), z.boolean()])),
})
export type CompiledQuery = z.infer<typeof compiledQuery>

/**
 * With the header `x-tile`, a name of at most 200 characters for the part of an open page that shows the answer, a newer
 * question of the same tile and client takes the place of an older one that still waits: that one is answered 499.
 * 429 with `Retry-After` when too many wait.
 */
export const runQuery = endpoint({
  method: 'POST',
  path: '/api/v1/query',
  summary: 'Compile a query, run it in Druid, answer a table; ?dryRun=true answers the SQL only',
  access: 'user',
  query: z.object({ dryRun: z.enum(['true', 'false']).default('false') }),
  body: query,
  result: z.union([table, compiledQuery]),
})

export const exportFormats = ['csv', 'ndjson', 'xlsx'] as const
export type ExportFormat = (typeof exportFormats)[number]

/**
 * The whole result of a query, without the limits that a page has: limits of splits and of raw rows are lifted. Totals
 * are left out. With `head` a CSV begins with lines `# label: text` on the question, its filter and its SQL, and NDJSON
 * with one object whose only key is `#`; the header `x-head-lines` says how many lines those are, for readers to skip.
 * A workbook has them on its last sheet. Cells that a spreadsheet would run as formulas get a `'` before them in CSV.
 */
export const exportQuery = endpoint({
  method: 'POST',
  path: '/api/v1/export',
  summary: 'Download the whole result of a query; a result that was cut short ends abnormally',
  access: 'user',
  body: z.object({ query, format: z.enum(exportFormats), head: z.boolean().default(true) }).strict(),
  result: z.unknown(),
  answer: 'stream',
})
