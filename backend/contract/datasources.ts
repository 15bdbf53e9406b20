import { z } from 'zod'
import { drop } from './drops.ts'
import { endpoint } from './endpoint.ts'
import { numberFormat } from './number-format.ts'
import { columnAggregate, columnRole, columnType } from './profile.ts'
import { list } from './uploads.ts'

export const datasourceColumn = z.object({
  name: z.string(),
  type: z.union([columnType, z.literal('complex')]),
  role: columnRole,
  /** For measures. */
  aggregate: columnAggregate.optional(),
})
export type DatasourceColumn = z.infer<typeof datasourceColumn>

/** PostgreSQL keeps any sign but this one. */
const text = (most: number) =>
  z
    .string()
    .max(most)
    .refine((value) => !value.includes('\0'), 'a text has no NUL in it')

/** A measure that exploring offers, under the name that people read; rows are counted without a column. */
export const defaultMeasure = z.object({
  name: text(100).min(1),
  kind: z.enum(['count', 'sum', 'min', 'max', 'avg', 'countDistinct']),
  column: text(255).min(1).optional(),
})
export type DefaultMeasure = z.infer<typeof defaultMeasure>

const measures = z
  .array(defaultMeasure)
  .min(1)
  .max(30)
  .refine((all) => new Set(all.map(({ name }) => name)).size === all.length, 'two measures have the same name')
const formats = z.record(text(255).min(1), numberFormat)

/** Druid's table as it stands now. */
export const datasource = z.object({
  name: z.string(),
  description: z.string().nullable(),
  /** What exploring offers, in this order; null leaves it to the columns. */
  measures: measures.nullable(),
  /** How the numbers of a column are shown, by its name. */
  formats,
  rows: z.number().int(),
  bytes: z.number().int(),
  segments: z.number().int(),
  /** ISO interval from the first to the last time chunk; null while nothing is loaded. */
  interval: z.string().nullable(),
  /** Share of published segments that can be queried, 0…100. */
  availability: z.number(),
  columns: z.array(datasourceColumn),
  lastIngestion: z.object({ id: z.uuid(), status: z.string(), at: z.iso.datetime() }).nullable(),
})
export type Datasource = z.infer<typeof datasource>

export const datasourceDetail = datasource.extend({
  /** Instants of the first and the last row; null while nothing can be queried, or when Druid does not say. */
  bounds: z.object({ first: z.iso.datetime(), last: z.iso.datetime() }).nullable(),
  /** Roughly how many values each column has, by the file that was loaded last; null when that is not known. */
  valueCounts: z.record(z.string(), z.number().int()).nullable(),
})
export type DatasourceDetail = z.infer<typeof datasourceDetail>

export const datasourceParams = z.object({ name: z.string().min(1).max(255) })

export const listDatasources = endpoint({
  method: 'GET',
  path: '/api/v1/datasources',
  summary:
    'Every datasource with rows, bytes, segments, interval and availability, and those dropped that can come back',
  access: 'user',
  result: list(datasource).extend({ dropped: z.array(drop) }),
})
export const getDatasource = endpoint({
  method: 'GET',
  path: '/api/v1/datasources/:name',
  summary: 'One datasource with its columns, and when its rows begin and end',
  access: 'user',
  params: datasourceParams,
  result: datasourceDetail,
})
export const changeDatasource = endpoint({
  method: 'PATCH',
  path: '/api/v1/datasources/:name',
  summary: 'Its description, the measures that exploring offers, how numbers are shown; null takes a choice back',
  access: 'user',
  params: datasourceParams,
  body: z.object({
    description: text(2000).nullable().optional(),
    measures: measures.nullable().optional(),
    formats: formats
      .refine((value) => Object.keys(value).length <= 200, 'at most 200 columns have a format')
      .nullable()
      .optional(),
  }),
  result: datasourceDetail,
})

/** One time chunk, or several next to one another where they were grouped. */
export const timeChunk = z.object({
  /** ISO interval. */
  interval: z.string(),
  segments: z.number().int(),
  /** Rows as they are stored; those of segments that nobody has loaded yet are not known and not counted. */
  rows: z.number().int(),
  bytes: z.number().int(),
  /** Segments that can be queried. */
  available: z.number().int(),
})
export type TimeChunk = z.infer<typeof timeChunk>

export const getTimeline = endpoint({
  method: 'GET',
  path: '/api/v1/datasources/:name/timeline',
  summary: 'Its time chunks with rows, bytes and availability; grouped when there are more than a thousand',
  access: 'user',
  params: datasourceParams,
  result: z.object({
    chunks: z.array(timeChunk),
    /** By what chunks were put together; null when each stands for itself. */
    grouped: z.enum(['day', 'month', 'year']).nullable(),
    /** False when even so there were too many, and the latest are missing. */
    complete: z.boolean(),
  }),
})
