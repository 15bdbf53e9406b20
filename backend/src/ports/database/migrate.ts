import type { Kysely } from 'kysely'
import { Migrator } from 'kysely/migration'
import { begin } from './migrations/0001-begin.ts'
import { sheet } from './migrations/0002-sheet.ts'
import { datasources } from './migrations/0003-datasources.ts'
import { undo } from './migrations/0004-undo.ts'
import { transitions } from './migrations/0005-transitions.ts'
import { resumable } from './migrations/0006-resumable.ts'
import { files } from './migrations/0007-files.ts'
import { dialectChoice } from './migrations/0008-dialect-choice.ts'
import { views } from './migrations/0009-views.ts'
import { health } from './migrations/0010-health.ts'
import { operations } from './migrations/0011-operations.ts'
import type { Schema } from './schema.ts'

const migrations = {
  '0001-begin': begin,
  '0002-sheet': sheet,
  '0003-datasources': datasources,
  '0004-undo': undo,
  '0005-transitions': transitions,
  '0006-resumable': resumable,
  '0007-files': files,
  '0008-dialect-choice': dialectChoice,
  '0009-views': views,
  '0010-health': health,
  '0011-operations': operations,
}

/** What the schema is at once it is up to date. */
export const newestMigration = Object.keys(migrations).sort().at(-1) ?? ''

/** Brings the schema up to date. Kysely holds a PostgreSQL advisory lock meanwhile, so several instances may start at once. */
export async function migrate(db: Kysely<Schema>): Promise<readonly string[]> {
  const migrator = new Migrator({ db, provider: { getMigrations: async () => migrations } })
  const { error, results } = await migrator.migrateToLatest()
  if (error) throw error
  return (results ?? []).map((result) => result.migrationName)
}
