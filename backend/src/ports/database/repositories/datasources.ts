import type { Datasource } from '@nemeton/contract'
import { type Kysely, sql } from 'kysely'
import type { Schema } from '../schema.ts'

/** What people say of a datasource; Druid knows nothing of it. */
export type DatasourceWords = Pick<Datasource, 'description' | 'measures' | 'formats'>

export function createDatasources(db: Kysely<Schema>) {
  return {
    /** By name; datasources that nobody has said anything of may be missing. */
    words: async (name: string | null): Promise<ReadonlyMap<string, DatasourceWords>> => {
      const rows = await db
        .selectFrom('data_sources')
        .select(['name', 'description', 'measures', 'formats'])
        .$if(name !== null, (query) => query.where('name', '=', name))
        .execute()
      return new Map(
        rows.map(({ name: own, description, measures, formats }) => [
          own,
          { description, measures: measures === null ? null : [...measures], formats: { ...formats } },
        ]),
      )
    },
    /** Changes what is given and leaves the rest. */
    say: async (name: string, words: Partial<DatasourceWords>): Promise<void> => {
      const values = {
        ...(words.description === undefined ? {} : { description: words.description }),
        ...(words.measures === undefined ? {} : { measures: words.measures && JSON.stringify(words.measures) }),
        ...(words.formats === undefined ? {} : { formats: JSON.stringify(words.formats) }),
      }
      await db
        .insertInto('data_sources')
        .values({ name, ...values })
        .onConflict((conflict) => conflict.column('name').doUpdateSet({ ...values, last_updated: sql`now()` }))
        .execute()
    },
  }
}

export type Datasources = ReturnType<typeof createDatasources>
