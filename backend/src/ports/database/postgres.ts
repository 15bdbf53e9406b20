import { ProductError } from '@nemeton/contract'
import { Kysely, PostgresDialect, sql } from 'kysely'
import pRetry from 'p-retry'
import pg from 'pg'
import type { Logger } from 'pino'
import type { Telemetry } from '../telemetry/telemetry.ts'
import type { Database } from './database.ts'
import { guarded, translate } from './error.ts'
import { measuredStatements } from './measured-statements.ts'
import { migrate } from './migrate.ts'
import { createDashboards } from './repositories/dashboards.ts'
import { createDatasources } from './repositories/datasources.ts'
import { createDrops } from './repositories/drops.ts'
import { createHousekeeping } from './repositories/housekeeping.ts'
import { createIngestions } from './repositories/ingestions.ts'
import { createResumables } from './repositories/resumables.ts'
import { createTallies } from './repositories/tallies.ts'
import { createUploads } from './repositories/uploads.ts'
import { createViews } from './repositories/views.ts'
import type { Schema } from './schema.ts'

/** For what must be done once at the start, however long the other part takes to come up. */
const untilItAnswers = { retries: Number.POSITIVE_INFINITY, minTimeout: 500, maxTimeout: 5000 }
const int8 = 20

export function createPool(options: { connectionString: string; size: number; log: Logger }): pg.Pool {
  const types = new pg.TypeOverrides()
  types.setTypeParser(int8, Number)
  const pool = new pg.Pool({
    connectionString: options.connectionString,
    max: options.size,
    types,
    application_name: 'nemeton',
    connectionTimeoutMillis: 3000,
    statement_timeout: 30_000,
    query_timeout: 31_000,
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

export function createDatabase(pool: pg.Pool, telemetry?: Telemetry): Database {
  const log = telemetry && measuredStatements(telemetry)
  const db = new Kysely<Schema>({ dialect: new PostgresDialect({ pool }), ...(log && { log }) })
  return {
    uploads: guarded(createUploads(db), ['find', 'list', 'preview']),
    resumables: guarded(createResumables(db), ['find', 'count', 'tail', 'parts']),
    ingestions: guarded(createIngestions(db), [
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
    ]),
    datasources: guarded(createDatasources(db), ['words']),
    drops: guarded(createDrops(db), ['findRestorable', 'list']),
    housekeeping: guarded(createHousekeeping(db), ['uploadStatuses', 'runs', 'expired', 'settled', 'last']),
    views: guarded(createViews(db), ['list', 'find']),
    dashboards: guarded(createDashboards(db), ['list', 'find']),
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
      const answer = sql<{ version: string }>`SELECT current_setting('server_version') AS version`.execute(db)
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
    close: () => db.destroy(),
  }
}
