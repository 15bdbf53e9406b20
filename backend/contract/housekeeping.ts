import { z } from 'zod'
import { endpoint } from './endpoint.ts'

/** `orphan`: an object that no row knows; `copy`: what a run that ended had staged; `expired`: an upload past its time; `lost`: an upload whose object is gone; `transfer`: parts of an object that was never completed; `spool`: a local file of no upload. */
export const sweptKind = z.enum(['orphan', 'copy', 'expired', 'lost', 'transfer', 'spool'])
export type SweptKind = z.infer<typeof sweptKind>

export const sweptItem = z.object({
  /** Key of an object, name of a file of the spool, or name of an upload. */
  name: z.string(),
  bytes: z.number().int(),
  reason: z.string(),
})
export type SweptItem = z.infer<typeof sweptItem>

export const sweptGroup = z.object({
  kind: sweptKind,
  count: z.number().int(),
  bytes: z.number().int(),
  /** The first of them, 100 at most. */
  items: z.array(sweptItem),
})
export type SweptGroup = z.infer<typeof sweptGroup>

export const housekeepingPolicy = z.object({
  /** Nothing younger is touched. */
  graceMs: z.number().int(),
  /** Null: uploads are kept. */
  uploadRetentionDays: z.number().int().nullable(),
  processedRetentionDays: z.number().int(),
})
export type HousekeepingPolicy = z.infer<typeof housekeepingPolicy>

export const sweepResult = z.object({
  dryRun: z.boolean(),
  startedAt: z.iso.datetime(),
  elapsedMs: z.number(),
  policy: housekeepingPolicy,
  /** What was removed, or would be in a dry run; kinds of which there is none are left out. */
  groups: z.array(sweptGroup),
})
export type SweepResult = z.infer<typeof sweepResult>

export const sweep = endpoint({
  method: 'POST',
  path: '/api/v1/housekeeping/sweep',
  summary:
    'Remove what nothing needs any more from the store, the tables and the spool; a dry run only says what that is',
  access: 'user',
  body: z.object({ dryRun: z.boolean() }),
  result: sweepResult,
})
export const getHousekeeping = endpoint({
  method: 'GET',
  path: '/api/v1/housekeeping',
  summary: 'The policy, and when a sweep has removed something last',
  access: 'user',
  result: z.object({
    policy: housekeepingPolicy,
    last: z
      .object({ startedAt: z.iso.datetime(), count: z.number().int().nullable(), bytes: z.number().int().nullable() })
      .nullable(),
  }),
})
