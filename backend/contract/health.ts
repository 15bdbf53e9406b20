import { z } from 'zod'
import { endpoint } from './endpoint.ts'

export const partState = z.enum(['up', 'down', 'unknown'])

/** One dependency, as it answered last. */
export const partHealth = z.object({
  name: z.string(),
  kind: z.enum(['service', 'database', 'objectStore', 'druid']),
  state: partState,
  version: z.string().nullable(),
  latencyMs: z.number().nullable(),
  /** When the state began. */
  since: z.iso.datetime(),
  checkedAt: z.iso.datetime(),
  message: z.string().nullable(),
})
export type PartHealth = z.infer<typeof partHealth>

export const druidServer = z.object({
  server: z.string(),
  role: z.string(),
  leader: z.boolean().nullable(),
  tier: z.string().nullable(),
  version: z.string().nullable(),
  startedAt: z.string().nullable(),
  usedBytes: z.number().nullable(),
  maxBytes: z.number().nullable(),
})
export type DruidServer = z.infer<typeof druidServer>

export const getLive = endpoint({
  method: 'GET',
  path: '/api/v1/health/live',
  summary: 'The process is up',
  access: 'public',
  result: z.object({ status: z.literal('live') }),
})
export const getReady = endpoint({
  method: 'GET',
  path: '/api/v1/health/ready',
  summary: 'May take traffic: 200 or 503',
  access: 'public',
  result: z.object({ status: z.literal('ready') }),
})
export const getHealth = endpoint({
  method: 'GET',
  path: '/api/v1/health',
  summary: 'Each dependency with state and latency',
  access: 'public',
  result: z.object({
    status: z.enum(['ok', 'degraded', 'down']),
    version: z.string(),
    startedAt: z.iso.datetime(),
    /** What the service takes at most, so that a page can say no before it sends. */
    limits: z.object({ uploadBytes: z.number().int() }),
    parts: z.array(partHealth),
  }),
})
export const getMetrics = endpoint({
  method: 'GET',
  path: '/metrics',
  summary:
    'Numbers of this instance for Prometheus; as OpenMetrics, with exemplars, when Accept asks for it. Behind a bearer token when METRICS_TOKEN is set',
  access: 'public',
  result: z.string(),
  answer: 'stream',
})
export const getDruidHealth = endpoint({
  method: 'GET',
  path: '/api/v1/health/druid',
  summary: 'Each Druid server with role, leader, version and capacity',
  access: 'user',
  result: z.object({
    state: partState,
    message: z.string().nullable(),
    checkedAt: z.iso.datetime(),
    servers: z.array(druidServer),
    taskSlots: z.object({ used: z.number().int(), total: z.number().int() }).nullable(),
    extensions: z.array(z.string()),
  }),
})
