import { type Kysely, sql } from 'kysely'
import type { Schema } from '../schema.ts'

/** How many there are of each status, for the metrics. */
export interface Tallies {
  readonly ingestions: ReadonlyMap<string, number>
  readonly uploads: ReadonlyMap<string, { readonly count: number; readonly bytes: number }>
  /** How long the run that waits longest for an instance to look at it has been due. */
  readonly watcherLagMs: number
}

export function createTallies(db: Kysely<Schema>) {
  return {
    read: async (): Promise<Tallies> => {
      const [runs, uploads] = await Promise.all([
        db
          .selectFrom('ingestion_tasks')
          .select(['status', sql<number>`count(*)`.as('count')])
          .select(
            sql<number | null>`max(extract(epoch FROM now() - greatest(not_before, lease_until)) * 1000)
              FILTER (WHERE status <> 'queued' AND not_before <= now() AND (lease_until IS NULL OR lease_until < now())
                AND (status NOT IN ('queryable', 'failed', 'canceled') OR is_ending))`.as('lag'),
          )
          .groupBy('status')
          .execute(),
        db
          .selectFrom('uploads')
          .select(['status', sql<number>`count(*)`.as('count'), sql<string>`coalesce(sum(bytes), 0)`.as('bytes')])
          .groupBy('status')
          .execute(),
      ])
      return {
        ingestions: new Map(runs.map(({ status, count }) => [status, count])),
        uploads: new Map(uploads.map(({ status, count, bytes }) => [status, { count, bytes: Number(bytes) }])),
        watcherLagMs: Math.max(0, ...runs.map(({ lag }) => Number(lag ?? 0))),
      }
    },
    /** Names of the migrations that were run, oldest first. */
    migrations: async (): Promise<readonly string[]> => {
      const { rows } = await sql<{ name: string }>`SELECT name FROM kysely_migration ORDER BY name`.execute(db)
      return rows.map(({ name }) => name)
    },
  }
}

export type TallyRepository = ReturnType<typeof createTallies>
