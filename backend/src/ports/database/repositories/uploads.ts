import type { Compression, ErrorBody, IngestionMode, IngestionPlan, Profile, Table } from '@nemeton/contract'
import { type Kysely, type RawBuilder, sql } from 'kysely'
import { type Cursor, nextCursor, readCursor } from '../cursor.ts'
import type { Schema } from '../schema.ts'
import { notDroppedSince } from './drops.ts'
import { type ReadingChoice, type StoredUpload, shown, toUpload } from './stored-upload.ts'
import { isStanding } from './undo-runs.ts'

export interface NewUpload {
  readonly id: string
  readonly filename: string
  readonly datasource: string
  readonly mode: IngestionMode
  readonly ingestAs: string | null
  readonly sheet: string | null
  /** Null when the row is not to be taken over: then another table says who writes. */
  readonly leaseMs: number | null
}

type Resumable = { readonly length: number; readonly expires_at: string }

export const instant = (ms: number) => sql<Date>`now() + make_interval(secs => ${ms / 1000}::float8)`

export function createUploads(db: Kysely<Schema>) {
  const columns = db
    .selectFrom('uploads')
    .select(shown)
    .select((eb) =>
      eb
        .selectFrom('ingestion_tasks as earlier')
        .select('earlier.id')
        .where(
          sql<boolean>`(earlier.sha256 = uploads.sha256 OR earlier.files @> jsonb_build_array(jsonb_build_object('sha256', uploads.sha256)))`,
        )
        .whereRef('earlier.datasource_name', '=', 'uploads.datasource')
        .where(sql<boolean>`NOT ${reads(sql.ref('earlier'))}`)
        .where('earlier.status', 'not in', ['failed', 'canceled'])
        .where(isStanding('earlier'))
        .where(notDroppedSince('earlier'))
        .orderBy('earlier.created_at', 'desc')
        .limit(1)
        .as('duplicate_of'),
    )
    .select((eb) =>
      eb
        .selectFrom('resumable_uploads as arriving')
        .select(
          sql<Resumable>`json_build_object('length', arriving.length, 'expires_at', arriving.expires_at)`.as('is'),
        )
        .whereRef('arriving.id', '=', 'uploads.id')
        .as('resumable'),
    )
  return {
    /** False when the id is taken. */
    insert: async (upload: NewUpload): Promise<boolean> => {
      const { numInsertedOrUpdatedRows } = await db
        .insertInto('uploads')
        .values({
          id: upload.id,
          filename: upload.filename,
          datasource: upload.datasource,
          mode: upload.mode,
          ingest_as: upload.ingestAs,
          sheet: upload.sheet,
          bytes: 0,
          compression: 'none',
          status: 'receiving',
          obstacles: '[]',
          lease_until: upload.leaseMs === null ? null : (instant(upload.leaseMs) as unknown as string),
        })
        .onConflict((conflict) => conflict.column('id').doNothing())
        .executeTakeFirst()
      return numInsertedOrUpdatedRows === 1n
    },
    find: async (id: string): Promise<StoredUpload | null> => {
      const row = await columns.where('id', '=', id).executeTakeFirst()
      return row ? toUpload(row) : null
    },
    /** Rows of the file, and how many values each of its columns has, by the column's name in the file; null when not profiled. */
    valueCounts: async (
      id: string,
    ): Promise<{ readonly rows: number; readonly columns: ReadonlyMap<string, number> } | null> => {
      const row = await db
        .selectFrom('uploads')
        .select([
          sql<number>`(profile->>'rows')::float8`.as('rows'),
          sql<readonly { readonly name: string; readonly distinct: number }[]>`(
            SELECT jsonb_agg(jsonb_build_object('name', one->'name', 'distinct', one->'distinct'))
            FROM jsonb_array_elements(profile->'columns') AS one
          )`.as('columns'),
        ])
        .where('id', '=', id)
        .where('profile', 'is not', null)
        .executeTakeFirst()
      return row ? { rows: row.rows, columns: new Map(row.columns?.map((one) => [one.name, one.distinct])) } : null
    },
    list: async (
      limit: number,
      cursor: string | undefined,
    ): Promise<{ items: StoredUpload[]; nextCursor: string | null }> => {
      const after = readCursor(cursor)
      const rows = await columns
        .$if(after !== null, (query) => query.where(older(after)))
        .orderBy('created_at', 'desc')
        .orderBy('id', 'desc')
        .limit(limit + 1)
        .execute()
      return { items: rows.slice(0, limit).map(toUpload), nextCursor: nextCursor(rows, limit) }
    },
    keepLease: async (id: string, bytes: number, leaseMs: number): Promise<void> => {
      await db
        .updateTable('uploads')
        .set({ bytes, lease_until: instant(leaseMs) as unknown as string, updated_at: sql`now()` })
        .where('id', '=', id)
        .where('status', 'in', ['receiving', 'profiling'])
        .execute()
    },
    stored: async (
      id: string,
      facts: { bytes: number; sha256: string; bucket: string; key: string; compression: Compression; leaseMs: number },
    ): Promise<void> => {
      const { bytes, sha256, bucket, key, compression } = facts
      await db
        .updateTable('uploads')
        .set({ bytes, sha256, bucket, object_key: key, compression, status: 'profiling' })
        .set({ lease_until: instant(facts.leaseMs) as unknown as string, updated_at: sql`now()` })
        .where('id', '=', id)
        .execute()
    },
    ready: async (
      id: string,
      facts: { profile: Profile; obstacles: readonly string[]; preview: Table; plan: IngestionPlan },
    ): Promise<void> => {
      await db
        .updateTable('uploads')
        .set({
          status: 'ready',
          profile: JSON.stringify(facts.profile),
          obstacles: JSON.stringify(facts.obstacles),
          preview: JSON.stringify(facts.preview),
          plan: JSON.stringify(facts.plan),
          datasource: facts.plan.datasource,
          lease_until: null,
          updated_at: sql`now()`,
        })
        .where('id', '=', id)
        .execute()
    },
    failed: async (id: string, error: ErrorBody): Promise<void> => {
      await db
        .updateTable('uploads')
        .set({ status: 'failed', error: JSON.stringify(error), lease_until: null, updated_at: sql`now()` })
        .where('id', '=', id)
        .execute()
    },
    /** False while an ingestion reads the upload, or its profile is on the way already. */
    profileAnew: async (id: string, choice: ReadingChoice, leaseMs: number): Promise<boolean> => {
      const { numUpdatedRows } = await db
        .updateTable('uploads')
        .set(
          'sheet' in choice ? choice : { dialect_choice: choice.dialectChoice && JSON.stringify(choice.dialectChoice) },
        )
        .set({ status: 'profiling', profile: null, plan: null, preview: null, error: null, ingest_as: null })
        .set({ lease_until: instant(leaseMs) as unknown as string, updated_at: sql`now()` })
        .where('id', '=', id)
        .where('status', 'in', ['ready', 'failed'])
        .where((eb) =>
          eb.not(
            eb.exists(
              eb
                .selectFrom('ingestion_tasks')
                .select('ingestion_tasks.id')
                .where(reads(sql.ref('ingestion_tasks'), id))
                .where('ingestion_tasks.status', 'not in', ['queryable', 'failed', 'canceled']),
            ),
          ),
        )
        .executeTakeFirst()
      return numUpdatedRows === 1n
    },
    preview: async (id: string): Promise<Table | null> => {
      const row = await db.selectFrom('uploads').select('preview').where('id', '=', id).executeTakeFirst()
      return row?.preview ?? null
    },
    /** Takes over one upload whose instance died while it received or profiled. */
    claimStale: async (leaseMs: number): Promise<StoredUpload | null> => {
      const row = await db
        .updateTable('uploads')
        .set({ lease_until: instant(leaseMs) as unknown as string })
        .where('id', '=', (eb) =>
          eb
            .selectFrom('uploads')
            .select('id')
            .where('status', 'in', ['receiving', 'profiling'])
            .where('lease_until', '<', sql<Date>`now()`)
            .orderBy('lease_until')
            .limit(1)
            .forUpdate()
            .skipLocked(),
        )
        .returning(shown)
        .executeTakeFirst()
      return row ? toUpload({ ...row, duplicate_of: null, resumable: null }) : null
    },
    /** Lets another instance, or the next start, take over at once. */
    release: async (id: string): Promise<void> => {
      await db
        .updateTable('uploads')
        .set({ lease_until: sql`now()` })
        .where('id', '=', id)
        .where('status', '=', 'profiling')
        .execute()
    },
    remove: async (id: string): Promise<void> => {
      await db.deleteFrom('uploads').where('id', '=', id).execute()
    },
  }
}

export type Uploads = ReturnType<typeof createUploads>

/** Whether a run has the upload among its files. */
const reads = (run: RawBuilder<unknown>, id: unknown = sql.ref('uploads.id')) =>
  sql<boolean>`(${run}.upload_id = ${id} OR ${run}.files @> jsonb_build_array(jsonb_build_object('uploadId', ${id}::uuid)))`

const older = (after: Cursor | null) => sql<boolean>`(created_at, id) < (${after?.at}::timestamptz, ${after?.id}::uuid)`
