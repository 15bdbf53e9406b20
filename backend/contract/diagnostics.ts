import { z } from 'zod'
import { endpoint } from './endpoint.ts'
import { list, page } from './uploads.ts'

/** How bad it is; `unknown`: the check could not run, which is never taken for well. */
export const severity = z.enum(['ok', 'info', 'warning', 'critical', 'unknown'])
export type Severity = z.infer<typeof severity>

export const checkGroup = z.enum(['druid', 'segments', 'ingestion', 'storage', 'queries', 'service'])
export type CheckGroup = z.infer<typeof checkGroup>

export const evidence = z.object({
  /** The numbers on which the judgement rests. */
  facts: z.array(
    z.object({
      label: z.string(),
      value: z.union([z.string(), z.number(), z.boolean(), z.null()]),
      unit: z.enum(['bytes', 'ms', 'count', 'share', 'instant']).optional(),
    }),
  ),
  /** The statement or call that shows the same, to be run by hand. */
  source: z.string(),
})
export type Evidence = z.infer<typeof evidence>

export const checkResult = z.object({
  /** Stable, kebab-case, for example `segments-unavailable`. */
  check: z.string(),
  title: z.string(),
  group: checkGroup,
  severity,
  /** What is so, in one sentence. */
  sentence: z.string(),
  /** Names of the parts, datasources or tasks concerned, 20 at most. */
  subjects: z.array(z.string()),
  evidence,
  /** What to do; null where there is nothing to do. */
  remedy: z.string().nullable(),
  link: z.object({ title: z.string(), url: z.url() }).nullable(),
  /** When the check first said anything but well, since it last was; null while well. */
  firstSeen: z.iso.datetime().nullable(),
  /** When the severity changed last. */
  lastChanged: z.iso.datetime(),
  checkedAt: z.iso.datetime(),
})
export type CheckResult = z.infer<typeof checkResult>

export const diagnostics = z.object({
  /** The worst of all checks; `unknown` stands between `warning` and `info`. */
  severity,
  checkedAt: z.iso.datetime().nullable(),
  /** Who looked: one instance does for all, and each for itself while PostgreSQL is away. */
  collection: z.object({
    instance: z.string(),
    periodMs: z.number().int(),
    tookMs: z.number().nullable(),
    druidCalls: z.number().int().nullable(),
  }),
  checks: z.array(checkResult),
})
export type Diagnostics = z.infer<typeof diagnostics>

export const getDiagnostics = endpoint({
  method: 'GET',
  path: '/api/v1/diagnostics',
  summary: 'Every check as it was judged last, worst first, with evidence and remedy',
  access: 'user',
  result: diagnostics,
})
export const runDiagnostics = endpoint({
  method: 'POST',
  path: '/api/v1/diagnostics/run',
  summary: 'Look now; those who ask at the same time share one look',
  access: 'user',
  result: diagnostics,
})

export const checkPeriod = z.object({
  from: z.iso.datetime(),
  to: z.iso.datetime(),
  /** The worst in it. */
  severity,
  sentence: z.string(),
})
export type CheckPeriod = z.infer<typeof checkPeriod>

export const getCheckHistory = endpoint({
  method: 'GET',
  path: '/api/v1/diagnostics/history',
  summary: 'What a check said before, oldest first: stretches of one severity, coarser the older they are',
  access: 'user',
  query: z.object({
    check: z.string().min(1).max(100),
    from: z.iso.datetime().optional(),
    to: z.iso.datetime().optional(),
  }),
  result: z.object({ check: z.string(), periods: z.array(checkPeriod) }),
})

/** A change of state of anything that is watched. */
export const stateChange = z.object({
  /** Grows with time. */
  id: z.string(),
  at: z.iso.datetime(),
  kind: z.enum(['check', 'part', 'server', 'leader', 'task', 'instance', 'notice']),
  /** The check, part, server, task or address concerned. */
  subject: z.string(),
  severity,
  from: z.string().nullable(),
  to: z.string(),
  sentence: z.string(),
})
export type StateChange = z.infer<typeof stateChange>

export const listStateChanges = endpoint({
  method: 'GET',
  path: '/api/v1/diagnostics/changes',
  summary: 'Every change of state of parts, servers, leaders, checks and tasks, newest first',
  access: 'user',
  query: page.extend({ kind: stateChange.shape.kind.optional() }),
  result: list(stateChange),
})

export const downloadBundle = endpoint({
  method: 'GET',
  path: '/api/v1/diagnostics/bundle',
  summary: 'A ZIP archive of configuration, versions, checks, recent errors and task reports, every secret masked',
  access: 'user',
  result: z.unknown(),
  answer: 'stream',
})

/** A part of the whole: an instance of the service, PostgreSQL, the object store, ZooKeeper as Druid sees it, a server of Druid. */
export const part = z.object({
  /** Stable, for example `nemeton:host:4000`, `postgresql`, `broker:host:8082`. */
  id: z.string(),
  name: z.string(),
  role: z.enum([
    'service',
    'postgresql',
    'objectStore',
    'zookeeper',
    'coordinator',
    'overlord',
    'broker',
    'router',
    'historical',
    'indexer',
    'middle_manager',
    'peon',
    'unknown',
  ]),
  state: z.enum(['up', 'down', 'unknown']),
  since: z.iso.datetime(),
  leader: z.boolean().nullable(),
  tier: z.string().nullable(),
  version: z.string().nullable(),
  startedAt: z.iso.datetime().nullable(),
  latencyMs: z.number().nullable(),
  capacity: z
    .object({ used: z.number(), most: z.number(), unit: z.enum(['bytes', 'slots', 'connections']) })
    .nullable(),
  message: z.string().nullable(),
  checkedAt: z.iso.datetime(),
})
export type Part = z.infer<typeof part>

export const getTopology = endpoint({
  method: 'GET',
  path: '/api/v1/health/topology',
  summary: 'Every part with role, leader, version, uptime, capacity, latency, state and since when',
  access: 'user',
  result: z.object({ checkedAt: z.iso.datetime().nullable(), parts: z.array(part) }),
})
