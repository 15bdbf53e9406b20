import pg from 'pg'
import type { Logger } from 'pino'
import { collapsed } from './collapsed.ts'
import type { Change, Events } from './events.ts'

const channel = 'nemeton_changes'

/** LISTEN/NOTIFY on a connection of its own, made again when it is lost. */
export function createPostgresEvents(options: { connectionString: string; pool: pg.Pool; log: Logger }): Events {
  const { connectionString, pool, log } = options
  const subscribers = new Set<(change: Change | null) => void>()
  let client: pg.Client | null = null
  let closed = false
  let timer: NodeJS.Timeout | undefined

  const tell = (change: Change | null) => {
    for (const subscriber of subscribers) subscriber(change)
  }

  const connect = async () => {
    const next = new pg.Client({ connectionString, application_name: 'nemeton-events', keepAlive: true })
    const lost = (error?: Error) => {
      if (client !== next && client !== null) return
      client = null
      next.removeAllListeners()
      next.on('error', () => {})
      if (closed) return
      if (error) log.warn({ err: error }, 'lost the event connection to PostgreSQL, connecting again')
      timer = setTimeout(() => void connect(), 1000)
    }
    next.on('error', lost)
    next.on('end', () => lost())
    next.on('notification', (message) => {
      const [kind, id] = (message.payload ?? '').split(' ')
      if ((kind === 'upload' || kind === 'ingestion' || kind === 'query') && id) tell({ kind, id })
    })
    try {
      await next.connect()
      await next.query(`LISTEN ${channel}`)
      client = next
      tell(null)
    } catch (error) {
      lost(error as Error)
      await next.end().catch(() => {})
    }
  }
  void connect()

  const subscribe: Events['subscribe'] = (onChange) => {
    subscribers.add(onChange)
    return () => void subscribers.delete(onChange)
  }

  return {
    publish: async ({ kind, id }) => {
      await pool.query('SELECT pg_notify($1, $2)', [channel, `${kind} ${id}`]).catch((error: Error) => {
        log.warn({ err: error }, 'a change was not announced')
      })
    },
    subscribe,
    changes: (wanted, signal) => collapsed(subscribe, wanted, signal),
    close: async () => {
      closed = true
      clearTimeout(timer)
      await client?.end().catch(() => {})
    },
  }
}
