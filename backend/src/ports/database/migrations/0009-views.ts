import { type Kysely, sql } from 'kysely'
import type { Migration } from 'kysely/migration'

/** Saved explorations, dashboards of several, and the latest load of a datasource, which each question asks for. */
export const views: Migration = {
  async up(db: Kysely<unknown>) {
    await db.schema
      .createTable('views')
      .addColumn('id', 'uuid', (c) => c.primaryKey().defaultTo(sql`gen_random_uuid()`))
      .addColumn('name', 'text', (c) => c.notNull())
      .addColumn('datasource_name', 'text', (c) => c.notNull())
      .addColumn('exploration', 'text', (c) => c.notNull())
      .addColumn('created_at', sql`timestamptz(3)`, (c) => c.notNull().defaultTo(sql`now()`))
      .addColumn('updated_at', sql`timestamptz(3)`, (c) => c.notNull().defaultTo(sql`now()`))
      .execute()
    await db.schema.createIndex('views_by_name').on('views').expression(sql`lower(name), id`).execute()
    await db.schema
      .createTable('dashboards')
      .addColumn('id', 'uuid', (c) => c.primaryKey().defaultTo(sql`gen_random_uuid()`))
      .addColumn('name', 'text', (c) => c.notNull())
      .addColumn('tiles', 'jsonb', (c) => c.notNull())
      .addColumn('refresh_seconds', 'integer')
      .addColumn('created_at', sql`timestamptz(3)`, (c) => c.notNull().defaultTo(sql`now()`))
      .addColumn('updated_at', sql`timestamptz(3)`, (c) => c.notNull().defaultTo(sql`now()`))
      .execute()
    await db.schema
      .createIndex('ingestion_tasks_latest')
      .on('ingestion_tasks')
      .columns(['datasource_name', 'updated_at desc'])
      .where(sql.ref('status'), '=', sql`'queryable'`)
      .where(sql.ref('kind'), '=', sql`'load'`)
      .execute()
    await db.schema.createIndex('dashboards_by_name').on('dashboards').expression(sql`lower(name), id`).execute()
  },
}
