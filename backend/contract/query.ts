import { z } from 'zod'

/** Half-open ISO range `start/end` on `__time`. */
export const interval = z
  .string()
  .regex(/^[^/]+\/[^/]+$/, 'an interval is written start/end')
  .refine((value) => {
    const [start, end] = value.split('/').map((part) => Date.parse(part))
    return start !== undefined && end !== undefined && start < end
  }, 'both ends of an interval are ISO-8601 instants and the start is before the end')

/** ISO-8601 period such as PT1H, P1D, P1M. */
export const period = z
  .string()
  .regex(
    /^P(?=\d|T\d)(\d+Y)?(\d+M)?(\d+W)?(\d+D)?(T(?=\d)(\d+H)?(\d+M)?(\d+S)?)?$/,
    'an ISO-8601 period such as PT1H, P1D or P1M',
  )

export type Filter =
  | { readonly kind: 'and' | 'or'; readonly filters: readonly Filter[] }
  | { readonly kind: 'not'; readonly filter: Filter }
  | {
      readonly kind: 'values'
      readonly column: string
      readonly values: readonly (string | number | null)[]
      readonly exclude?: boolean
    }
  | { readonly kind: 'contains'; readonly column: string; readonly text: string; readonly caseSensitive?: boolean }
  | { readonly kind: 'regexp'; readonly column: string; readonly pattern: string }
  | {
      readonly kind: 'numberRange'
      readonly column: string
      readonly from?: number | null
      readonly to?: number | null
    }
  | { readonly kind: 'timeInterval'; readonly column: string; readonly interval: string }
  | { readonly kind: 'timeRelative'; readonly column: string; readonly last: string; readonly to: string }
  | { readonly kind: 'isNull'; readonly column: string }

const column = z.string().min(1).max(255)

/** A boolean tree. In `values`, null stands for "no value". `from` is included, `to` is not. */
export const filter: z.ZodType<Filter> = z.lazy(() =>
  z.discriminatedUnion('kind', [
    z.object({ kind: z.enum(['and', 'or']), filters: z.array(filter).max(100) }),
    z.object({ kind: z.literal('not'), filter }),
    z.object({
      kind: z.literal('values'),
      column,
      values: z.array(z.union([z.string(), z.number(), z.null()])).max(1000),
      exclude: z.boolean().optional(),
    }),
    z.object({
      kind: z.literal('contains'),
      column,
      text: z.string().max(1000),
      caseSensitive: z.boolean().optional(),
    }),
    z.object({ kind: z.literal('regexp'), column, pattern: z.string().max(1000) }),
    z.object({ kind: z.literal('numberRange'), column, from: z.number().nullish(), to: z.number().nullish() }),
    z.object({ kind: z.literal('timeInterval'), column, interval }),
    z.object({ kind: z.literal('timeRelative'), column, last: period, to: z.iso.datetime() }),
    z.object({ kind: z.literal('isNull'), column }),
  ]),
)

export const bucket = z.union([z.object({ granularity: period }), z.object({ size: z.number().positive() })])

export const split = z.object({
  column,
  bucket: bucket.optional(),
  /** No value is less than any other: it comes first ascending, last descending. */
  orderBy: z
    .object({
      measure: z.string().optional(),
      column: z.string().optional(),
      direction: z.enum(['ascending', 'descending']),
      /** Of a compared measure: its value now (the default), the difference to before, or that in parts of before. */
      by: z.enum(['value', 'delta', 'percent']).optional(),
    })
    .optional(),
  /** Holds for each combination of the values of the splits before. */
  limit: z.number().int().min(1).max(100_000).default(50),
  /** One more row for all values beyond the limit: its cell is null, and the table's `others` names the row. */
  other: z.boolean().optional(),
})
export type Split = z.infer<typeof split>

export const measure = z.object({
  name: z.string().min(1).max(255),
  kind: z.enum(['count', 'sum', 'min', 'max', 'avg', 'countDistinct', 'quantile', 'formula']),
  column: z.string().optional(),
  filter: filter.optional(),
  exact: z.boolean().optional(),
  /** Of a quantile: 0 is the least value, 0.5 the median, 1 the greatest. */
  fraction: z.number().min(0).max(1).optional(),
  /** Arithmetic over other measures of the query by their names, in square brackets where a name is no plain word. */
  formula: z.string().min(1).max(1000).optional(),
  /**
   * As a share, 0 to 1, of the same measure over everything, or over the values of the splits before the last. Shares
   * are ordered as the measure itself is; a formula cannot take one.
   */
  of: z.enum(['total', 'parent']).optional(),
})
export type Measure = z.infer<typeof measure>

/** A question to one datasource. Compiled to SQL with bound values; `interval` bounds `__time` always. */
export const query = z
  .object({
    datasource: z.string().min(1).max(255),
    interval: interval.optional(),
    relative: z.object({ last: period, to: z.iso.datetime() }).optional(),
    /** IANA zone in which time buckets begin. */
    timezone: z.string().default('Etc/UTC'),
    filter: filter.optional(),
    splits: z.array(split).max(4).default([]),
    measures: z.array(measure).max(50).default([]),
    /**
     * The same question that long ago beside it: each measure becomes four columns (see `tableColumn.value`). The
     * interval moves back by the calendar of the zone; a row before stands in the bucket of `__time` where its own time,
     * moved forward again, lies (31 January by P1M: the last day of February). A count or a sum over nothing is 0 on
     * either side, but where nothing is loaded of the whole interval before, what was before is null.
     */
    compare: z.object({ shift: period }).optional(),
    totals: z.boolean().optional(),
    /** Rows as they are stored, newest first; splits, measures, totals and comparison do not apply to them. */
    raw: z
      .object({
        columns: z.array(column).min(1).max(200),
        limit: z.number().int().min(1).max(10_000),
        /** Only rows earlier than this instant. */
        before: z.iso.datetime().optional(),
        /**
         * Without so many rows at the beginning. To go through all rows give 0 first, and then `before` and `skip` as the
         * `next` of the table before says: rows that share an instant are then neither lost nor doubled.
         */
        skip: z.number().int().min(0).max(10_000_000).optional(),
      })
      .optional(),
  })
  .refine((value) => value.interval !== undefined || value.relative !== undefined, {
    message: 'a query needs an interval or a relative time',
    path: ['interval'],
  })
  .refine((value) => value.raw !== undefined || value.measures.length > 0, {
    message: 'a query needs at least one measure, or raw',
    path: ['measures'],
  })
export type Query = z.infer<typeof query>
