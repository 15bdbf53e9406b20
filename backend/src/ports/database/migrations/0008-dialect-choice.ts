import type { Kysely } from 'kysely'
import type { Migration } from 'kysely/migration'

/** What a person said of how a delimited text is written. */
export const dialectChoice: Migration = {
  async up(db: Kysely<unknown>) {
    await db.schema.alterTable('uploads').addColumn('dialect_choice', 'jsonb').execute()
  },
}
