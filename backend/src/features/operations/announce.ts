import type { Logger } from 'pino'
import type { Ports, Writer } from '../../ports/ports.ts'
import type { InFlight } from '../../queries/in-flight.ts'

interface Needs {
  readonly inFlight: Pick<InFlight, 'list'>
  readonly runningQueries: Pick<Ports['database']['runningQueries'], 'write' | 'beat' | 'remove'>
  readonly writer: Writer
  readonly log: Pick<Logger, 'warn'>
  readonly everyMs?: number
}

const leastAgeMs = 1000

/** Tells the other instances what goes through this one, for as long as something does; returns the end of it. */
export function announceRunning(needs: Needs): () => Promise<void> {
  const { inFlight, runningQueries, writer, log, everyMs = 1000 } = needs
  /** What the others know; null when they may know anything. */
  let said: string | null = ''
  let isFailing = false
  let telling: Promise<void> | null = null

  const tell = async () => {
    const queries = inFlight.list(leastAgeMs)
    const now = queries.map(({ queryId, state, sql }) => `${queryId} ${state} ${sql?.length}`).join('\n')
    if (now === '' && said === '') return
    try {
      if (now === '') await runningQueries.remove(writer)
      else if (now !== said || !(await runningQueries.beat(writer))) await runningQueries.write(writer, queries)
      said = now
      isFailing = false
    } catch (error) {
      if (!isFailing) log.warn({ err: error }, 'other instances are not told of the questions under way')
      isFailing = true
      said = null
    }
  }
  const timer = setInterval(() => {
    telling ??= tell().finally(() => {
      telling = null
    })
  }, everyMs).unref()

  return async () => {
    clearInterval(timer)
    await telling
    if (said !== '') await runningQueries.remove(writer).catch(() => {})
  }
}
