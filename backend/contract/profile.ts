import { z } from 'zod'

export const fileFormat = z.enum(['csv', 'ndjson', 'json', 'xlsx', 'parquet'])
export type FileFormat = z.infer<typeof fileFormat>

export const compression = z.enum(['none', 'gzip', 'zstd'])
export type Compression = z.infer<typeof compression>

export const columnType = z.enum(['string', 'long', 'double', 'boolean', 'timestamp'])
export type ColumnType = z.infer<typeof columnType>

export const columnRole = z.enum(['time', 'dimension', 'measure'])
export type ColumnRole = z.infer<typeof columnRole>

/** How a measure is put together: what is averaged is never added up. */
export const columnAggregate = z.enum(['sum', 'average'])
export type ColumnAggregate = z.infer<typeof columnAggregate>

/** How delimited text is written. `quote` and `escape` are characters or null; `escape` is `"` where quotes are doubled. */
export const dialect = z.object({
  delimiter: z.string(),
  quote: z.string().nullable(),
  escape: z.string().nullable(),
  headerRows: z.number().int().min(0),
  preambleRows: z.number().int().min(0),
  /** Totals and notes below the table. */
  footerRows: z.number().int().min(0).optional(),
  /** What lines begin with that stand between the rows and are no rows. */
  comment: z.string().optional(),
  lineEnding: z.enum(['\n', '\r\n', '\r', 'mixed']),
  decimalSeparator: z.enum(['.', ',']),
})
export type Dialect = z.infer<typeof dialect>

export const columnProfile = z.object({
  /** The name as it stands in the file; a repeated one has a number behind it, a blank one is called for its place. */
  name: z.string(),
  /** The name it gets in Druid. */
  as: z.string(),
  type: columnType,
  role: columnRole,
  /** For measures. */
  aggregate: columnAggregate.optional(),
  /** One sentence: why this type and role. */
  reason: z.string(),
  /** Rows of the whole file without a value. */
  nulls: z.number().int(),
  /** Distinct values: exact up to 10,000, beyond that approximate. */
  distinct: z.number().int(),
  distinctError: z.number().optional(),
  min: z.union([z.string(), z.number()]).nullable(),
  max: z.union([z.string(), z.number()]).nullable(),
  mean: z.number().nullable(),
  sum: z.number().nullable(),
  top: z.array(z.object({ value: z.string(), count: z.number().int() })),
  /** Equal-width buckets between min and max; empty for text. */
  histogram: z.array(z.object({ from: z.number(), to: z.number(), count: z.number().int() })),
  /** For timestamps: a Joda pattern, `iso`, `millis`, `posix`, `auto`… */
  format: z.string().optional(),
  /** More than one reading fits the whole file, for example day-first and month-first. */
  ambiguous: z.boolean().optional(),
  /** Spellings that were read as "no value". */
  nullTokens: z.array(z.string()),
  /** Times before 1900 or after 2199, if any: how many, and the ends of the others. */
  far: z
    .object({ rows: z.number().int(), min: z.iso.datetime().nullable(), max: z.iso.datetime().nullable() })
    .optional(),
})
export type ColumnProfile = z.infer<typeof columnProfile>

/** The time of day, where it stands in another column than the date: it is read behind the date, after a space. */
export const timeClock = z.object({ column: z.string(), format: z.string() })
export type TimeClock = z.infer<typeof timeClock>

export const timeCandidate = z.object({
  column: z.string(),
  format: z.string(),
  clock: timeClock.optional(),
  /** Share of non-null values that parse, 0…1. */
  parseRate: z.number(),
  reason: z.string(),
})

export type TimeCandidate = z.infer<typeof timeCandidate>

export const timeProfile = z.object({
  column: z.string(),
  format: z.string(),
  clock: timeClock.optional(),
  /** IANA zone in which zoneless stamps are read. */
  timezone: z.string(),
  min: z.iso.datetime(),
  max: z.iso.datetime(),
  parsed: z.number().int(),
  failed: z.number().int(),
  /** 0…1 */
  confidence: z.number(),
  ambiguous: z.boolean().optional(),
  reason: z.string(),
  candidates: z.array(timeCandidate),
})
export type TimeProfile = z.infer<typeof timeProfile>

export const profileWarning = z.object({
  code: z.string(),
  message: z.string(),
  line: z.number().int().optional(),
  column: z.string().optional(),
})
export type ProfileWarning = z.infer<typeof profileWarning>

/** What the bytes contain, over the whole file. */
export const profile = z.object({
  format: fileFormat,
  compression,
  dialect: dialect.nullable(),
  /** 0…1: how far the dialect stands above the next best reading of the text. */
  dialectConfidence: z.number().min(0).max(1).optional(),
  /** The next best reading, with another delimiter; null when no other makes sense. */
  dialectRunnerUp: dialect.pick({ delimiter: true, quote: true, escape: true }).nullable().optional(),
  /** IANA name. */
  encoding: z.string(),
  /** Data rows in the whole file, the ones that cannot be read included. */
  rows: z.number().int(),
  columns: z.array(columnProfile),
  time: timeProfile.nullable(),
  warnings: z.array(profileWarning),
  sheet: z.string().optional(),
  sheets: z.array(z.string()).optional(),
})
export type Profile = z.infer<typeof profile>
