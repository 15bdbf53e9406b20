import { ProductError } from '@nemeton/contract'
import { Kysely, PostgresDialect, sql } from 'kysely'
import pRetry from 'p-retry'
import pg from 'pg'
import type { Logger } from 'pino'
import type { Telemetry } from '../telemetry/telemetry.ts'
import type { Database } from './database.ts'
import { createDatabaseFacts } from './database-facts.ts'
import { guarded, translate } from './error.ts'
import { measuredStatements } from './measured-statements.ts'
import { migrate } from './migrate.ts'
import { createDashboards } from './repositories/dashboards.ts'
import { createDatasources } from './repositories/datasources.ts'
import { createDrops } from './repositories/drops.ts'
import { createHealth } from './repositories/health.ts'
import { createHousekeeping } from './repositories/housekeeping.ts'
import { createIngestions } from './repositories/ingestions.ts'
import { createLastChange } from './repositories/last-change.ts'
import { createQueryHours } from './repositories/query-hours.ts'
import { createResumables } from './repositories/resumables.ts'
import { createRunningQueries } from './repositories/running-queries.ts'
import { createSlowQueries } from './repositories/slow-queries.ts'
import { createTallies } from './repositories/tallies.ts'
import { createUploads } from './repositories/uploads.ts'
import { createViews } from './repositories/views.ts'
import type { Schema } from './schema.ts'

/** For what must be done once at the start, however long the other part takes to come up. */
const untilItAnswers = { retries: Number.POSITIVE_INFINITY, minTimeout: 500, maxTimeout: 5000 }
const int8 = 20

interface PoolOptions {
  readonly connectionString: string
  readonly size: number
  readonly log: Logger
  readonly statementTimeoutMs?: number
}

export function createPool(options: PoolOptions): pg.Pool {
  const { statementTimeoutMs = 30_000 } = options
  const types = new pg.TypeOverrides()
  types.setTypeParser(int8, Number)
  const pool = new pg.Pool({
    connectionString: options.connectionString,
    max: options.size,
    types,
    application_name: 'nemeton',
    connectionTimeoutMillis: 3000,
    statement_timeout: statementTimeoutMs,
    query_timeout: statementTimeoutMs + 1000,
    keepAlive: true,
  })
  // Each connection tells its own end, in use or not: between two statements of a transaction nobody else would hear it.
  pool.on('connect', (client) => {
    client.on('error', (error) => options.log.warn({ err: error }, 'a PostgreSQL connection was lost'))
  })
  // The pool says it again of one that lay idle.
  pool.on('error', () => {})
  return pool
}

interface DatabaseOptions {
  readonly aside?: pg.Pool
  readonly telemetry?: Telemetry
}

/** `aside` is a small pool for looking after PostgreSQL's health. */
export function createDatabase(pool: pg.Pool, { aside = pool, telemetry }: DatabaseOptions = {}): Database {
  const log = telemetry && measuredStatements(telemetry)
  const db = new Kysely<Schema>({ dialect: new PostgresDialect({ pool }), ...(log && { log }) })
  const watch = aside === pool ? db : new Kysely<Schema>({ dialect: new PostgresDialect({ pool: aside }) })
  const facts = createDatabaseFacts(watch, aside.options.connectionString ?? null)
  return {
    uploads: guarded(createUploads(db), ['find', 'list', 'preview']),
    resumables: guarded(createResumables(db), ['find', 'count', 'tail', 'parts']),
    ingestions: guarded({ ...createIngestions(db), lastChange: createLastChange(pool, telemetry) }, [
      'find',
      'findByIdempotencyKey',
      'findSame',
      'list',
      'latestQueryable',
      'lastChange',
      'keptMetrics',
      'changedSince',
      'openInto',
      'anyReading',
      'anyStartable',
      'slotsLeft',
      'hasBrokenUndo',
      'byTasks',
    ]),
    datasources: guarded(createDatasources(db), ['words']),
    drops: guarded(createDrops(db), ['findRestorable', 'list']),
    housekeeping: guarded(createHousekeeping(db), ['uploadStatuses', 'runs', 'expired', 'settled', 'last']),
    views: guarded(createViews(db), ['list', 'find']),
    dashboards: guarded(createDashboards(db), ['list', 'find']),
    health: guarded(createHealth(watch), []),
    runningQueries: guarded(createRunningQueries(db), []),
    slowQueries: guarded(createSlowQueries(db), ['list', 'statement']),
    queryHours: guarded(createQueryHours(db), ['read']),
    tallies: guarded(createTallies(db), ['read', 'migrations']),
    migrate: (signal, onFailure) =>
      pRetry(
        () =>
          migrate(db).catch((error: unknown) => {
            throw translate(error)
          }),
        { ...untilItAnswers, signal, onFailedAttempt: ({ error }) => onFailure(error) },
      ),
    ping: async (timeoutMs) => {
      const late = AbortSignal.timeout(timeoutMs)
      const answer = sql<{ version: string }>`SELECT current_setting('server_version') AS version`.execute(watch)
      const timeout = new Promise<never>((_resolve, reject) =>
        late.addEventListener('abort', () =>
          reject(new ProductError('database_unavailable', 'PostgreSQL does not answer in time.')),
        ),
      )
      try {
        return (await Promise.race([answer, timeout])).rows[0]?.version ?? ''
      } catch (error) {
        answer.catch(() => {})
        throw translate(error)
      }
    },
    facts: () =>
      facts().catch((error: unknown) => {
        throw translate(error)
      }),
    pool: () => ({
      total: pool.totalCount,
      idle: pool.idleCount,
      waiting: pool.waitingCount,
      most: pool.options.max ?? 10,
    }),
    close: async () => {
      await Promise.all([...new Set([db, watch])].map((each) => each.destroy()))
    },
  }
}
