import { statfs } from 'node:fs/promises'
import { type Kysely, sql } from 'kysely'
import type { DatabaseFacts } from './database.ts'
import { newestMigration } from './migrate.ts'
import type { Schema } from './schema.ts'

const freshMs = 300_000
const loopback = /^(localhost|127(\.\d+){3}|::1|\[::1\]|)$/

interface Row {
  readonly version: string
  readonly clock: Date
  readonly bytes: number
  readonly connections: number
  readonly most: number
  readonly migration: string | null
}

/** What PostgreSQL tells of itself in one statement, and of its disk where that is this machine's. */
export function createDatabaseFacts(db: Kysely<Schema>, connectionString: string | null) {
  let disk: { readonly at: number; readonly space: Promise<DatabaseFacts['disk']> } | null = null
  const isHere = connectionString !== null && loopback.test(hostOf(connectionString))
  const readDisk = async (): Promise<DatabaseFacts['disk']> => {
    const { rows } = await sql<{
      folder: string | null
    }>`SELECT current_setting('data_directory', true) AS folder`.execute(db)
    const folder = rows[0]?.folder
    if (!folder) return null
    const { bavail, blocks, bsize } = await statfs(folder)
    return { freeBytes: bavail * bsize, totalBytes: blocks * bsize }
  }
  return async (): Promise<DatabaseFacts> => {
    const asked = Date.now()
    const begun = performance.now()
    const { rows } = await sql<Row>`SELECT current_setting('server_version') AS version, clock_timestamp() AS clock,
      pg_database_size(current_database()) AS bytes, current_setting('max_connections')::int AS most,
      (SELECT count(*) FROM pg_stat_activity WHERE backend_type = 'client backend') AS connections,
      (SELECT max(name) FROM kysely_migration) AS migration`.execute(db)
    const latencyMs = Math.round((performance.now() - begun) * 10) / 10
    const answered = Date.now()
    if (isHere && (disk === null || asked - disk.at > freshMs))
      disk = { at: asked, space: readDisk().catch(() => null) }
    const [row] = rows as [Row]
    return {
      version: row.version,
      latencyMs,
      skewMs: Math.round(row.clock.getTime() - (asked + answered) / 2),
      bytes: row.bytes,
      connections: { used: row.connections, most: row.most },
      migration: { applied: row.migration, newest: newestMigration },
      disk: (await disk?.space) ?? null,
    }
  }
}

function hostOf(connectionString: string): string {
  try {
    return new URL(connectionString).hostname
  } catch {
    return 'unknown'
  }
}
