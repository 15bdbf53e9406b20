import { z } from 'zod'
import { endpoint } from './endpoint.ts'
import { list } from './uploads.ts'

/** `killed`: Druid has deleted the segments for good. The two in `-ing` last longer only after a crash, and can be asked for again. */
export const dropStatus = z.enum(['dropping', 'dropped', 'restoring', 'restored', 'killed'])
export type DropStatus = z.infer<typeof dropStatus>

/** A datasource's rows taken out of Druid, with what is needed to bring them back. */
export const drop = z.object({
  id: z.uuid(),
  datasource: z.string(),
  status: dropStatus,
  /** What went: rows that could be queried, their segments and bytes, and the ISO interval from the first to the last. */
  rows: z.number().int(),
  bytes: z.number().int(),
  segments: z.number().int(),
  interval: z.string().nullable(),
  at: z.iso.datetime(),
  restoredAt: z.iso.datetime().nullable(),
})
export type Drop = z.infer<typeof drop>

const params = z.object({ name: z.string().min(1).max(255) })

export const dropDatasource = endpoint({
  method: 'DELETE',
  path: '/api/v1/datasources/:name',
  summary: 'Mark all its segments unused; they can be brought back until Druid kills them',
  access: 'user',
  params,
  result: drop.extend({
    /** True when the broker no longer answers with any of the rows; else it will within Druid's next rounds. */
    gone: z.boolean(),
  }),
})
export const restoreDatasource = endpoint({
  method: 'POST',
  path: '/api/v1/datasources/:name/restore',
  summary:
    'Bring back exactly what a drop took, the last one unless said; answers once a count through the broker is right',
  access: 'user',
  params,
  body: z.object({ drop: z.uuid().optional() }),
  result: drop,
})
export const listDrops = endpoint({
  method: 'GET',
  path: '/api/v1/datasources/:name/drops',
  summary: 'When it was dropped and restored, newest first',
  access: 'user',
  params,
  result: list(drop),
})
