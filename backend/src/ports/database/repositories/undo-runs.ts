import { type Kysely, sql } from 'kysely'
import type { Schema } from '../schema.ts'
import type { Stage, StoredIngestion } from './stored-ingestion.ts'

/** The load has not been undone: what it put into its datasource is there as far as the history tells. */
export const isStanding = (alias: string) =>
  sql<boolean>`NOT EXISTS (
    SELECT 1 FROM ingestion_tasks undoing WHERE undoing.undo_of = ${sql.ref(`${alias}.id`)} AND undoing.status = 'queryable'
  )`

export interface UndoOfIt {
  readonly undone_by: string | null
  readonly undone_status: string | null
}

const ofLiveUndo = (column: 'id' | 'status') =>
  sql<string | null>`(
    SELECT undoing.${sql.ref(column)} FROM ingestion_tasks undoing
    WHERE undoing.undo_of = ingestion_tasks.id AND undoing.status NOT IN ('failed', 'canceled')
  )`

/** Columns that tell of each run which undo of it is under way or done; there is one at most. */
export const undoOfIt = [ofLiveUndo('id').as('undone_by'), ofLiveUndo('status').as('undone_status')] as const

export function createUndoRuns(db: Kysely<Schema>) {
  return {
    /** Queues it behind what its datasource waits for; false when an undo of the same run is under way or done. */
    insertUndo: async (id: string, of: StoredIngestion): Promise<boolean> => {
      const begun: Stage = { name: 'queued', startedAt: new Date().toISOString(), endedAt: null }
      const { numInsertedOrUpdatedRows } = await db
        .insertInto('ingestion_tasks')
        .values({
          id,
          kind: 'undo',
          undo_of: of.id,
          upload_id: of.uploadId,
          datasource_name: of.datasource,
          filename: of.filename,
          mode: of.mode,
          status: 'queued',
          plan: JSON.stringify(of.plan),
          stages: JSON.stringify([begun]),
          facts: JSON.stringify({ rowsInFile: 0 }),
        })
        .onConflict((conflict) => conflict.doNothing())
        .executeTakeFirst()
      return numInsertedOrUpdatedRows === 1n
    },
    /** True when an undo of the run failed after it had begun to change what is in use. */
    hasBrokenUndo: async (id: string): Promise<boolean> => {
      const row = await db
        .selectFrom('ingestion_tasks')
        .select('id')
        .where('undo_of', '=', id)
        .where('status', '=', 'failed')
        .where(sql<boolean>`stages @> '[{"name": "publishing"}]'::jsonb`)
        .limit(1)
        .executeTakeFirst()
      return row !== undefined
    },
  }
}
