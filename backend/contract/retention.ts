import { z } from 'zod'
import { endpoint } from './endpoint.ts'
import { period } from './query.ts'

const forever = z.object({ kind: z.literal('forever') })
/** The last stretch up to now, and what lies in the future when `includeFuture` is set. */
const lately = z.object({ kind: z.literal('period'), period, includeFuture: z.boolean().default(true) })
const within = z.object({ kind: z.literal('interval'), interval: z.string().max(100) })
/** Older than this. */
const before = z.object({ kind: z.literal('beforePeriod'), period })
const someTime = z.discriminatedUnion('kind', [forever, lately, within])

/** What happens to the time chunks that a rule fits; the first that fits decides. */
export const retentionRule = z.discriminatedUnion('action', [
  z.object({
    action: z.literal('load'),
    when: someTime,
    /** Copies by tier of historicals. */
    replicas: z.record(z.string().min(1).max(100), z.number().int().min(0).max(100)),
  }),
  z.object({ action: z.literal('drop'), when: z.discriminatedUnion('kind', [forever, lately, within, before]) }),
  z.object({ action: z.literal('broadcast'), when: someTime }),
])
export type RetentionRule = z.infer<typeof retentionRule>

export const retention = z.object({
  /** Its own rules, first come first. */
  rules: z.array(retentionRule),
  /** The cluster's, which hold for what its own do not fit. */
  inherited: z.array(retentionRule),
  /** Where copies can go. */
  tiers: z.array(z.object({ name: z.string(), historicals: z.number().int() })),
})
export type Retention = z.infer<typeof retention>

const params = z.object({ name: z.string().min(1).max(255) })

export const getRetention = endpoint({
  method: 'GET',
  path: '/api/v1/datasources/:name/retention',
  summary: "Its load and drop rules, and the cluster's that it inherits",
  access: 'user',
  params,
  result: retention,
})
export const setRetention = endpoint({
  method: 'PUT',
  path: '/api/v1/datasources/:name/retention',
  summary: "Put these rules in place of its own; none leaves it to the cluster's",
  access: 'user',
  params,
  body: z.object({ rules: z.array(retentionRule).max(50) }),
  result: retention,
})
