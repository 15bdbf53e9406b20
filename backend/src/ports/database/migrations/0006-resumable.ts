import { type Kysely, sql } from 'kysely'
import type { Migration } from 'kysely/migration'

/** Uploads that go on after a lost connection: who writes, and what is kept of them so far. */
export const resumable: Migration = {
  async up(db: Kysely<unknown>) {
    await db.schema
      .createTable('resumable_uploads')
      .addColumn('id', 'uuid', (c) => c.primaryKey().references('uploads.id').onDelete('cascade'))
      .addColumn('length', 'bigint', (c) => c.notNull())
      .addColumn('part_size', 'bigint', (c) => c.notNull())
      .addColumn('metadata', 'text', (c) => c.notNull())
      .addColumn('parts_id', 'text')
      .addColumn('writer', 'uuid')
      .addColumn('writer_until', 'timestamptz')
      .addColumn('expires_at', sql`timestamptz(3)`, (c) => c.notNull())
      .execute()
    await db.schema.createIndex('resumable_uploads_expiry').on('resumable_uploads').column('expires_at').execute()
    await db.schema
      .createTable('upload_parts')
      .addColumn('upload_id', 'uuid', (c) => c.notNull().references('resumable_uploads.id').onDelete('cascade'))
      .addColumn('at', 'bigint', (c) => c.notNull())
      .addColumn('bytes', 'bigint', (c) => c.notNull())
      .addColumn('etag', 'text')
      .addColumn('checksum', 'text')
      .addColumn('content', 'bytea')
      .addPrimaryKeyConstraint('upload_parts_key', ['upload_id', 'at'])
      .addCheckConstraint('upload_parts_place', sql`(etag IS NULL) <> (content IS NULL)`)
      .execute()
  },
}
