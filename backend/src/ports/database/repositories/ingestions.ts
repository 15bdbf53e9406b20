import type { IngestionMode, IngestionPlan, IngestionSpec, IngestionStatus } from '@nemeton/contract'
import { type Kysely, type Selectable, sql } from 'kysely'
import { type Cursor, nextCursor, readCursor } from '../cursor.ts'
import type { IngestionTasksTable, Schema } from '../schema.ts'
import type { IngestionError, IngestionFacts, Stage, StoredIngestion } from './stored-ingestion.ts'

export interface NewIngestion {
  readonly id: string
  readonly uploadId: string
  readonly filename: string
  readonly sha256: string | null
  readonly plan: IngestionPlan
  readonly rowsInFile: number
  readonly idempotencyKey: string | null
}

export interface Patch {
  readonly status?: IngestionStatus
  readonly taskId?: string
  readonly spec?: IngestionSpec
  readonly facts?: Partial<IngestionFacts>
  readonly report?: unknown
  readonly logTail?: string | null
  readonly error?: IngestionError
  /** Look again no sooner than this many ms from now. */
  readonly waitMs?: number
}

export const terminal: readonly IngestionStatus[] = ['queryable', 'failed', 'canceled']
const now = () => new Date().toISOString()
const later = (ms: number) => sql<Date>`now() + make_interval(secs => ${ms / 1000}::float8)`

export function createIngestions(db: Kysely<Schema>) {
  const rows = db
    .selectFrom('ingestion_tasks')
    .selectAll()
    .select(
      sql<number | null>`CASE WHEN status = 'queued' THEN (
        SELECT count(*)::int + 1 FROM ingestion_tasks ahead
        WHERE ahead.status = 'queued' AND (ahead.created_at, ahead.id) < (ingestion_tasks.created_at, ingestion_tasks.id)
      ) END`.as('queue_position'),
    )
  const find = async (id: string): Promise<StoredIngestion | null> => {
    const row = await rows.where('id', '=', id).executeTakeFirst()
    return row ? toIngestion(row) : null
  }
  return {
    find,
    findByIdempotencyKey: async (key: string): Promise<StoredIngestion | null> => {
      const row = await rows.where('idempotency_key', '=', key).executeTakeFirst()
      return row ? toIngestion(row) : null
    },
    /** An ingestion of the same bytes into the same datasource that succeeded or is under way. */
    findSame: async (sha256: string, datasource: string): Promise<StoredIngestion | null> => {
      const row = await rows
        .where('sha256', '=', sha256)
        .where('datasource_name', '=', datasource)
        .where('status', 'not in', ['failed', 'canceled'])
        .orderBy('created_at', 'desc')
        .limit(1)
        .executeTakeFirst()
      return row ? toIngestion(row) : null
    },
    /** False when the id or the idempotency key is taken. */
    insert: async (ingestion: NewIngestion): Promise<boolean> =>
      db.transaction().execute(async (transaction) => {
        const { numInsertedOrUpdatedRows } = await transaction
          .insertInto('ingestion_tasks')
          .values({
            id: ingestion.id,
            upload_id: ingestion.uploadId,
            datasource_name: ingestion.plan.datasource,
            filename: ingestion.filename,
            mode: ingestion.plan.mode,
            status: 'queued',
            sha256: ingestion.sha256,
            idempotency_key: ingestion.idempotencyKey,
            plan: JSON.stringify(ingestion.plan),
            stages: JSON.stringify([{ name: 'queued', startedAt: now(), endedAt: null } satisfies Stage]),
            facts: JSON.stringify({ ...nothingKnown, rowsInFile: ingestion.rowsInFile }),
          })
          .onConflict((conflict) => conflict.doNothing())
          .executeTakeFirst()
        await transaction
          .insertInto('data_sources')
          .values({ name: ingestion.plan.datasource })
          .onConflict((conflict) => conflict.column('name').doUpdateSet({ last_updated: sql`now()` }))
          .execute()
        return numInsertedOrUpdatedRows === 1n
      }),
    list: async (
      wanted: { datasource?: string | undefined; status?: IngestionStatus | undefined },
      limit: number,
      cursor: string | undefined,
    ): Promise<{ items: StoredIngestion[]; nextCursor: string | null }> => {
      const after = readCursor(cursor)
      const found = await rows
        .$if(wanted.datasource !== undefined, (query) => query.where('datasource_name', '=', wanted.datasource ?? ''))
        .$if(wanted.status !== undefined, (query) => query.where('status', '=', wanted.status ?? ''))
        .$if(after !== null, (query) => query.where(older(after)))
        .orderBy('created_at', 'desc')
        .orderBy('id', 'desc')
        .limit(limit + 1)
        .execute()
      return { items: found.slice(0, limit).map(toIngestion), nextCursor: nextCursor(found, limit) }
    },
    latestQueryable: async (datasources: readonly string[]): Promise<readonly StoredIngestion[]> => {
      if (datasources.length === 0) return []
      const found = await rows
        .distinctOn('datasource_name')
        .where('datasource_name', 'in', datasources)
        .where('status', '=', 'queryable')
        .orderBy('datasource_name')
        .orderBy('updated_at', 'desc')
        .execute()
      return found.map(toIngestion)
    },
    anyReading: async (uploadId: string): Promise<boolean> => {
      const row = await db
        .selectFrom('ingestion_tasks')
        .select('id')
        .where('upload_id', '=', uploadId)
        .where('status', 'not in', terminal)
        .limit(1)
        .executeTakeFirst()
      return row !== undefined
    },
    /**
     * Takes one open ingestion whose lease is free. One datasource has one writer: a queued one waits until no earlier
     * one into the same datasource is under way, else what a run published could not be told from its neighbour's.
     */
    claim: async (owner: string, leaseMs: number): Promise<StoredIngestion | null> => {
      const claimed = await db
        .updateTable('ingestion_tasks')
        .set({ lease_owner: owner, lease_until: later(leaseMs) as unknown as string })
        .where('id', '=', (eb) =>
          eb
            .selectFrom('ingestion_tasks as open')
            .select('open.id')
            .where('open.status', 'not in', terminal)
            .where('open.not_before', '<=', sql<Date>`now()`)
            .where((or) => or.or([or('open.lease_until', 'is', null), or('open.lease_until', '<', sql<Date>`now()`)]))
            .where(({ or, eb: is, not, exists, selectFrom }) =>
              or([
                is('open.status', '!=', 'queued'),
                not(
                  exists(
                    selectFrom('ingestion_tasks as other')
                      .select('other.id')
                      .whereRef('other.datasource_name', '=', 'open.datasource_name')
                      .whereRef('other.id', '!=', 'open.id')
                      .where('other.status', 'not in', terminal)
                      .where(
                        sql<boolean>`(other.status <> 'queued' OR (other.created_at, other.id) < (open.created_at, open.id))`,
                      ),
                  ),
                ),
              ]),
            )
            .orderBy('open.not_before')
            .limit(1)
            .forUpdate()
            .skipLocked(),
        )
        .returning('id')
        .executeTakeFirst()
      return claimed ? find(claimed.id) : null
    },
    keepLease: async (id: string, owner: string, leaseMs: number): Promise<void> => {
      await db
        .updateTable('ingestion_tasks')
        .set({ lease_until: later(leaseMs) as unknown as string })
        .where('id', '=', id)
        .where('lease_owner', '=', owner)
        .execute()
    },
    /** One step of the watcher in one transaction; null when the ingestion ended meanwhile (canceled) or the lease is another's. */
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
          .where('id', '=', id)
          .where('status', 'not in', terminal)
          .$if(owner !== null, (query) => query.where('lease_owner', '=', owner))
          .forUpdate()
          .executeTakeFirst()
        if (row === undefined) return false
        const status = patch.status ?? (row.status as IngestionStatus)
        await transaction
          .updateTable('ingestion_tasks')
          .set({ status, stages: JSON.stringify(enter(row.stages, status)), updated_at: sql`now()` })
          .$if(patch.facts !== undefined, (q) => q.set({ facts: JSON.stringify({ ...row.facts, ...patch.facts }) }))
          .$if(patch.taskId !== undefined, (q) => q.set({ task_id: patch.taskId ?? null }))
          .$if(patch.spec !== undefined, (q) => q.set({ spec: JSON.stringify(patch.spec) }))
          .$if(patch.report !== undefined, (q) => q.set({ report: JSON.stringify(patch.report) }))
          .$if(patch.logTail !== undefined, (q) => q.set({ log_tail: patch.logTail ?? null }))
          .$if(patch.error !== undefined, (q) => q.set({ error: JSON.stringify(patch.error) }))
          .$if(release || terminal.includes(status), (q) => q.set({ lease_owner: null, lease_until: null }))
          .$if(patch.waitMs !== undefined, (q) => q.set({ not_before: later(patch.waitMs ?? 0) as unknown as string }))
          .where('id', '=', id)
          .execute()
        return true
      })
      return advanced ? find(id) : null
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

