import { type IngestionSpec, type IngestionStatus, ProductError } from '@nemeton/contract'
import { type Kysely, sql } from 'kysely'
import type { Schema } from '../schema.ts'
import type { IngestionError, IngestionFacts, Stage, StoredIngestion } from './stored-ingestion.ts'
import { isLegal, isTerminal, terminal } from './transitions.ts'

export interface Patch {
  readonly status?: IngestionStatus
  readonly taskId?: string
  readonly spec?: IngestionSpec
  readonly facts?: Partial<IngestionFacts>
  readonly report?: unknown
  readonly logTail?: string | null
  readonly taskStatus?: unknown
  readonly error?: IngestionError
  /** Only while it is one of these. */
  readonly from?: readonly IngestionStatus[]
  /** Look again no sooner than this many ms from now. */
  readonly waitMs?: number
}

const now = () => new Date().toISOString()
export const later = (ms: number) => sql<Date>`now() + make_interval(secs => ${ms / 1000}::float8)`

/** Runs that may still add to their datasource or take from it. */
export const isWriting = (run: string) =>
  sql<boolean>`(${sql.ref(`${run}.status`)} NOT IN (${sql.join(terminal)}) OR ${sql.ref(`${run}.is_ending`)})`

/** What the watchers of all instances share: leases on open ingestions, and the steps they write down. */
export function createQueue(db: Kysely<Schema>, find: (id: string) => Promise<StoredIngestion | null>) {
  return {
    /** Takes one run whose lease is free and that has left the queue: it is under way, or canceled and not yet ended in Druid. */
    claim: async (owner: string, leaseMs: number): Promise<StoredIngestion | null> => {
      const claimed = await db
        .updateTable('ingestion_tasks')
        .set({ lease_owner: owner, lease_until: later(leaseMs) as unknown as string })
        .where('id', '=', (eb) =>
          eb
            .selectFrom('ingestion_tasks as open')
            .select('open.id')
            .where('open.status', '!=', 'queued')
            .where(isWriting('open'))
            .where('open.not_before', '<=', sql<Date>`now()`)
            .where((or) => or.or([or('open.lease_until', 'is', null), or('open.lease_until', '<', sql<Date>`now()`)]))
            .orderBy('open.not_before')
            .limit(1)
            .forUpdate()
            .skipLocked(),
        )
        .returning('id')
        .executeTakeFirst()
      return claimed ? find(claimed.id) : null
    },
    /** Answers the status as it is now; null when another instance has the lease. */
    keepLease: async (id: string, owner: string, leaseMs: number): Promise<IngestionStatus | null> => {
      const row = await db
        .updateTable('ingestion_tasks')
        .set({ lease_until: later(leaseMs) as unknown as string })
        .where('id', '=', id)
        .where('lease_owner', '=', owner)
        .returning('status')
        .executeTakeFirst()
      return row ? (row.status as IngestionStatus) : null
    },
    /**
     * One step of the watcher in one transaction; null when the ingestion ended meanwhile (canceled) or the lease is
     * another's. `owner` is the instance that history names, null for a person. Error: `conflict` for a step that is not legal.
     */
    advance: async (
      id: string,
      owner: string | null,
      patch: Patch,
      release: boolean,
    ): Promise<StoredIngestion | null> => {
      const advanced = await db.transaction().execute(async (transaction) => {
        const row = await transaction
          .selectFrom('ingestion_tasks')
          .selectAll()
          .select(sql`set_config('nemeton.instance', ${owner ?? ''}, true)`.as('instance'))
          .where('id', '=', id)
          .where('status', 'not in', terminal)
          .$if(owner !== null, (query) => query.where('lease_owner', '=', owner))
          .$if(patch.from !== undefined, (query) => query.where('status', 'in', patch.from ?? []))
          .forUpdate()
          .executeTakeFirst()
        if (row === undefined) return false
        const before = row.status as IngestionStatus
        const status = patch.status ?? before
        if (!isLegal(before, status))
          throw new ProductError('conflict', `This ingestion is ${before}; it cannot become ${status} from there.`)
        await transaction
          .updateTable('ingestion_tasks')
          .set({ status, stages: JSON.stringify(enter(row.stages, status)), updated_at: sql`now()` })
          .$if(patch.facts !== undefined, (q) => q.set({ facts: JSON.stringify({ ...row.facts, ...patch.facts }) }))
          .$if(patch.taskId !== undefined, (q) => q.set({ task_id: patch.taskId ?? null }))
          .$if(patch.spec !== undefined, (q) => q.set({ spec: JSON.stringify(patch.spec) }))
          .$if(patch.report !== undefined, (q) => q.set({ report: JSON.stringify(patch.report) }))
          .$if(patch.logTail !== undefined, (q) => q.set({ log_tail: patch.logTail ?? null }))
          .$if(patch.taskStatus !== undefined, (q) => q.set({ task_status: JSON.stringify(patch.taskStatus) }))
          .$if(patch.error !== undefined, (q) => q.set({ error: JSON.stringify(patch.error) }))
          // who holds the lease of a canceled run may be in the middle of a step: it is ended only after that
          .$if(status === 'canceled', (q) => q.set({ is_ending: true, not_before: sql`now()` }))
          .$if(status !== 'canceled' && (release || isTerminal(status)), (q) =>
            q.set({ lease_owner: null, lease_until: null }),
          )
          .$if(patch.waitMs !== undefined, (q) => q.set({ not_before: later(patch.waitMs ?? 0) as unknown as string }))
          .where('id', '=', id)
          .execute()
        return true
      })
      return advanced ? find(id) : null
    },
    /** What a canceled run had published is taken out again; whether that lasts is looked at once more. */
    tookBack: async (id: string, owner: string, replaced: readonly string[], waitMs: number): Promise<void> => {
      const tookBack = JSON.stringify({ tookBack: { replaced, at: Date.now() } })
      await db
        .updateTable('ingestion_tasks')
        .set({ facts: sql`facts || ${tookBack}::jsonb` as unknown as string, lease_owner: null, lease_until: null })
        .set({ not_before: later(waitMs) as unknown as string })
        .where('id', '=', id)
        .where('lease_owner', '=', owner)
        .execute()
    },
    /** Nothing of a canceled run is left: its datasource is free for the next. */
    ended: async (id: string, owner: string, error: IngestionError | null): Promise<void> => {
      await db
        .updateTable('ingestion_tasks')
        .set({ is_ending: false, lease_owner: null, lease_until: null, updated_at: sql`now()` })
        .$if(error !== null, (q) => q.set({ error: JSON.stringify(error) }))
        .where('id', '=', id)
        .where('lease_owner', '=', owner)
        .execute()
    },
    /** Gives a claimed ingestion back unchanged. */
    release: async (id: string, owner: string, waitMs: number): Promise<void> => {
      await db
        .updateTable('ingestion_tasks')
        .set({ lease_owner: null, lease_until: null, not_before: later(waitMs) as unknown as string })
        .where('id', '=', id)
        .where('lease_owner', '=', owner)
        .execute()
    },
  }
}

function enter(stages: readonly Stage[], status: IngestionStatus): readonly Stage[] {
  const current = stages.at(-1)
  if (current?.name === status) return stages
  const at = now()
  const closed = stages.map((stage) => (stage.endedAt === null ? { ...stage, endedAt: at } : stage))
  return [...closed, { name: status, startedAt: at, endedAt: isTerminal(status) ? at : null }]
}
