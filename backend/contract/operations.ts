import { z } from 'zod'
import { endpoint } from './endpoint.ts'
import { sqlQueryId } from './sql.ts'
import { list, page } from './uploads.ts'

/** Where a question came from. */
export const queryKind = z.enum(['explore', 'sql', 'export'])
export type QueryKind = z.infer<typeof queryKind>

/** A question that Nemeton has sent, or is about to send, to Druid. */
export const runningQuery = z.object({
  /** Druid knows its first statement by it; further ones have `-2`, `-3` behind it. Begins with the id of its request. */
  queryId: z.string(),
  kind: queryKind,
  state: z.enum(['waiting', 'running']),
  /** The statement that Druid works on, cut at 10,000 characters; null while it waits uncompiled. */
  sql: z.string().nullable(),
  datasource: z.string().nullable(),
  /** Who asked: the address, until there is sign-in. */
  client: z.string(),
  /** The instance it goes through. Those through others are listed once they are a second old. */
  instance: z.string(),
  startedAt: z.iso.datetime(),
  ageMs: z.number(),
})
export type RunningQuery = z.infer<typeof runningQuery>

export const listRunningQueries = endpoint({
  method: 'GET',
  path: '/api/v1/operations/queries',
  summary: 'Questions that go to Druid through this service now, oldest first',
  access: 'user',
  result: z.object({
    items: z.array(runningQuery),
    /** False while PostgreSQL does not tell what goes through other instances. */
    complete: z.boolean(),
  }),
})
export const cancelRunningQuery = endpoint({
  method: 'DELETE',
  path: '/api/v1/operations/queries/:queryId',
  summary: 'End one, whoever asked it, through whichever instance',
  access: 'user',
  params: z.object({ queryId: sqlQueryId }),
  result: z.object({ queryId: z.string() }),
})

/** A question that took long and that Druid was asked. */
export const slowQuery = z.object({
  id: z.string(),
  queryId: z.string(),
  kind: queryKind,
  /** When it was asked. */
  at: z.iso.datetime(),
  /** Until the last row of its answer was handed over. */
  elapsedMs: z.number(),
  /** Of these, before Druid was asked. */
  waitedMs: z.number(),
  outcome: z.enum(['answered', 'failed', 'canceled', 'timed_out']),
  message: z.string().nullable(),
  datasource: z.string().nullable(),
  client: z.string(),
  /** The one of its statements that took longest, cut at 10,000 characters. */
  sql: z.string(),
  /** Of the answer; null where they are passed on uncounted. */
  rows: z.number().int().nullable(),
})
export type SlowQuery = z.infer<typeof slowQuery>

export const listSlowQueries = endpoint({
  method: 'GET',
  path: '/api/v1/operations/slow-queries',
  summary: 'Questions that took longer than SLOW_QUERY_MS, newest first, kept for SLOW_QUERY_DAYS',
  access: 'user',
  query: page.extend({ orderBy: z.enum(['at', 'elapsedMs']).default('at') }),
  result: list(slowQuery).extend({
    thresholdMs: z.number().int(),
    /** Left out by this instance since its start, because PostgreSQL was away for long. */
    dropped: z.number().int(),
  }),
})
export const getSlowQueryPlan = endpoint({
  method: 'GET',
  path: '/api/v1/operations/slow-queries/:id/plan',
  summary: "Druid's plan of a slow question, as EXPLAIN PLAN FOR answers it now",
  access: 'user',
  params: z.object({ id: z.string().regex(/^\d{1,18}$/) }),
  result: z.object({ plan: z.unknown(), attributes: z.unknown() }),
})

export const druidTask = z.object({
  id: z.string(),
  type: z.string(),
  datasource: z.string(),
  /** `waiting` for a lock, `pending` for a slot. */
  state: z.enum(['waiting', 'pending', 'running', 'succeeded', 'failed']),
  createdAt: z.iso.datetime().nullable(),
  durationMs: z.number().nullable(),
  location: z.string().nullable(),
  error: z.string().nullable(),
  /** The ingestion of Nemeton that it belongs to; null for a task from elsewhere. */
  ingestionId: z.string().nullable(),
})
export type DruidTask = z.infer<typeof druidTask>

export const listTasks = endpoint({
  method: 'GET',
  path: '/api/v1/operations/tasks',
  summary: "Druid's tasks that run or wait, and the last that ended, by `sys.tasks`",
  access: 'user',
  result: z.object({
    items: z.array(druidTask),
    slots: z.object({ used: z.number().int(), total: z.number().int() }).nullable(),
  }),
})
export const getTaskLog = endpoint({
  method: 'GET',
  path: '/api/v1/operations/tasks/:id/log',
  summary: "The end of a task's log, 64 KiB at most",
  access: 'user',
  params: z.object({
    id: z.string().regex(/^(?!\.)[^/\p{Cc}\u{10000}-\u{10FFFF}]{1,300}$/u, 'no id that Druid gives a task'),
  }),
  /** Null while the task has none. */
  result: z.object({ id: z.string(), tail: z.string().nullable() }),
})

/** What a historical still has to load and drop. */
export const loadQueue = z.object({
  server: z.string(),
  tier: z.string().nullable(),
  toLoad: z.object({ segments: z.number().int(), bytes: z.number().int() }),
  toDrop: z.object({ segments: z.number().int(), bytes: z.number().int() }),
})
export type LoadQueue = z.infer<typeof loadQueue>

export const getLoadQueues = endpoint({
  method: 'GET',
  path: '/api/v1/operations/load-queues',
  summary: 'What each server of segments still has to load and drop',
  access: 'user',
  result: z.object({ items: z.array(loadQueue) }),
})

/**
 * Of questions that Druid was asked and answered, or let run out of time: from the asking to the last row, the waiting
 * included. To within two percent.
 */
export const queryLatencies = z.object({
  kind: queryKind,
  /** Over the last five minutes. */
  count: z.number().int(),
  p50Ms: z.number().nullable(),
  p95Ms: z.number().nullable(),
  p99Ms: z.number().nullable(),
  /** p95 over the day before, those of earlier starts and other instances included; null until there is enough of it. */
  baselineP95Ms: z.number().nullable(),
})
export type QueryLatencies = z.infer<typeof queryLatencies>

export const queryMinute = z.object({
  at: z.iso.datetime(),
  kind: queryKind,
  count: z.number().int(),
  p50Ms: z.number(),
  p95Ms: z.number(),
  p99Ms: z.number(),
})
export type QueryMinute = z.infer<typeof queryMinute>

export const getQueryLatencies = endpoint({
  method: 'GET',
  path: '/api/v1/operations/latencies',
  summary: 'How long questions took through this instance, by kind, and minute by minute over the last hour',
  access: 'user',
  result: z.object({
    items: z.array(queryLatencies),
    /** Oldest first; minutes without a question are left out. */
    minutes: z.array(queryMinute),
  }),
})
