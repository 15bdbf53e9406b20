import type { RunningQuery } from '@nemeton/contract'
import { type Kysely, sql } from 'kysely'
import type { Schema } from '../schema.ts'

/** Who writes: an id of its own, and the name that people know it by. */
export interface Writer {
  readonly instance: string
  readonly name: string
}
type Listed = Omit<RunningQuery, 'instance'>

const isAlive = sql<boolean>`beat_at > now() - interval '5 seconds'`
const isLongDead = sql<boolean>`beat_at < now() - interval '1 minute'`

/** What each instance says that it has under way; what it does not say again in five seconds is not true any more. */
export function createRunningQueries(db: Kysely<Schema>) {
  return {
    write: async ({ instance, name }: Writer, queries: readonly Listed[]): Promise<void> => {
      const said = { name, queries: JSON.stringify(queries), written_at: sql<Date>`now()`, beat_at: sql<Date>`now()` }
      await db
        .insertInto('running_queries')
        .values({ instance, ...said })
        .onConflict((conflict) => conflict.column('instance').doUpdateSet(said))
        .execute()
      await db.deleteFrom('running_queries').where(isLongDead).execute()
    },
    /** The same as before is true still; false when it is no longer known. */
    beat: async ({ instance }: Writer): Promise<boolean> => {
      const { numUpdatedRows } = await db
        .updateTable('running_queries')
        .set({ beat_at: sql<Date>`now()` })
        .where('instance', '=', instance)
        .executeTakeFirst()
      return numUpdatedRows === 1n
    },
    remove: async ({ instance }: Writer): Promise<void> => {
      await db.deleteFrom('running_queries').where('instance', '=', instance).execute()
    },
    /** Those of the others. Their age is PostgreSQL's to tell: clocks may differ. */
    elsewhere: async ({ instance }: Writer): Promise<readonly RunningQuery[]> => {
      const rows = await db
        .selectFrom('running_queries')
        .select(['name', 'queries'])
        .select(sql<number>`extract(epoch FROM now() - written_at)::float8 * 1000`.as('since'))
        .where('instance', '!=', instance)
        .where(isAlive)
        .execute()
      return rows.flatMap(({ name, queries, since }) =>
        queries.map((query) => ({ ...query, instance: name, ageMs: Math.round((query.ageMs + since) * 10) / 10 })),
      )
    },
  }
}

export type RunningQueries = ReturnType<typeof createRunningQueries>
