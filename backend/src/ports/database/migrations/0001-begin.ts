import { type Kysely, sql } from 'kysely'
import type { Migration } from 'kysely/migration'

/** What a cursor can carry without loss. */
const milliseconds = sql`timestamptz(3)`

const statuses = (values: string) => sql.raw(`status IN (${values})`)

export const begin: Migration = {
  async up(db: Kysely<unknown>) {
    await db.schema
      .createTable('uploads')
      .addColumn('id', 'uuid', (c) => c.primaryKey())
      .addColumn('filename', 'text', (c) => c.notNull())
      .addColumn('datasource', 'text', (c) => c.notNull())
      .addColumn('mode', 'text', (c) => c.notNull())
      .addColumn('bytes', 'bigint', (c) => c.notNull().defaultTo(0))
      .addColumn('sha256', 'text')
      .addColumn('bucket', 'text')
      .addColumn('object_key', 'text')
      .addColumn('compression', 'text', (c) => c.notNull().defaultTo('none'))
      .addColumn('status', 'text', (c) => c.notNull())
      .addColumn('error', 'jsonb')
      .addColumn('profile', 'jsonb')
      .addColumn('obstacles', 'jsonb', (c) => c.notNull().defaultTo(sql`'[]'::jsonb`))
      .addColumn('preview', 'jsonb')
      .addColumn('plan', 'jsonb')
      .addColumn('ingest_as', 'uuid')
      .addColumn('lease_until', 'timestamptz')
      .addColumn('created_at', milliseconds, (c) => c.notNull().defaultTo(sql`now()`))
      .addColumn('updated_at', 'timestamptz', (c) => c.notNull().defaultTo(sql`now()`))
      .addCheckConstraint('uploads_status', statuses(`'receiving', 'profiling', 'ready', 'failed'`))
      .execute()
    await db.schema.createIndex('uploads_newest').on('uploads').columns(['created_at desc', 'id desc']).execute()

    await db.schema
      .createTable('ingestion_tasks')
      .addColumn('id', 'uuid', (c) => c.primaryKey())
      .addColumn('task_id', 'text', (c) => c.unique())
      .addColumn('upload_id', 'uuid', (c) => c.notNull())
      .addColumn('datasource_name', 'text', (c) => c.notNull())
      .addColumn('filename', 'text', (c) => c.notNull())
      .addColumn('mode', 'text', (c) => c.notNull())
      .addColumn('status', 'text', (c) => c.notNull())
      .addColumn('sha256', 'text')
      .addColumn('idempotency_key', 'text', (c) => c.unique())
      .addColumn('plan', 'jsonb', (c) => c.notNull())
      .addColumn('spec', 'jsonb')
      .addColumn('stages', 'jsonb', (c) => c.notNull())
      .addColumn('facts', 'jsonb', (c) => c.notNull())
      .addColumn('report', 'jsonb')
      .addColumn('log_tail', 'text')
      .addColumn('error', 'jsonb')
      .addColumn('lease_owner', 'uuid')
      .addColumn('lease_until', 'timestamptz')
      .addColumn('not_before', 'timestamptz', (c) => c.notNull().defaultTo(sql`now()`))
      .addColumn('created_at', milliseconds, (c) => c.notNull().defaultTo(sql`now()`))
      .addColumn('updated_at', 'timestamptz', (c) => c.notNull().defaultTo(sql`now()`))
      .addCheckConstraint(
        'ingestion_tasks_status',
        statuses(
          `'queued', 'staging', 'submitted', 'waiting', 'running', 'publishing', 'loading', 'queryable', 'failed', 'canceled'`,
        ),
      )
      .execute()
    await db.schema
      .createIndex('ingestion_tasks_newest')
      .on('ingestion_tasks')
      .columns(['created_at desc', 'id desc'])
      .execute()
    await db.schema
      .createIndex('ingestion_tasks_open')
      .on('ingestion_tasks')
      .columns(['not_before'])
      .where(sql.ref('status'), 'not in', sql`('queryable', 'failed', 'canceled')`)
      .execute()
    await db.schema
      .createIndex('ingestion_tasks_content')
      .on('ingestion_tasks')
      .columns(['datasource_name', 'sha256'])
      .execute()

    await db.schema
      .createTable('data_sources')
      .addColumn('id', 'uuid', (c) => c.primaryKey().defaultTo(sql`gen_random_uuid()`))
      .addColumn('name', 'text', (c) => c.notNull().unique())
      .addColumn('description', 'text')
      .addColumn('created_at', milliseconds, (c) => c.notNull().defaultTo(sql`now()`))
      .addColumn('last_updated', 'timestamptz', (c) => c.notNull().defaultTo(sql`now()`))
      .execute()
  },
}
