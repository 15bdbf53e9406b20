import { randomUUID } from 'node:crypto'
import { setTimeout as sleep } from 'node:timers/promises'
import { ProductError } from '@nemeton/contract'
import type { Logger } from 'pino'
import type { Ports, StoredIngestion } from '../../ports/ports.ts'
import { endCanceled } from './end-canceled.ts'
import { failureOf } from './failure.ts'
import { paced } from './paced.ts'
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
  /** Ends what this instance does for a run that was canceled. */
  stop(id: string): void
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

const lost = new ProductError('canceled', 'The run was canceled, or another instance goes on with it.')

export function createWatcher(options: Options): Watcher {
  const { database, events, druid, spool, log, watchIntervalMs } = options
  const owner = randomUUID()
  const closing = new AbortController()
  const running = new Map<string, { readonly done: Promise<void>; readonly stopping: AbortController }>()
  const crashes = new Map<string, number>()
  let timer: NodeJS.Timeout | undefined
  let looking: Promise<void> | null = null
  let askAgainAt = 0
  /** Somebody asked for a look while one was under way. */
  let isWanted = false

  const after = async (before: StoredIngestion, now: StoredIngestion | null) => {
    // Canceled while this step ran: whoever takes it next ends what was begun.
    if (now === null) return database.ingestions.release(before.id, owner, 0)
    if (now.status !== before.status)
      log.info({ ingestionId: now.id, taskId: now.taskId, status: now.status }, 'ingestion moved on')
    if (now.status === 'queryable') await Promise.all(now.files.map(({ uploadId }) => spool.remove(uploadId)))
  }

  const take = async (ingestion: StoredIngestion, stopping: AbortController): Promise<void> => {
    const signal = AbortSignal.any([closing.signal, stopping.signal])
    const keep = async () => {
      const now = await database.ingestions.keepLease(ingestion.id, owner, leaseMs).catch(() => ingestion.status)
      if (now === null || (now === 'canceled' && ingestion.status !== 'canceled')) stopping.abort(lost)
    }
    const renewal = setInterval(() => void keep(), leaseMs / 3)
    try {
      if (ingestion.status === 'canceled') return await endCanceled(ingestion, { ...options, owner }, signal)
      let current: StoredIngestion | null = ingestion
      while (current !== null && !signal.aborted) {
        const before: StoredIngestion = current
        const patch = paced(await step(before, options, signal), before, watchIntervalMs)
        const { waitMs = 0 } = patch
        const isSoon = waitMs < watchIntervalMs
        // One that will be looked at again in a moment is kept, unless others need the place.
        const stays = isSoon && (waitMs === 0 || running.size <= atOnce / 2)
        const now = await database.ingestions.advance(before.id, owner, patch, !stays)
        await after(before, now)
        if (isSoon && !stays) setTimeout(tick, waitMs).unref()
        current = stays && now !== null && now.status !== 'queryable' && now.status !== 'failed' ? now : null
        if (current !== null && waitMs > 0) await sleep(waitMs, undefined, { signal }).catch(() => {})
      }
      crashes.delete(ingestion.id)
    } catch (error) {
      if (!stopping.signal.aborted) await stumble(ingestion, error)
    } finally {
      clearInterval(renewal)
      if (signal.aborted) await database.ingestions.release(ingestion.id, owner, 0).catch(() => {})
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
      const ingestion = (await database.ingestions.claim(owner, leaseMs)) ?? (await startNext())
      if (ingestion === null) return
      const { id } = ingestion
      const before = running.get(id)?.done ?? Promise.resolve()
      const stopping = new AbortController()
      const job = { done: before.then(() => take(ingestion, stopping)), stopping }
      running.set(id, job)
      job.done.finally(() => {
        if (running.get(id) === job) running.delete(id)
      })
    }
  }

  const startNext = async (): Promise<StoredIngestion | null> => {
    if (Date.now() < askAgainAt || !(await database.ingestions.anyStartable())) return null
    const slots = await druid.taskSlots(closing.signal).catch((error: unknown) => {
      askAgainAt = Date.now() + pauseMs
      throw error
    })
    return database.ingestions.start(owner, leaseMs, slots)
  }

  const tick = () => {
    clearTimeout(timer)
    if (closing.signal.aborted) return
    if (looking !== null) {
      isWanted = true
      return
    }
    isWanted = false
    looking = look()
      .catch((error: unknown) => log.warn({ err: error }, 'the watcher could not look'))
      .finally(() => {
        looking = null
        if (closing.signal.aborted) return
        if (isWanted) tick()
        else timer = setTimeout(tick, watchIntervalMs)
      })
  }
  tick()
  // An ingestion may wait for the profile of its upload.
  const unsubscribe = events.subscribe((change) => {
    if (change?.kind === 'upload') tick()
  })

  return {
    wake: tick,
    stop: (id) => running.get(id)?.stopping.abort(lost),
    close: async () => {
      clearTimeout(timer)
      unsubscribe()
      closing.abort(new ProductError('canceled', 'The service is shutting down.'))
      await looking
      await Promise.allSettled([...running.values()].map(({ done }) => done))
    },
  }
}
