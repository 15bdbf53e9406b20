import { type Kysely, sql } from 'kysely'
import type { Migration } from 'kysely/migration'

const instant = sql`timestamptz(3)`

/** Who watches, what was seen, what changed, and who is to be told of it. */
export const health: Migration = {
  async up(db: Kysely<unknown>) {
    await db.schema
      .createTable('health_instances')
      .addColumn('id', 'text', (c) => c.primaryKey())
      .addColumn('facts', 'jsonb', (c) => c.notNull())
      .addColumn('seen_at', instant, (c) => c.notNull().defaultTo(sql`now()`))
      .execute()
    await db.schema
      .createTable('health_collection')
      .addColumn('id', 'smallint', (c) => c.primaryKey().check(sql`id = 1`))
      .addColumn('owner', 'text')
      .addColumn('owned_until', instant)
      .addColumn('snapshot', 'jsonb')
      .addColumn('snapshot_at', instant)
      .execute()
    await sql`INSERT INTO health_collection (id) VALUES (1)`.execute(db)
    await db.schema
      .createTable('health_periods')
      .addColumn('check_name', 'text', (c) => c.notNull())
      .addColumn('level', 'text', (c) => c.notNull().check(sql`level IN ('stretch', 'hour', 'day')`))
      .addColumn('from_at', instant, (c) => c.notNull())
      .addColumn('to_at', instant, (c) => c.notNull())
      .addColumn('severity', 'text', (c) => c.notNull())
      .addColumn('sentence', 'text', (c) => c.notNull())
      .addPrimaryKeyConstraint('health_periods_pkey', ['check_name', 'level', 'from_at'])
      .execute()
    await db.schema.createIndex('health_periods_age').on('health_periods').columns(['level', 'to_at']).execute()
    await db.schema
      .createTable('health_changes')
      .addColumn('id', 'bigint', (c) => c.primaryKey().generatedAlwaysAsIdentity())
      .addColumn('at', instant, (c) => c.notNull())
      .addColumn('kind', 'text', (c) => c.notNull())
      .addColumn('subject', 'text', (c) => c.notNull())
      .addColumn('severity', 'text', (c) => c.notNull())
      .addColumn('from_state', 'text')
      .addColumn('to_state', 'text', (c) => c.notNull())
      .addColumn('sentence', 'text', (c) => c.notNull())
      .execute()
    await db.schema.createIndex('health_changes_of_kind').on('health_changes').columns(['kind', 'id']).execute()
    await db.schema.createIndex('health_changes_age').on('health_changes').column('at').execute()
    await db.schema
      .createTable('health_deliveries')
      .addColumn('id', 'text', (c) => c.notNull())
      .addColumn('target', 'text', (c) => c.notNull())
      .addColumn('body', 'text', (c) => c.notNull())
      .addColumn('attempts', 'integer', (c) => c.notNull().defaultTo(0))
      .addColumn('due_at', instant, (c) => c.defaultTo(sql`now()`))
      .addColumn('delivered_at', instant)
      .addColumn('created_at', instant, (c) => c.notNull().defaultTo(sql`now()`))
      .addPrimaryKeyConstraint('health_deliveries_pkey', ['id', 'target'])
      .execute()
    await db.schema
      .createIndex('health_deliveries_due')
      .on('health_deliveries')
      .column('due_at')
      .where('due_at', 'is not', null)
      .execute()
  },
}
