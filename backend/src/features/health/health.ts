import type { FastifyInstance } from 'fastify'
import type { Ports } from '../../ports/ports.ts'
import type { Identity, Statistics } from './collect/instance.ts'
import { createCollector } from './collector.ts'
import { createFeed } from './feed.ts'
import { createHistory } from './history.ts'
import { createMonitor, type Monitor } from './monitor.ts'
import { healthRoutes } from './routes.ts'

export interface HealthOptions {
  readonly identity: Identity
  readonly periodMs: number
  /** Where files are kept that have to be read twice. */
  readonly spoolFolder: string
  /** Origins that this instance calls. */
  readonly origins: readonly string[]
  readonly limits: { readonly uploadBytes: number }
}

type Needs = Pick<Ports, 'database' | 'objectStore' | 'druid' | 'peer' | 'webhooks'>

/** Watches in the background from now on, and answers from what it saw. */
export function mountHealth(
  app: FastifyInstance,
  ports: Needs,
  { identity, periodMs, spoolFolder, origins, limits }: HealthOptions,
  statistics: Statistics | null,
): Monitor {
  const feed = createFeed(ports)
  const history = createHistory(ports)
  const collector = createCollector({
    ...ports,
    identity,
    periodMs,
    folder: spoolFolder,
    origins,
    statistics,
    feed,
    history,
  })
  const monitor = createMonitor(ports, collector.hurry)
  const { version, startedAt } = identity
  healthRoutes(app, {
    monitor,
    collector,
    feed,
    history,
    version,
    startedAt: new Date(startedAt).toISOString(),
    limits,
  })
  app.addHook('onClose', async () => {
    await Promise.all([monitor.close(), collector.close()])
  })
  return monitor
}
