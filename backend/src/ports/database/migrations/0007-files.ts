import { type Kysely, sql } from 'kysely'
import type { Migration } from 'kysely/migration'

/** The files of a run over several uploads; and what housekeeping has done. */
export const files: Migration = {
  async up(db: Kysely<unknown>) {
    await db.schema
      .alterTable('ingestion_tasks')
      .addColumn('files', 'jsonb', (c) => c.notNull().defaultTo(sql`'[]'::jsonb`))
      .addColumn('is_ending', 'boolean', (c) => c.notNull().defaultTo(false))
      .execute()
    await sql`CREATE INDEX ingestion_tasks_ending ON ingestion_tasks (not_before) WHERE is_ending`.execute(db)
    await sql`CREATE INDEX ingestion_tasks_files ON ingestion_tasks USING gin (files jsonb_path_ops)`.execute(db)
    await db.schema.createIndex('ingestion_tasks_upload').on('ingestion_tasks').column('upload_id').execute()
    await db.schema
      .createTable('housekeeping_sweeps')
      .addColumn('id', 'uuid', (c) => c.primaryKey().defaultTo(sql`gen_random_uuid()`))
      .addColumn('started_at', 'timestamptz', (c) => c.notNull().defaultTo(sql`now()`))
      .addColumn('removed', 'integer')
      .addColumn('removed_bytes', 'bigint')
      .execute()
  },
}
