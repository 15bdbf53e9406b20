import { type Kysely, sql } from 'kysely'
import type { Migration } from 'kysely/migration'

/** Runs that take another run back; one at a time for each. */
export const undo: Migration = {
  async up(db: Kysely<unknown>) {
    await db.schema
      .alterTable('ingestion_tasks')
      .addColumn('kind', 'text', (c) => c.notNull().defaultTo('load'))
      .addColumn('undo_of', 'uuid')
      .execute()
    await db.schema
      .alterTable('ingestion_tasks')
      .addCheckConstraint(
        'ingestion_tasks_kind',
        sql`kind IN ('load', 'undo') AND (kind = 'undo') = (undo_of IS NOT NULL)`,
      )
      .execute()
    await db.schema
      .createIndex('ingestion_tasks_undo')
      .unique()
      .on('ingestion_tasks')
      .columns(['undo_of'])
      .where(sql.ref('status'), 'not in', sql`('failed', 'canceled')`)
      .execute()
  },
}
