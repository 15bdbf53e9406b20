import { z } from 'zod'
import { columnAggregate, columnRole, columnType, timeClock } from './profile.ts'

/** Druid's granularities that a plan may name; `all` puts everything into one time chunk. */
export const granularity = z.enum([
  'none',
  'second',
  'minute',
  'five_minute',
  'ten_minute',
  'fifteen_minute',
  'thirty_minute',
  'hour',
  'six_hour',
  'eight_hour',
  'day',
  'week',
  'month',
  'quarter',
  'year',
  'all',
])
export type Granularity = z.infer<typeof granularity>

/** `append`: beside what is there; `replace`: empties the plan's intervals and puts the file there; `overwrite`: the whole datasource. */
export const ingestionMode = z.enum(['append', 'replace', 'overwrite'])
export type IngestionMode = z.infer<typeof ingestionMode>

/** What Druid accepts as a datasource's name here: no slash, no control character, no leading dot. */
export const datasourceName = z
  .string()
  .min(1, 'a datasource needs a name')
  .max(255)
  .regex(
    /^[\p{L}\p{N}_][\p{L}\p{N}_.-]*$/u,
    'use letters, digits, "_", "-" or ".", and begin with a letter, a digit or "_"',
  )

export const planColumn = z.object({
  name: z.string(),
  as: z.string().min(1).max(255),
  type: columnType,
  role: columnRole,
  /** For measures; where it is not known they are summed. */
  aggregate: columnAggregate.optional(),
  include: z.boolean(),
  /** Timestamp format as in the profile, for timestamps only. */
  format: z.string().optional(),
  reason: z.string(),
})
export type PlanColumn = z.infer<typeof planColumn>

export const planMetric = z.object({
  name: z.string().min(1),
  kind: z.enum(['count', 'sum', 'min', 'max', 'hll', 'theta', 'quantiles']),
  column: z.string().optional(),
  type: z.enum(['long', 'double']).optional(),
})
export type PlanMetric = z.infer<typeof planMetric>

/** Where `__time` comes from: a column, or one fixed instant for files without time. */
export const planTime = z.discriminatedUnion('kind', [
  z.object({
    kind: z.literal('column'),
    column: z.string(),
    format: z.string(),
    clock: timeClock.optional(),
    timezone: z.string(),
    min: z.iso.datetime(),
    max: z.iso.datetime(),
    reason: z.string(),
  }),
  z.object({ kind: z.literal('fixed'), instant: z.iso.datetime(), reason: z.string() }),
])
export type PlanTime = z.infer<typeof planTime>

/** What might be better for some uses; nobody is made to follow it. */
export const planSuggestion = z.object({
  kind: z.enum(['rollup', 'sketch']),
  /** The column it is about, by its name in the file. */
  column: z.string().optional(),
  message: z.string(),
  /** The changes that would follow it, where changes of a plan can. */
  changes: z.object({ rollup: z.boolean(), queryGranularity: granularity }).optional(),
})
export type PlanSuggestion = z.infer<typeof planSuggestion>

/** What the person agreed to. Pure data; the spec is built from it. */
export const ingestionPlan = z.object({
  datasource: datasourceName,
  mode: ingestionMode,
  /** Null when the file has no time column and nobody has chosen an instant yet: such a plan cannot be submitted. */
  time: planTime.nullable(),
  columns: z.array(planColumn).min(1).max(2000),
  segmentGranularity: granularity,
  queryGranularity: granularity,
  rollup: z.boolean(),
  metrics: z.array(planMetric),
  onBadRows: z.enum(['reject', 'fail']),
  maxRejectedRows: z.number().int().min(0).nullable(),
  /** The sheet of a workbook that the columns are of. */
  sheet: z.string().optional(),
  suggestions: z.array(planSuggestion).optional(),
  /** Why each choice was made, by the name of the field. */
  reasons: z.record(z.string(), z.string()),
})
export type IngestionPlan = z.infer<typeof ingestionPlan>

/** What a person may change of the inferred plan; columns are matched by their name in the file. */
export const planChanges = z.object({
  datasource: datasourceName.optional(),
  mode: ingestionMode.optional(),
  time: z
    .union([
      z.object({
        kind: z.literal('column'),
        column: z.string(),
        format: z.string().optional(),
        /** Null for the date alone; left out, what the plan has for this column stays. */
        clock: timeClock.nullable().optional(),
        timezone: z.string().optional(),
      }),
      z.object({ kind: z.literal('fixed'), instant: z.iso.datetime() }),
    ])
    .optional(),
  columns: z
    .array(
      z.object({
        name: z.string(),
        as: z.string().min(1).max(255).optional(),
        type: columnType.optional(),
        role: columnRole.optional(),
        include: z.boolean().optional(),
      }),
    )
    .optional(),
  segmentGranularity: granularity.optional(),
  queryGranularity: granularity.optional(),
  rollup: z.boolean().optional(),
  metrics: z.array(planMetric).optional(),
  onBadRows: z.enum(['reject', 'fail']).optional(),
  maxRejectedRows: z.number().int().min(0).nullable().optional(),
})
export type PlanChanges = z.infer<typeof planChanges>

const storedType = z.union([columnType, z.literal('complex')]).nullable()

/** Where a plan and the datasource that exists already do not agree; it can be submitted all the same. */
export const planClash = z.object({
  /** `type`: the two types are not one; `new`: not there yet; `missing`: there, and not in the plan. */
  kind: z.enum(['type', 'new', 'missing']),
  /** Its name in Druid. */
  column: z.string(),
  /** Null for a new one. */
  existingType: storedType,
  /** Null for a missing one. */
  planType: storedType,
  message: z.string(),
})
export type PlanClash = z.infer<typeof planClash>

/** The JSON that Druid takes. */
export const ingestionSpec = z.record(z.string(), z.unknown())
export type IngestionSpec = z.infer<typeof ingestionSpec>
