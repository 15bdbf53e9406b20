import { z } from 'zod'
import { endpoint } from './endpoint.ts'
import { sqlParameter } from './explore.ts'

/** How Druid and Nemeton name a running query. */
export const sqlQueryId = z.string().regex(/^[A-Za-z0-9_.:-]{1,128}$/, 'letters, digits and _ . : - only, 128 at most')

export const sqlContext = z
  .object({
    sqlQueryId,
    sqlTimeZone: z.string(),
    timeout: z.number().int().min(1),
    priority: z.number().int().max(0),
    useCache: z.boolean(),
    populateCache: z.boolean(),
    useResultLevelCache: z.boolean(),
    populateResultLevelCache: z.boolean(),
    useApproximateTopN: z.boolean(),
    useApproximateCountDistinct: z.boolean(),
    sqlStringifyArrays: z.boolean(),
  })
  .partial()
  .strict()

export const sqlRequest = z
  .object({
    /** One SELECT, WITH or EXPLAIN. */
    query: z.string().min(1).max(100_000),
    parameters: z.array(sqlParameter).max(1000).optional(),
    context: sqlContext.optional(),
    resultFormat: z.enum(['object', 'array', 'objectLines', 'arrayLines', 'csv']).optional(),
    header: z.boolean().optional(),
  })
  .strict()
export type SqlRequest = z.infer<typeof sqlRequest>

export const runSql = endpoint({
  method: 'POST',
  path: '/api/v1/sql',
  summary: 'Proxy one SELECT, WITH or EXPLAIN, streamed as Druid sends it; leaving cancels it',
  access: 'user',
  body: sqlRequest,
  result: z.unknown(),
  answer: 'stream',
})
export const cancelSql = endpoint({
  method: 'DELETE',
  path: '/api/v1/sql/:queryId',
  summary: 'Cancel a running SQL query',
  access: 'user',
  params: z.object({ queryId: sqlQueryId }),
  result: z.object({ queryId: z.string() }),
})
