import { ingestionStatus, uploadStatus } from '@nemeton/contract'
import type { Logger } from 'pino'
import type { Ports, Tallies } from '../../ports/ports.ts'

interface Needs extends Pick<Ports, 'database' | 'telemetry'> {
  readonly log: Logger
  readonly periodMs?: number
  /** Epoch milliseconds. */
  readonly now?: () => number
}

const standardPeriodMs = 10_000
/** Older numbers are not shown: nobody should take them for the present. */
const mostPeriods = 6

/** Counts of what PostgreSQL holds, asked for on a period of its own, however many look. Answers what ends it. */
export function watchTallies(needs: Needs): () => Promise<void> {
  const { database, telemetry, log, periodMs = standardPeriodMs, now = Date.now } = needs
  let known: { readonly at: number; readonly tallies: Tallies } | null = null
  let isClosed = false
  let timer: NodeJS.Timeout | undefined
  const current = () => (known !== null && now() - known.at < periodMs * mostPeriods ? known.tallies : null)
  const look = async (): Promise<void> => {
    try {
      known = { at: now(), tallies: await database.tallies.read() }
    } catch (error) {
      log.debug({ err: error }, 'the counts for the metrics could not be read')
    }
    if (!isClosed) timer = setTimeout(loop, periodMs)
  }
  let looking = Promise.resolve()
  const loop = () => {
    looking = look()
  }
  loop()

  const { metrics } = telemetry
  metrics.watch({
    name: 'nemeton_ingestions',
    help: 'Ingestions by status, of all instances; absent while PostgreSQL does not tell.',
    labels: ['status'],
    read: () => {
      const counts = current()?.ingestions
      return counts ? ingestionStatus.options.map((status) => sample(status, counts.get(status) ?? 0)) : []
    },
  })
  metrics.watch({
    name: 'nemeton_uploads',
    help: 'Uploads by status, of all instances.',
    labels: ['status'],
    read: () => {
      const counts = current()?.uploads
      return counts ? uploadStatus.options.map((status) => sample(status, counts.get(status)?.count ?? 0)) : []
    },
  })
  metrics.watch({
    name: 'nemeton_uploads_bytes',
    help: 'Bytes of the uploads by status, of all instances.',
    labels: ['status'],
    read: () => {
      const counts = current()?.uploads
      return counts ? uploadStatus.options.map((status) => sample(status, counts.get(status)?.bytes ?? 0)) : []
    },
  })
  metrics.watch({
    name: 'nemeton_watcher_lag_seconds',
    help: 'How long the run that waits longest for an instance to look at it has been due.',
    read: () => {
      const tallies = current()
      return tallies ? [{ value: tallies.watcherLagMs / 1000 }] : []
    },
  })
  return async () => {
    isClosed = true
    clearTimeout(timer)
    await looking
  }
}

const sample = (status: string, value: number) => ({ labels: { status }, value })
