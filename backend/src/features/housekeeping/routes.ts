import { getHousekeeping, ProductError, sweep } from '@nemeton/contract'
import type { FastifyInstance } from 'fastify'
import { serve } from '../../http/serve.ts'
import { sweepAlone, sweepDaily } from './daily.ts'
import { type Needs, sweepOnce } from './sweep.ts'

export function housekeepingRoutes(app: FastifyInstance, options: Needs): void {
  const { database, policy } = options
  const end = sweepDaily(options)
  app.addHook('onClose', async () => end())
  serve(app, getHousekeeping, async () => {
    const last = await database.housekeeping.last()
    return { policy, last: last && { ...last, startedAt: last.startedAt.toISOString() } }
  })
  serve(app, sweep, async ({ body }) => {
    if (body.dryRun) return sweepOnce(options, body)
    const result = await sweepAlone(options, async () => true)
    if (result === null)
      throw new ProductError('conflict', 'Another sweep is under way. Look again in a moment, then sweep what is left.')
    return result
  })
}
