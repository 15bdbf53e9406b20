import type { Logger } from 'pino'
import type { Ports } from '../ports/ports.ts'
import type { Ended, Statement } from './in-flight.ts'

/** A slow question as it is kept. */
export interface SlowQuestion extends Omit<Ended, 'waitedMs' | 'statement'> {
  readonly waitedMs: number
  readonly statement: Statement
}

interface Needs {
  readonly slowQueries: Pick<Ports['database']['slowQueries'], 'add'>
  /** What takes longer is slow. */
  readonly thresholdMs: number
  readonly keepDays: number
  readonly log: Pick<Logger, 'warn'>
  /** Those that may wait for PostgreSQL. */
  readonly mostWaiting?: number
  readonly writeAfterMs?: number
}

export interface SlowLog {
  readonly thresholdMs: number
  /** Waits for nothing. */
  add(ended: Ended): void
  /** Left out since the start. */
  dropped(): number
  /** Writes what is left, or gives it up. */
  close(): Promise<void>
}

const mostKept = 10_000
const againAfterMs = 5000

/** Questions that took long, written beside them, several at a time. */
export function createSlowLog(needs: Needs): SlowLog {
  const { slowQueries, thresholdMs, keepDays, log, mostWaiting = 200, writeAfterMs = 500 } = needs
  let waiting: SlowQuestion[] = []
  let dropped = 0
  let isFailing = false
  let timer: NodeJS.Timeout | undefined
  let writing: Promise<void> | null = null

  const put = async (batch: readonly SlowQuestion[]) => {
    waiting = []
    try {
      await slowQueries.add(batch, { keepDays, mostKept })
      isFailing = false
    } catch (error) {
      const room = isRefusal(error) ? 0 : Math.max(0, mostWaiting - waiting.length)
      dropped += Math.max(0, batch.length - room)
      waiting = [...batch.slice(0, room), ...waiting]
      if (!isFailing) log.warn({ err: error, waiting: waiting.length }, 'slow questions could not be written down')
      isFailing = true
    }
  }
  /** One write at a time; what came meanwhile is written by the next. */
  const write = (): Promise<void> => {
    clearTimeout(timer)
    timer = undefined
    if (waiting.length === 0) return Promise.resolve()
    writing ??= put(waiting).finally(() => {
      writing = null
      plan()
    })
    return writing
  }
  const plan = () => {
    if (writing !== null || waiting.length === 0) return
    timer ??= setTimeout(() => void write(), isFailing ? againAfterMs : writeAfterMs).unref()
  }

  return {
    thresholdMs,
    add: ({ waitedMs, statement, ...ended }) => {
      if (ended.elapsedMs < thresholdMs || waitedMs === null || statement === null) return
      if (waiting.length >= mostWaiting) {
        dropped += 1
        return
      }
      waiting.push({ ...ended, waitedMs, statement })
      plan()
    },
    dropped: () => dropped,
    close: async () => {
      await writing
      await write()
      clearTimeout(timer)
    },
  }
}

/** PostgreSQL will not take it at another time either. */
const isRefusal = (error: unknown): boolean => /^2[23]/.test(String((error as { code?: unknown } | null)?.code ?? ''))
