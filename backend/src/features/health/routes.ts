import {
  getCheckHistory,
  getDiagnostics,
  getDruidHealth,
  getHealth,
  getLive,
  getReady,
  getTopology,
  listStateChanges,
  ProductError,
  runDiagnostics,
} from '@nemeton/contract'
import type { FastifyInstance } from 'fastify'
import { serve } from '../../http/serve.ts'
import { toDiagnostics, toDruidHealth, toTopology } from './answers.ts'
import type { Collector } from './collector.ts'
import type { Feed } from './feed.ts'
import type { History } from './history.ts'
import type { Monitor } from './monitor.ts'

interface Options {
  readonly monitor: Monitor
  readonly collector: Collector
  readonly feed: Feed
  readonly history: History
  readonly version: string
  readonly startedAt: string
  readonly limits: { readonly uploadBytes: number }
}

/** All but history and changes is answered from the last look. */
export function healthRoutes(app: FastifyInstance, options: Options): void {
  const { monitor, collector, feed, history, version, startedAt, limits } = options
  serve(app, getLive, async () => ({ status: 'live' as const }))
  serve(app, getReady, async () => {
    const reason = monitor.notReady()
    if (reason !== null) throw new ProductError('not_ready', reason)
    return { status: 'ready' as const }
  })
  serve(app, getHealth, async () => {
    const parts = monitor.parts()
    const up = parts.filter((part) => part.state === 'up').length
    const status: 'ok' | 'degraded' | 'down' = up === parts.length ? 'ok' : up === 0 ? 'down' : 'degraded'
    return { status, version, startedAt, limits, parts: [...parts] }
  })
  serve(app, getDruidHealth, async () => toDruidHealth(collector.sight()))
  serve(app, getTopology, async () => toTopology(collector.sight()))
  serve(app, getDiagnostics, async () => toDiagnostics(collector.sight()))
  serve(app, runDiagnostics, async () => toDiagnostics(await collector.look()))
  serve(app, getCheckHistory, ({ query }) => history.read(query))
  serve(app, listStateChanges, ({ query }) => feed.list(query))
}