export type Ingestions = ReturnType<typeof createIngestions>

const older = (after: Cursor | null) => sql<boolean>`(created_at, id) < (${after?.at}::timestamptz, ${after?.id}::uuid)`

const nothingKnown: Omit<IngestionFacts, 'rowsInFile'> = {
  rejected: 0,
  ingested: null,
  staged: null,
  rejectedRowsKey: null,
  before: null,
  published: [],
  processed: 0,
  rowsPerSecond: null,
  etaMs: null,
  seen: false,
  mismatches: 0,
}

function enter(stages: readonly Stage[], status: IngestionStatus): readonly Stage[] {
  const current = stages.at(-1)
  if (current?.name === status) return stages
  const at = now()
  const closed = stages.map((stage) => (stage.endedAt === null ? { ...stage, endedAt: at } : stage))
  return [...closed, { name: status, startedAt: at, endedAt: terminal.includes(status) ? at : null }]
}

function toIngestion(row: Selectable<IngestionTasksTable> & { queue_position: number | null }): StoredIngestion {
  return {
    id: row.id,
    uploadId: row.upload_id,
    taskId: row.task_id,
    datasource: row.datasource_name,
    filename: row.filename,
    mode: row.mode as IngestionMode,
    status: row.status as IngestionStatus,
    sha256: row.sha256,
    plan: row.plan,
    spec: row.spec,
    stages: row.stages,
    facts: row.facts,
    report: row.report,
    logTail: row.log_tail,
    error: row.error,
    queuePosition: row.queue_position,
    createdAt: row.created_at,
    updatedAt: row.updated_at,
  }
}
