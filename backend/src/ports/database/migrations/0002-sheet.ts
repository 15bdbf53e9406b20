import type { Kysely } from 'kysely'
import type { Migration } from 'kysely/migration'

/** The sheet of a workbook that a person chose. */
export const sheet: Migration = {
  async up(db: Kysely<unknown>) {
    await db.schema.alterTable('uploads').addColumn('sheet', 'text').execute()
  },
}
