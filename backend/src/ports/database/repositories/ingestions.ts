import type { IngestionKind, IngestionMode, IngestionPlan, IngestionStatus } from '@nemeton/contract'
import { type Kysely, type Selectable, sql } from 'kysely'
import { type Cursor, nextCursor, readCursor } from '../cursor.ts'
import type { IngestionTasksTable, Schema } from '../schema.ts'
import { notDroppedSince } from './drops.ts'
import { createQueue } from './ingestion-queue.ts'
import { createStarts } from './ingestion-start.ts'
import type { IngestionFacts, RunFile, Stage, StoredIngestion } from './stored-ingestion.ts'
import { terminal } from './transitions.ts'
import { createUndoRuns, isStanding, type UndoOfIt, undoOfIt } from './undo-runs.ts'

export interface NewIngestion {
  readonly id: string
  /** One, or several of one shape. */
  readonly files: readonly [RunFile, ...RunFile[]]
  readonly plan: IngestionPlan
  readonly rowsInFile: number
  readonly idempotencyKey: string | null
  readonly allowDuplicate: boolean
}

const now = () => new Date().toISOString()

/** What every look at an ingestion needs; evidence weighs much and is read of a single one only. */
const light = [
  'id',
  'kind',
  'undo_of',
  'task_id',
  'upload_id',
  'datasource_name',
  'filename',
  'mode',
  'status',
  'sha256',
  'idempotency_key',
  'plan',
  'stages',
  'facts',
  'error',
  'files',
  'is_ending',
  'lease_owner',
  'lease_until',
  'not_before',
  'change',
  'created_at',
  'updated_at',
] as const

const queuePosition = sql<number | null>`CASE WHEN status = 'queued' THEN (
    SELECT count(*)::int + 1 FROM ingestion_tasks ahead
    WHERE ahead.status = 'queued' AND (ahead.created_at, ahead.id) < (ingestion_tasks.created_at, ingestion_tasks.id)
  ) END`.as('queue_position')

