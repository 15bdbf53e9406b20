import type { Diagnostics, getTopology, StateChange } from '@nemeton/contract'
import type { FastifyInstance } from 'fastify'
import type { Logger } from 'pino'
import type { z } from 'zod'
import type { Ports } from '../../ports/ports.ts'
import type { AlarmRules } from './alarms/alarm.ts'
import { createCourier } from './alarms/courier.ts'
import { seenParts, toDiagnostics, toTopology } from './answers.ts'
import { createChronicle } from './chronicle.ts'
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
  /** How bad a check has to be for webhooks to be told. */
  readonly alertSeverity: AlarmRules['least']
  readonly limits: { readonly uploadBytes: number }
}

type Needs = Pick<Ports, 'database' | 'objectStore' | 'druid' | 'peer' | 'webhooks'>

interface More {
  readonly log: Logger
  /** Null where questions are not counted. */
  readonly statistics: Statistics | null
}

/** What others may tell of it. */
export interface Health {
  readonly monitor: Monitor
  /** Null until the checks have run once. */
  readonly diagnostics: () => Diagnostics | null
  readonly topology: () => z.infer<typeof getTopology.result>
  /** The latest, newest first. */
  readonly changes: () => Promise<readonly StateChange[]>
}

const mostChanges = 200

/** Watches in the background from now on, and answers from what it saw. */
export function mountHealth(
  app: FastifyInstance,
  ports: Needs,
  options: HealthOptions,
  { log, statistics }: More,
): Health {
  const { identity, spoolFolder: folder, alertSeverity: least, limits } = options
  const feed = createFeed(ports)
  const history = createHistory(ports)
  const courier = createCourier({ ...ports, feed, log })
  const alarmRules = { least, startedAt: identity.startedAt }
  const chronicle = createChronicle({ feed, history, courier, alarmRules })
  const collector = createCollector({ ...ports, ...options, folder, statistics, chronicle, log })
  const probes = createMonitor(ports, collector.hurry)
  const monitor: Monitor = { ...probes, parts: () => seenParts(probes.parts(), collector.sight()) }
  const startedAt = new Date(identity.startedAt).toISOString()
  healthRoutes(app, { monitor, collector, feed, history, version: identity.version, startedAt, limits })
  app.addHook('onClose', async () => {
    await Promise.all([monitor.close(), collector.close()])
    await courier.close()
  })
  const migrated = () => {
    monitor.migrated()
    collector.hurry('all')
  }
  return {
    monitor: { ...monitor, migrated },
    diagnostics: () => {
      const sight = collector.sight()
      return sight.results.length === 0 ? null : toDiagnostics(sight)
    },
    topology: () => toTopology(collector.sight()),
    changes: async () => (await feed.list({ limit: mostChanges })).items,
  }
}
