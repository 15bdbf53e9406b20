import { getDruidHealth, getHealth, getLive, getReady, ProductError } from '@nemeton/contract'
import type { FastifyInstance } from 'fastify'
import { serve } from '../../http/serve.ts'
import type { Ports } from '../../ports/ports.ts'
import { createDruidServers } from './druid-servers.ts'
import type { Monitor } from './monitor.ts'

interface Options extends Pick<Ports, 'druid'> {
  readonly monitor: Monitor
  readonly version: string
  readonly startedAt: string
  readonly limits: { readonly uploadBytes: number }
}

export function healthRoutes(app: FastifyInstance, { druid, monitor, version, startedAt, limits }: Options): void {
  const druidServers = createDruidServers({ druid })

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
  serve(app, getDruidHealth, () => druidServers())
}
