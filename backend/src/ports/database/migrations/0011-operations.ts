import { type Kysely, sql } from 'kysely'
import type { Migration } from 'kysely/migration'

/** Questions under way, those that took long, and how long all of them took. */
export const operations: Migration = {
  async up(db: Kysely<unknown>) {
    // Nothing of it outlives the instances that write it, so no crash needs it back.
    await db.schema
      .createTable('running_queries')
      .modifyFront(sql`unlogged`)
      .addColumn('instance', 'uuid', (c) => c.primaryKey())
      .addColumn('name', 'text', (c) => c.notNull())
      .addColumn('queries', 'jsonb', (c) => c.notNull())
      .addColumn('written_at', 'timestamptz', (c) => c.notNull().defaultTo(sql`now()`))
      .addColumn('beat_at', 'timestamptz', (c) => c.notNull().defaultTo(sql`now()`))
      .execute()
    await db.schema
      .createTable('slow_queries')
      .addColumn('id', 'bigint', (c) => c.primaryKey().generatedAlwaysAsIdentity())
      .addColumn('query_id', 'text', (c) => c.notNull())
      .addColumn('kind', 'text', (c) => c.notNull())
      .addColumn('at', sql`timestamptz(3)`, (c) => c.notNull())
      .addColumn('elapsed_ms', 'double precision', (c) => c.notNull())
      .addColumn('waited_ms', 'double precision', (c) => c.notNull())
      .addColumn('outcome', 'text', (c) => c.notNull())
      .addColumn('message', 'text')
      .addColumn('datasource', 'text')
      .addColumn('client', 'text', (c) => c.notNull())
      .addColumn('sql', 'text', (c) => c.notNull())
      .addColumn('parameters', 'jsonb', (c) => c.notNull())
      .addColumn('context', 'jsonb', (c) => c.notNull())
      .addColumn('row_count', 'bigint')
      .execute()
    await db.schema.createIndex('slow_queries_by_time').on('slow_queries').columns(['at', 'id']).execute()
    await db.schema.createIndex('slow_queries_by_duration').on('slow_queries').columns(['elapsed_ms', 'id']).execute()
    await db.schema
      .createTable('query_hours')
      .addColumn('hour', sql`timestamptz(3)`, (c) => c.notNull())
      .addColumn('kind', 'text', (c) => c.notNull())
      .addColumn('instance', 'uuid', (c) => c.notNull())
      .addColumn('buckets', 'jsonb', (c) => c.notNull())
      .addPrimaryKeyConstraint('query_hours_pk', ['hour', 'kind', 'instance'])
      .execute()
  },
}
