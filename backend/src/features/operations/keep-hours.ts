import type { Logger } from 'pino'
import type { Ports } from '../../ports/ports.ts'
import type { QueryStatistics } from '../../queries/statistics.ts'

interface Needs {
  readonly statistics: Pick<QueryStatistics, 'hours' | 'restore'>
  readonly queryHours: Ports['database']['queryHours']
  readonly instance: string
  readonly log: Pick<Logger, 'warn'>
}

const restoreEveryMs = 2000
const writeEveryMs = 300_000

/** Brings the measures of the day before back, and keeps those made here for the next start; returns the end of it. */
export function keepHours({ statistics, queryHours, instance, log }: Needs): () => Promise<void> {
  let isRestored = false
  let working: Promise<void> | null = null
  const restore = async () => {
    try {
      statistics.restore(await queryHours.read(instance))
      isRestored = true
      clearInterval(restoring)
    } catch {
      // PostgreSQL, or its tables, are not there yet
    }
  }
  const write = async (all: boolean) => {
    try {
      await queryHours.write(instance, statistics.hours(all))
    } catch (error) {
      log.warn({ err: error }, 'the durations of questions could not be written down')
    }
  }
  const alone = (work: () => Promise<void>) => {
    working ??= work().finally(() => {
      working = null
    })
  }
  const restoring = setInterval(() => alone(restore), restoreEveryMs).unref()
  const writing = setInterval(() => alone(() => write(false)), writeEveryMs).unref()
  return async () => {
    clearInterval(restoring)
    clearInterval(writing)
    await working
    if (isRestored) await write(true)
  }
}
