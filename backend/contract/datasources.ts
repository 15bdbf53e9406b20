import { z } from 'zod'
import { endpoint } from './endpoint.ts'
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

/** Druid's table as it stands now. */
export const datasource = z.object({
  name: z.string(),
  description: z.string().nullable(),
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

export const listDatasources = endpoint({
  method: 'GET',
  path: '/api/v1/datasources',
  summary: 'Every datasource with rows, bytes, segments, interval and availability',
  access: 'user',
  result: list(datasource),
})
export const getDatasource = endpoint({
  method: 'GET',
  path: '/api/v1/datasources/:name',
  summary: 'One datasource with its columns',
  access: 'user',
  params: z.object({ name: z.string().min(1).max(255) }),
  result: datasource,
})
