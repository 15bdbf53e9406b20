import { type Kysely, sql } from 'kysely'
import type { Schema } from '../schema.ts'
import { later } from './ingestion-queue.ts'

/** What an instance tells of itself; `facts` as it wrote them. */
export interface SeenInstance {
  readonly id: string
  readonly facts: object
  readonly seenAt: Date
}

export interface StandingRun {
  readonly id: string
  readonly datasource: string
  readonly status: string
  readonly filename: string
  readonly changedAt: Date
}

const open = ['queued', 'staging', 'submitted', 'waiting', 'running', 'publishing', 'loading']
const mostRuns = 200
const droppedMs = 2 * 86_400_000

/** One instance looks for all: who, until when, and what it saw last. */
export function createHealthCollection(db: Kysely<Schema>) {
  return {
    /** Takes or keeps the lease; what was seen last comes along. False while another instance has it. */
    lead: async (owner: string, leaseMs: number): Promise<boolean> => {
      const { numUpdatedRows } = await db
        .updateTable('health_collection')
        .set({ owner, owned_until: later(leaseMs) as unknown as string })
        .where((or) =>
          or.or([or('owner', '=', owner), or('owner', 'is', null), or('owned_until', '<', sql<Date>`now()`)]),
        )
        .executeTakeFirst()
      return numUpdatedRows === 1n
    },
    /** Lets another instance go on at once. */
    leave: async (owner: string): Promise<void> => {
      await db
        .updateTable('health_collection')
        .set({ owner: null, owned_until: null })
        .where('owner', '=', owner)
        .execute()
      await db.deleteFrom('health_instances').where('id', '=', owner).execute()
    },
    /** False when the lease is another's by now. */
    writeSnapshot: async (owner: string, snapshot: string): Promise<boolean> => {
      const { numUpdatedRows } = await db
        .updateTable('health_collection')
        .set({ snapshot, snapshot_at: sql`now()` })
        .where('owner', '=', owner)
        .executeTakeFirst()
      return numUpdatedRows === 1n
    },
    snapshot: async (): Promise<{ snapshot: object; at: Date } | null> => {
      const row = await db.selectFrom('health_collection').select(['snapshot', 'snapshot_at']).executeTakeFirst()
      return row?.snapshot && row.snapshot_at ? { snapshot: row.snapshot, at: row.snapshot_at } : null
    },
    /** A sign of life of one instance. */
    beat: async (id: string, facts: string): Promise<void> => {
      await db
        .insertInto('health_instances')
        .values({ id, facts })
        .onConflict((on) => on.column('id').doUpdateSet({ facts, seen_at: sql`now()` }))
        .execute()
    },
    /** Every instance seen within so long, with the clock of PostgreSQL. */
    instances: async (withinMs: number): Promise<readonly SeenInstance[]> =>
      (
        await db
          .selectFrom('health_instances')
          .selectAll()
          .where('seen_at', '>', later(-withinMs))
          .orderBy('id')
          .limit(100)
          .execute()
      ).map(({ id, facts, seen_at }) => ({ id, facts, seenAt: seen_at })),
    /** Datasources that were dropped here within two days and not brought back. */
    droppedDatasources: async (): Promise<readonly string[]> =>
      (
        await db
          .selectFrom('datasource_drops')
          .select('datasource_name')
          .distinct()
          .where('status', 'in', ['dropping', 'dropped', 'killed'])
          .where('created_at', '>', later(-droppedMs))
          .limit(1000)
          .execute()
      ).map(({ datasource_name }) => datasource_name),
    /** Forgets instances that have been silent for long. */
    forgetInstances: async (): Promise<void> => {
      await db.deleteFrom('health_instances').where('seen_at', '<', later(-droppedMs)).execute()
    },
    /** Runs that are not over, those unchanged for longest first. */
    standingRuns: async (): Promise<readonly StandingRun[]> =>
      (
        await db
          .selectFrom('ingestion_tasks')
          .select(['id', 'datasource_name', 'status', 'filename', 'updated_at'])
          .where('status', 'in', open)
          .orderBy('updated_at')
          .limit(mostRuns)
          .execute()
      ).map((row) => ({
        id: row.id,
        datasource: row.datasource_name,
        status: row.status,
        filename: row.filename,
        changedAt: row.updated_at,
      })),
  }
}
