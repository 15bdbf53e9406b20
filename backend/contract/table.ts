import { z } from 'zod'

export const tableColumn = z.object({
  name: z.string(),
  type: z.enum(['string', 'long', 'double', 'boolean', 'timestamp', 'complex']),
  /** With a comparison: the measure that the column is of. Its name is the measure's, then ` before`, ` change`, ` percent`. */
  measure: z.string().optional(),
  /** `percent` is the change in parts of the size of what was before, null where that was nothing or zero. */
  value: z.enum(['now', 'before', 'delta', 'percent']).optional(),
})
export type TableColumn = z.infer<typeof tableColumn>

/** One cell. Timestamps are ISO-8601 UTC text; a long beyond 2^53 arrives as text so that no digit is lost. */
export type Cell = string | number | boolean | null
export type Row = readonly Cell[]

/** A result: columns and rows of the same width. Rows are checked for being a list only: parsing each cell would block. */
export const table = z.object({
  columns: z.array(tableColumn),
  rows: z.custom<Row[]>(Array.isArray),
  /** One row of totals over everything the filter lets through, in column order; null where a total has no meaning. */
  totals: z.custom<Row>(Array.isArray).optional(),
  /** Rows whose cell in a split (by its place, 0 the first) stands for all values beyond that split's limit. */
  others: z.array(z.object({ row: z.number().int(), split: z.number().int() })).optional(),
  /** Where the next page of raw rows begins, when `skip` was given and there is one. */
  next: z.object({ before: z.iso.datetime(), skip: z.number().int() }).optional(),
  /** Names of the columns whose values are approximate (sketches, TopN). */
  approximate: z.array(z.string()),
  /** False when a limit cut the result. */
  complete: z.boolean(),
  queryId: z.string(),
  elapsedMs: z.number(),
  cached: z.boolean(),
})
export type Table = z.infer<typeof table>
