import { type Kysely, sql } from 'kysely'
import type { Schema } from '../schema.ts'
import { isWriting, later } from './ingestion-queue.ts'
import type { StoredIngestion } from './stored-ingestion.ts'

/** Druid's task slots, as it counts them. */
interface Slots {
  readonly used: number
  readonly total: number
}

/** What leaves the queue, and when: the oldest that may write to its datasource, as soon as Druid has a slot for it. */
export function createStarts(db: Kysely<Schema>, find: (id: string) => Promise<StoredIngestion | null>) {
  const startable = (from: Kysely<Schema>, { needsNoSlot = false } = {}) =>
    from
      .selectFrom('ingestion_tasks as open')
      .select('open.id')
      .where('open.status', '=', 'queued')
      .$if(needsNoSlot, (query) => query.where('open.kind', '=', 'undo'))
      .where('open.not_before', '<=', sql<Date>`now()`)
      .where((or) => or.or([or('open.lease_until', 'is', null), or('open.lease_until', '<', sql<Date>`now()`)]))
      .where(({ not, exists, selectFrom }) =>
        not(
          exists(
            selectFrom('ingestion_tasks as other')
              .select('other.id')
              .whereRef('other.datasource_name', '=', 'open.datasource_name')
              .whereRef('other.id', '!=', 'open.id')
              .where(isWriting('other'))
              .where(
                sql<boolean>`(other.status <> 'queued' OR (other.created_at, other.id) < (open.created_at, open.id))`,
              ),
          ),
        ),
      )
      .orderBy('open.created_at')
      .orderBy('open.id')
      .limit(1)
  /** Some tasks are on their way and not in Druid's count, others may take more slots than they have now. */
  const slotsLeft = async (from: Kysely<Schema>, slots: Slots, besides: string | null): Promise<number> => {
    const { coming, reserved } = await from
      .selectFrom('ingestion_tasks')
      .select([
        sql<number>`count(*) FILTER (WHERE status <> 'running')`.as('coming'),
        sql<number>`coalesce(sum(coalesce((facts->>'slots')::int, 1)), 0)`.as('reserved'),
      ])
      .where('kind', '=', 'load')
      .where(
        sql<boolean>`(status IN ('staging', 'submitted', 'waiting', 'running') OR (status = 'queued' AND lease_until > now()))`,
      )
      .$if(besides !== null, (query) => query.where('id', '!=', besides ?? ''))
      .executeTakeFirstOrThrow()
    return slots.total - Math.max(slots.used + Number(coming), Number(reserved))
  }
  return {
    /** Whether a run waits for nothing but a slot. */
    anyStartable: async (): Promise<boolean> => (await startable(db).executeTakeFirst()) !== undefined,
    /** How many of Druid's slots a run can have beside the others. */
    slotsLeft: (slots: Slots, besides: string): Promise<number> => slotsLeft(db, slots, besides),
    /**
     * Takes the oldest queued run that may begin; while Druid has no slot left, an undo at most, which is no task. One
     * datasource has one writer: what a run published could else not be told from its neighbour's.
     */
    start: async (owner: string, leaseMs: number, slots: Slots): Promise<StoredIngestion | null> => {
      const started = await db.transaction().execute(async (transaction) => {
        await sql`SELECT pg_advisory_xact_lock(hashtextextended('nemeton starts', 0))`.execute(transaction)
        const needsNoSlot = (await slotsLeft(transaction, slots, null)) < 1
        return transaction
          .updateTable('ingestion_tasks')
          .set({ lease_owner: owner, lease_until: later(leaseMs) as unknown as string })
          .where('id', '=', () => startable(transaction, { needsNoSlot }).forUpdate().skipLocked())
          .returning('id')
          .executeTakeFirst()
      })
      return started ? find(started.id) : null
    },
  }
}
