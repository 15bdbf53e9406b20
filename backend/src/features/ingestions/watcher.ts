import { randomUUID } from 'node:crypto'
import { ProductError } from '@nemeton/contract'
import type { Logger } from 'pino'
import type { Ports, StoredIngestion } from '../../ports/ports.ts'
import { failureOf } from './failure.ts'
import { step } from './step.ts'

interface Options extends Ports {
  readonly stagingFolder: string
  readonly watchIntervalMs: number
  readonly loadTimeoutMs: number
  readonly log: Logger
}

/** Moves every open ingestion on, a step at a time; what it knows is in the database, so any instance can go on. */
export interface Watcher {
  /** Looks at once instead of at the next tick. */
  wake(): void
  close(): Promise<void>
}

const leaseMs = 20_000
const atOnce = 8
const pauseMs = 2000
const mostCrashes = 3

/** A part is away: wait for it, nothing is lost. */
const passing = [
  'druid_unavailable',
  'druid_timeout',
  'store_unavailable',
  'database_unavailable',
  'spool_full',
  'canceled',
]

export function createWatcher(options: Options): Watcher {
  const { database, druid, spool, log, watchIntervalMs } = options
  const owner = randomUUID()
  const closing = new AbortController()
  const running = new Map<string, Promise<void>>()
  const crashes = new Map<string, number>()
  let timer: NodeJS.Timeout | undefined
  let looking: Promise<void> | null = null

  const after = async (before: StoredIngestion, now: StoredIngestion | null) => {
    if (now === null) {
      // Canceled while this step ran: a task that was just submitted must not go on. One that another instance took over must.
      const { status } = (await database.ingestions.find(before.id)) ?? before
      if (before.taskId !== null && status === 'canceled') await druid.shutdownTask(before.taskId)
      return
    }
    if (now.status !== before.status)
      log.info({ ingestionId: now.id, taskId: now.taskId, status: now.status }, 'ingestion moved on')
    if (now.status === 'queryable') await spool.remove(now.uploadId)
  }

  const take = async (ingestion: StoredIngestion): Promise<void> => {
    const renewal = setInterval(
      () => void database.ingestions.keepLease(ingestion.id, owner, leaseMs).catch(() => {}),
      leaseMs / 3,
    )
    try {
      let current: StoredIngestion | null = ingestion
      while (current !== null && !closing.signal.aborted) {
        const before: StoredIngestion = current
        const patch = await step(before, options, closing.signal)
        const now = await database.ingestions.advance(before.id, owner, patch, patch.waitMs !== undefined)
        await after(before, now)
        current =
          patch.waitMs === undefined && now !== null && now.status !== 'queryable' && now.status !== 'failed'
            ? now
            : null
      }
      crashes.delete(ingestion.id)
    } catch (error) {
      await stumble(ingestion, error)
    } finally {
      clearInterval(renewal)
      if (closing.signal.aborted) await database.ingestions.release(ingestion.id, owner, 0).catch(() => {})
    }
  }

  const stumble = async (ingestion: StoredIngestion, error: unknown) => {
    const { id, taskId } = ingestion
    const crashed = error instanceof ProductError && error.code === 'tabular_failed'
    if (crashed) crashes.set(id, (crashes.get(id) ?? 0) + 1)
    const waits =
      error instanceof ProductError &&
      (passing.includes(error.code) || (crashed && (crashes.get(id) ?? 0) < mostCrashes))
    try {
      if (waits) {
        log.warn({ err: error, ingestionId: id, taskId }, 'an ingestion waits for a part to come back')
        await database.ingestions.release(id, owner, pauseMs)
        return
      }
      log.error({ err: error, ingestionId: id, taskId }, 'an ingestion failed')
      await database.ingestions.advance(id, owner, { status: 'failed', error: failureOf(error) }, true)
    } catch (reason) {
      log.warn({ err: reason, ingestionId: id }, 'the lease of an ingestion will run out by itself')
    }
  }

  const look = async () => {
    while (running.size < atOnce && !closing.signal.aborted) {
      const ingestion = await database.ingestions.claim(owner, leaseMs)
      if (ingestion === null) return
      const job = take(ingestion).finally(() => {
        running.delete(ingestion.id)
      })
      running.set(ingestion.id, job)
    }
  }

  const tick = () => {
    clearTimeout(timer)
    if (looking !== null || closing.signal.aborted) return
    looking = look()
      .catch((error: unknown) => log.warn({ err: error }, 'the watcher could not look'))
      .finally(() => {
        looking = null
        if (!closing.signal.aborted) timer = setTimeout(tick, watchIntervalMs)
      })
  }
  tick()

  return {
    wake: tick,
    close: async () => {
      clearTimeout(timer)
      closing.abort(new ProductError('canceled', 'The service is shutting down.'))
      await looking
      await Promise.allSettled(running.values())
    },
  }
}
