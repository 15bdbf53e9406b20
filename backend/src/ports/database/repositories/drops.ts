import type { DropStatus } from '@nemeton/contract'
import { type Kysely, type Selectable, sql } from 'kysely'
import type { DatasourceDropsTable, Schema } from '../schema.ts'
import { terminal } from './transitions.ts'

export interface StoredDrop {
  readonly id: string
  readonly datasource: string
  readonly status: DropStatus
  readonly rows: number
  readonly bytes: number
  readonly interval: string | null
  readonly segmentIds: readonly string[]
  readonly createdAt: Date
  readonly restoredAt: Date | null
}

export type NewDrop = Pick<StoredDrop, 'datasource' | 'rows' | 'bytes' | 'interval' | 'segmentIds'>

const restorable: readonly DropStatus[] = ['dropping', 'dropped', 'restoring']
const mostKept = 100

/** An ingestion whose rows went with a drop of the whole datasource is no reason against loading the same file again. */
export const notDroppedSince = (ingestions: string) => sql<boolean>`NOT EXISTS (
  SELECT FROM datasource_drops WHERE datasource_name = ${sql.ref(`${ingestions}.datasource_name`)}
    AND datasource_drops.status IN ('dropping', 'dropped', 'killed')
    AND datasource_drops.created_at > ${sql.ref(`${ingestions}.created_at`)})`

export function createDrops(db: Kysely<Schema>) {
  return {
    /**
     * Writes down what is about to go; null while an ingestion into it is open. One that a crash left half done is gone
     * on with, so that it can be restored whole.
     */
    begin: async ({ datasource, rows, bytes, interval, segmentIds }: NewDrop): Promise<StoredDrop | null> =>
      db.transaction().execute(async (transaction) => {
        await transaction
          .insertInto('data_sources')
          .values({ name: datasource })
          .onConflict((conflict) => conflict.column('name').doUpdateSet({ last_updated: sql`now()` }))
          .execute()
        const open = await transaction
          .selectFrom('ingestion_tasks')
          .select('id')
          .where('datasource_name', '=', datasource)
          .where('status', 'not in', terminal)
          .limit(1)
          .executeTakeFirst()
        if (open !== undefined) return null
        const half = await transaction
          .selectFrom('datasource_drops')
          .selectAll()
          .where('datasource_name', '=', datasource)
          .where('status', '=', 'dropping')
          .forUpdate()
          .executeTakeFirst()
        if (half !== undefined) {
          const all = [...new Set([...half.segment_ids, ...segmentIds])]
          const row = await transaction
            .updateTable('datasource_drops')
            .set({ segment_ids: JSON.stringify(all) })
            .where('id', '=', half.id)
            .returningAll()
            .executeTakeFirstOrThrow()
          return toDrop(row)
        }
        const row = await transaction
          .insertInto('datasource_drops')
          .values({
            datasource_name: datasource,
            status: 'dropping',
            row_count: rows,
            bytes,
            interval,
            segment_ids: JSON.stringify(segmentIds),
          })
          .returningAll()
          .executeTakeFirstOrThrow()
        return toDrop(row)
      }),
    advance: async (id: string, status: DropStatus): Promise<StoredDrop> => {
      const row = await db
        .updateTable('datasource_drops')
        .set({ status, ...(status === 'restored' ? { restored_at: sql<Date>`now()` } : {}) })
        .where('id', '=', id)
        .returningAll()
        .executeTakeFirstOrThrow()
      return toDrop(row)
    },
    /** This one, or the newest, when it could be taken back. */
    findRestorable: async (datasource: string, id: string | undefined): Promise<StoredDrop | null> => {
      const row = await db
        .selectFrom('datasource_drops')
        .selectAll()
        .where('datasource_name', '=', datasource)
        .where('status', 'in', restorable)
        .$if(id !== undefined, (query) => query.where('id', '=', id ?? ''))
        .orderBy('created_at', 'desc')
        .limit(1)
        .executeTakeFirst()
      return row ? toDrop(row) : null
    },
    /** Newest first: all of one datasource, or those of any that could be taken back. */
    list: async (datasource: string | null): Promise<readonly StoredDrop[]> => {
      const rows = await db
        .selectFrom('datasource_drops')
        .selectAll()
        .$if(datasource !== null, (query) => query.where('datasource_name', '=', datasource))
        .$if(datasource === null, (query) => query.where('status', 'in', restorable))
        .orderBy('created_at', 'desc')
        .limit(mostKept)
        .execute()
      return rows.map(toDrop)
    },
  }
}

export type Drops = ReturnType<typeof createDrops>

function toDrop(row: Selectable<DatasourceDropsTable>): StoredDrop {
  return {
    id: row.id,
    datasource: row.datasource_name,
    status: row.status as DropStatus,
    rows: row.row_count,
    bytes: row.bytes,
    interval: row.interval,
    segmentIds: row.segment_ids,
    createdAt: row.created_at,
    restoredAt: row.restored_at,
  }
}