export function createIngestions(db: Kysely<Schema>) {
  const rows = db
    .selectFrom('ingestion_tasks')
    .selectAll()
    .select([queuePosition, ...undoOfIt])
  const lightRows = db
    .selectFrom('ingestion_tasks')
    .select([...light, queuePosition, ...undoOfIt])
    .select(({ lit }) => [
      lit(null).as('spec'),
      lit(null).as('report'),
      lit(null).as('log_tail'),
      lit(null).as('task_status'),
    ])
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
    /** Ingestions of the same bytes into the same datasource that succeeded or are under way, and are not undone; newest first. */
    findSame: async (sha256: string, datasource: string): Promise<readonly StoredIngestion[]> => {
      const found = await rows
        .where(holds({ sha256 }))
        .where('datasource_name', '=', datasource)
        .where('status', 'not in', ['failed', 'canceled'])
        .where(notDroppedSince('ingestion_tasks'))
        .where(isStanding('ingestion_tasks'))
        .orderBy('created_at', 'desc')
        .limit(100)
        .execute()
      return found.map(toIngestion)
    },
    /**
     * False when the id or the idempotency key is taken, or, unless duplicates are allowed, when the same bytes are in the
     * datasource or under way to it: two that ask at the same moment are put in order.
     */
    insert: async (ingestion: NewIngestion): Promise<boolean> =>
      db.transaction().execute(async (transaction) => {
        const [first] = ingestion.files
        const hashes = ingestion.files.flatMap(({ sha256 }) => sha256 ?? []).sort()
        for (const sha256 of ingestion.allowDuplicate ? [] : hashes) {
          const content = `${sha256} ${ingestion.plan.datasource}`
          await sql`SELECT pg_advisory_xact_lock(hashtextextended(${content}, 0))`.execute(transaction)
          const same = await transaction
            .selectFrom('ingestion_tasks')
            .select('id')
            .where(holds({ sha256 }))
            .where('datasource_name', '=', ingestion.plan.datasource)
            .where('status', 'not in', ['failed', 'canceled'])
            .where(notDroppedSince('ingestion_tasks'))
            .where(isStanding('ingestion_tasks'))
            .limit(1)
            .executeTakeFirst()
          if (same !== undefined) return false
        }
        const { numInsertedOrUpdatedRows } = await transaction
          .insertInto('ingestion_tasks')
          .values({
            id: ingestion.id,
            upload_id: first.uploadId,
            datasource_name: ingestion.plan.datasource,
            filename: first.filename,
            mode: ingestion.plan.mode,
            status: 'queued',
            sha256: first.sha256,
            ...(ingestion.files.length > 1 && { files: JSON.stringify(ingestion.files) }),
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
      const found = await lightRows
        .$if(wanted.datasource !== undefined, (query) => query.where('datasource_name', '=', wanted.datasource ?? ''))
        .$if(wanted.status !== undefined, (query) => query.where('status', '=', wanted.status ?? ''))
        .$if(after !== null, (query) => query.where(older(after)))
        .orderBy('created_at', 'desc')
        .orderBy('id', 'desc')
        .limit(limit + 1)
        .execute()
      return { items: found.slice(0, limit).map(toIngestion), nextCursor: nextCursor(found, limit) }
    },
    /** What changed after that change, in its order. */
    changedSince: async (change: number, limit: number): Promise<readonly StoredIngestion[]> =>
      (await rows.where('change', '>', change).orderBy('change').limit(limit).execute()).map(toIngestion),
    /** The newest load of each datasource that is queryable and not undone. */
    latestQueryable: async (datasources: readonly string[]): Promise<readonly StoredIngestion[]> => {
      if (datasources.length === 0) return []
      const found = await rows
        .distinctOn('datasource_name')
        .where('datasource_name', 'in', datasources)
        .where('status', '=', 'queryable')
        .where('kind', '=', 'load')
        .where(isStanding('ingestion_tasks'))
        .orderBy('datasource_name')
        .orderBy('updated_at', 'desc')
        .execute()
      return found.map(toIngestion)
    },
    /** What the plans of the loads that stand keep of their rows; an overwritten load does not stand. */
    keptMetrics: async (datasource: string): Promise<readonly Pick<IngestionPlan, 'columns' | 'metrics'>[]> => {
      // A datasource may have thousands of loads, and most of them have no metrics: their columns need not be read.
      const found = await db
        .selectFrom('ingestion_tasks')
        .select([
          'mode',
          sql<IngestionPlan['metrics']>`plan -> 'metrics'`.as('metrics'),
          sql<IngestionPlan['columns']>`CASE WHEN plan -> 'metrics' = '[]' THEN '[]' ELSE plan -> 'columns' END`.as(
            'columns',
          ),
        ])
        .where('datasource_name', '=', datasource)
        .where('status', '=', 'queryable')
        .where('kind', '=', 'load')
        .where(isStanding('ingestion_tasks'))
        .where(notDroppedSince('ingestion_tasks'))
        .orderBy('created_at', 'desc')
        .execute()
      const last = found.findIndex(({ mode }) => mode === 'overwrite')
      return last === -1 ? found : found.slice(0, last + 1)
    },
    /** The newest one that is under way into a datasource. */
    openInto: async (datasource: string): Promise<StoredIngestion | null> => {
      const row = await rows
        .where('datasource_name', '=', datasource)
        .where('status', 'not in', terminal)
        .orderBy('created_at', 'desc')
        .limit(1)
        .executeTakeFirst()
      return row ? toIngestion(row) : null
    },
    anyReading: async (uploadId: string): Promise<boolean> => {
      const row = await db
        .selectFrom('ingestion_tasks')
        .select('id')
        .where(holds({ uploadId }))
        .where('status', 'not in', terminal)
        .limit(1)
        .executeTakeFirst()
      return row !== undefined
    },
    /** The runs whose tasks these are, by the task's id. */
    byTasks: async (taskIds: readonly string[]): Promise<ReadonlyMap<string, string>> => {
      if (taskIds.length === 0) return new Map()
      const rows = await db
        .selectFrom('ingestion_tasks')
        .select(['id', 'task_id'])
        .where('task_id', 'in', taskIds)
        .execute()
      return new Map(rows.map(({ id, task_id }) => [task_id ?? '', id]))
    },
    ...createUndoRuns(db),
    ...createQueue(db, find),
    ...createStarts(db, find),
  }
}

export type Ingestions = ReturnType<typeof createIngestions>

const older = (after: Cursor | null) => sql<boolean>`(created_at, id) < (${after?.at}::timestamptz, ${after?.id}::uuid)`

/** Runs that have such a file, alone or among others. */
const holds = ({ uploadId, sha256 }: Partial<Pick<RunFile, 'uploadId' | 'sha256'>>) => {
  const alone = uploadId === undefined ? sql`sha256 = ${sha256}` : sql`upload_id = ${uploadId}`
  return sql<boolean>`(${alone} OR files @> ${JSON.stringify([{ uploadId, sha256 }])}::jsonb)`
}

const nothingKnown: Omit<IngestionFacts, 'rowsInFile'> = {
  rejected: 0,
  ingested: null,
  staged: null,
  rejectedRowsKey: null,
  before: null,
  held: null,
  undoing: null,
  published: [],
  inputBytes: null,
  processed: 0,
  processedBytes: 0,
  pacedAt: null,
  rowsPerSecond: null,
  etaMs: null,
  waitingFor: null,
  seen: false,
  endSeenAt: null,
  mismatches: 0,
  tookBack: null,
  slots: 1,
}

type Row = Selectable<IngestionTasksTable> & UndoOfIt & { queue_position: number | null }

function toIngestion(row: Row): StoredIngestion {
  return {
    id: row.id,
    kind: row.kind as IngestionKind,
    undoOf: row.undo_of,
    undone: row.undone_by === null ? null : { by: row.undone_by, done: row.undone_status === 'queryable' },
    uploadId: row.upload_id,
    files: row.files.length > 0 ? row.files : [{ uploadId: row.upload_id, filename: row.filename, sha256: row.sha256 }],
    taskId: row.task_id,
    datasource: row.datasource_name,
    filename: row.filename,
    mode: row.mode as IngestionMode,
    status: row.status as IngestionStatus,
    sha256: row.sha256,
    plan: row.plan,
    spec: row.spec,
    stages: row.stages,
    facts: { ...nothingKnown, ...row.facts },
    report: row.report,
    logTail: row.log_tail,
    taskStatus: row.task_status,
    error: row.error,
    queuePosition: row.queue_position,
    change: row.change,
    createdAt: row.created_at,
    updatedAt: row.updated_at,
  }
}
