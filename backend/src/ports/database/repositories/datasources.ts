import type { Kysely } from 'kysely'
import type { Schema } from '../schema.ts'

export function createDatasources(db: Kysely<Schema>) {
  return {
    descriptions: async (): Promise<ReadonlyMap<string, string>> => {
      const rows = await db.selectFrom('data_sources').select(['name', 'description']).execute()
      return new Map(
        rows.flatMap(({ name, description }) => (description === null ? [] : [[name, description] as const])),
      )
    },
  }
}

export type Datasources = ReturnType<typeof createDatasources>
