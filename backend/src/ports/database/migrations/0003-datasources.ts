import { type Kysely, sql } from 'kysely'
import type { Migration } from 'kysely/migration'

/** What people say of a datasource, and what each drop took out of it. */
export const datasources: Migration = {
  async up(db: Kysely<unknown>) {
    await db.schema
      .alterTable('data_sources')
      .addColumn('measures', 'jsonb')
      .addColumn('formats', 'jsonb', (c) => c.notNull().defaultTo(sql`'{}'::jsonb`))
      .execute()
    await db.schema
      .createTable('datasource_drops')
      .addColumn('id', 'uuid', (c) => c.primaryKey().defaultTo(sql`gen_random_uuid()`))
      .addColumn('datasource_name', 'text', (c) => c.notNull())
      .addColumn('status', 'text', (c) => c.notNull())
      .addColumn('row_count', 'bigint', (c) => c.notNull())
      .addColumn('bytes', 'bigint', (c) => c.notNull())
      .addColumn('interval', 'text')
      .addColumn('segment_ids', 'jsonb', (c) => c.notNull())
      .addColumn('created_at', sql`timestamptz(3)`, (c) => c.notNull().defaultTo(sql`now()`))
      .addColumn('restored_at', 'timestamptz')
      .addCheckConstraint(
        'datasource_drops_status',
        sql`status IN ('dropping', 'dropped', 'restoring', 'restored', 'killed')`,
      )
      .execute()
    await db.schema
      .createIndex('datasource_drops_newest')
      .on('datasource_drops')
      .columns(['datasource_name', 'created_at desc'])
      .execute()
  },
}
