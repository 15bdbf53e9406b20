import type { QueryKind } from '@nemeton/contract'
import { type Kysely, sql } from 'kysely'
import type { Schema } from '../schema.ts'

/** How long the questions of one kind took in one hour: how many in each bucket of durations. */
export interface StoredHour {
  readonly hour: Date
  readonly kind: QueryKind
  readonly buckets: readonly (readonly [bucket: number, count: number])[]
}

const isPast = sql<boolean>`hour < now() - interval '26 hours'`

export function createQueryHours(db: Kysely<Schema>) {
  return {
    /** Those of the last day, of any instance but this one. */
    read: async (instance: string): Promise<readonly StoredHour[]> => {
      const rows = await db
        .selectFrom('query_hours')
        .select(['hour', 'kind', 'buckets'])
        .where('instance', '!=', instance)
        .where(sql<boolean>`NOT ${isPast}`)
        .execute()
      return rows.map((row) => ({ ...row, kind: row.kind as QueryKind }))
    },
    write: async (instance: string, hours: readonly StoredHour[]): Promise<void> => {
      if (hours.length > 0)
        await db
          .insertInto('query_hours')
          .values(hours.map(({ hour, kind, buckets }) => ({ hour, kind, instance, buckets: JSON.stringify(buckets) })))
          .onConflict((conflict) =>
            conflict.columns(['hour', 'kind', 'instance']).doUpdateSet({ buckets: sql`excluded.buckets` }),
          )
          .execute()
      await db.deleteFrom('query_hours').where(isPast).execute()
    },
  }
}

export type QueryHours = ReturnType<typeof createQueryHours>
