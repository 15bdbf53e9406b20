import { randomUUID } from 'node:crypto'
import { setTimeout as sleep } from 'node:timers/promises'
import {
  cancelRunningQuery,
  getLoadQueues,
  getQueryLatencies,
  getSlowQueryPlan,
  getTaskLog,
  listRunningQueries,
  listSlowQueries,
  listTasks,
} from '@nemeton/contract'
import type { FastifyInstance } from 'fastify'
import type { Logger } from 'pino'
import { serve } from '../../http/serve.ts'
import type { Ports } from '../../ports/ports.ts'
import type { InFlight } from '../../queries/in-flight.ts'
import type { SlowLog } from '../../queries/slow-log.ts'
import type { QueryStatistics } from '../../queries/statistics.ts'
import { announceRunning } from './announce.ts'
import { endQuery } from './end-query.ts'
import { keepHours } from './keep-hours.ts'
import { readLoadQueues } from './load-queues.ts'
import { explainSlowQuery } from './plan.ts'
import { createRunning } from './running.ts'
import { createShared } from './shared.ts'
import { readTaskLog } from './task-log.ts'
import { readTasks } from './tasks.ts'

interface Options extends Pick<Ports, 'druid' | 'database' | 'events'> {
  readonly inFlight: InFlight
  readonly slowLog: SlowLog
  readonly statistics: QueryStatistics
  /** The name by which people tell this instance from others. */
  readonly instance: string
  readonly slowQueryDays: number
  readonly log: Logger
}

const freshMs = 1500
/** PostgreSQL may hang. */
const mostClosingMs = 3000

export function operationsRoutes(app: FastifyInstance, options: Options): void {
  const { druid, database, events, inFlight, slowLog, statistics, log } = options
  const { runningQueries, queryHours, slowQueries } = database
  const writer = { instance: randomUUID(), name: options.instance }
  const running = createRunning({ inFlight, runningQueries, writer })
  const tasks = createShared(freshMs, () => readTasks(options))
  const loadQueues = createShared(freshMs, () => readLoadQueues(druid))
  const ends = [
    announceRunning({ inFlight, runningQueries, writer, log }),
    keepHours({ statistics, queryHours, instance: writer.instance, log }),
    async () => slowLog.close(),
  ]
  const unsubscribe = events.subscribe((change) => {
    if (change?.kind === 'query') inFlight.cancel(change.id)
  })
  app.addHook('onClose', async () => {
    unsubscribe()
    await Promise.race([Promise.all(ends.map((end) => end())), sleep(mostClosingMs, undefined, { ref: false })])
  })

  serve(app, listRunningQueries, running)
  serve(app, cancelRunningQuery, async ({ params: { queryId }, request }) => {
    await endQuery(queryId, { ...options, writer })
    request.log.info({ queryId }, 'a question was ended from outside')
    return { queryId }
  })
  serve(app, listSlowQueries, async ({ query }) => ({
    ...(await slowQueries.list({ ...query, keepDays: options.slowQueryDays })),
    thresholdMs: slowLog.thresholdMs,
    dropped: slowLog.dropped(),
  }))
  serve(app, getSlowQueryPlan, ({ params, signal }) => explainSlowQuery(params.id, { druid, database }, signal))
  serve(app, getQueryLatencies, async () => ({
    items: [...statistics.latencies()],
    minutes: [...statistics.minutes()],
  }))
  serve(app, listTasks, tasks)
  serve(app, getTaskLog, ({ params, signal }) => readTaskLog(params.id, druid, signal))
  serve(app, getLoadQueues, async () => ({ items: [...(await loadQueues())] }))
}
