import type { IngestionStatus } from '@nemeton/contract'
import { type Kysely, sql } from 'kysely'
import type { Schema } from '../schema.ts'
import { isWriting } from './ingestion-queue.ts'
import { isTerminal } from './transitions.ts'

export interface SweptUpload {
  readonly id: string
  readonly filename: string
  readonly key: string
  readonly bytes: number
}

export interface SweptRun {
  readonly id: string
  readonly isOver: boolean
  readonly isCanceled: boolean
  readonly endedAt: Date
}

const lockName = sql`hashtextextended('nemeton housekeeping', 0)`
const most = 1000

export function createHousekeeping(db: Kysely<Schema>) {
  const isRead = sql<boolean>`EXISTS (SELECT FROM ingestion_tasks run WHERE ${isWriting('run')} AND (run.upload_id = uploads.id
    OR run.files @> jsonb_build_array(jsonb_build_object('uploadId', uploads.id))))`
  const settled = db
    .selectFrom('uploads')
    .select(['id', 'filename', 'object_key', 'bytes', 'bucket'])
    .where('status', 'in', ['ready', 'failed'])
    .where('object_key', 'is not', null)
    .where(sql<boolean>`NOT ${isRead}`)
  const toSwept = (row: { id: string; filename: string; object_key: string | null; bytes: number }): SweptUpload => ({
    id: row.id,
    filename: row.filename,
    key: row.object_key ?? '',
    bytes: row.bytes,
  })
  return {
    /** The status of those uploads that are there, by id. */
    uploadStatuses: async (ids: readonly string[]): Promise<ReadonlyMap<string, string>> => {
      if (ids.length === 0) return new Map()
      const rows = await db.selectFrom('uploads').select(['id', 'status']).where('id', 'in', ids).execute()
      return new Map(rows.map(({ id, status }) => [id, status]))
    },
    runs: async (ids: readonly string[]): Promise<ReadonlyMap<string, SweptRun>> => {
      if (ids.length === 0) return new Map()
      const rows = await db
        .selectFrom('ingestion_tasks')
        .select(['id', 'status', 'is_ending', 'updated_at'])
        .where('id', 'in', ids)
        .execute()
      return new Map(
        rows.map(({ id, status, is_ending, updated_at }) => [
          id,
          {
            id,
            isOver: isTerminal(status as IngestionStatus) && !is_ending,
            isCanceled: status === 'canceled',
            endedAt: updated_at,
          },
        ]),
      )
    },
    /** Uploads that nobody reads and that neither they nor their runs have changed for so long, the oldest first. */
    expired: async (days: number): Promise<readonly SweptUpload[]> =>
      (
        await settled
          .where(sql<boolean>`updated_at < now() - make_interval(days => ${days})`)
          .where(
            sql<boolean>`NOT EXISTS (SELECT FROM ingestion_tasks run WHERE run.updated_at >= now() - make_interval(days => ${days})
              AND (run.upload_id = uploads.id OR run.files @> jsonb_build_array(jsonb_build_object('uploadId', uploads.id))))`,
          )
          .orderBy('updated_at')
          .limit(most)
          .execute()
      ).map(toSwept),
    /** Uploads in this bucket that nobody reads, unchanged for so long; a page of them by id. */
    settled: async (bucket: string, quietMs: number, after: string | null): Promise<readonly SweptUpload[]> =>
      (
        await settled
          .where('bucket', '=', bucket)
          .where(sql<boolean>`updated_at < now() - make_interval(secs => ${quietMs / 1000}::float8)`)
          .$if(after !== null, (query) => query.where('id', '>', after ?? ''))
          .orderBy('id')
          .limit(most)
          .execute()
      ).map(toSwept),
    /** False when a run reads the upload by now, or it is gone. */
    removeUpload: async (id: string): Promise<boolean> => {
      const { numDeletedRows } = await db
        .deleteFrom('uploads')
        .where('id', '=', id)
        .where('status', 'in', ['ready', 'failed'])
        .where(sql<boolean>`NOT ${isRead}`)
        .executeTakeFirst()
      return numDeletedRows === 1n
    },
    last: async (): Promise<{ startedAt: Date; count: number | null; bytes: number | null } | null> => {
      const row = await db
        .selectFrom('housekeeping_sweeps')
        .selectAll()
        .orderBy('started_at', 'desc')
        .limit(1)
        .executeTakeFirst()
      return row ? { startedAt: row.started_at, count: row.removed, bytes: row.removed_bytes } : null
    },
    /**
     * Runs one sweep that removes, and writes down when and how much; null when another instance is at it. `when`
     * is asked once the lock is held: who waited for it may find the work done.
     */
    alone: async <T extends { readonly count: number; readonly bytes: number }>(
      when: () => Promise<boolean>,
      work: () => Promise<T>,
    ): Promise<T | null> =>
      db.connection().execute(async (connection) => {
        const { rows } = await sql<{ locked: boolean }>`SELECT pg_try_advisory_lock(${lockName}) AS locked`.execute(
          connection,
        )
        if (rows[0]?.locked !== true) return null
        try {
          if (!(await when())) return null
          const { id } = await db
            .insertInto('housekeeping_sweeps')
            .defaultValues()
            .returning('id')
            .executeTakeFirstOrThrow()
          const done = await work()
          await db
            .updateTable('housekeeping_sweeps')
            .set({ removed: done.count, removed_bytes: done.bytes })
            .where('id', '=', id)
            .execute()
          return done
        } finally {
          await sql`SELECT pg_advisory_unlock(${lockName})`.execute(connection)
        }
      }),
  }
}

export type Housekeeping = ReturnType<typeof createHousekeeping>
