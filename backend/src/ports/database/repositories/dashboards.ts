import type { Dashboard } from '@nemeton/contract'
import { type Kysely, type Selectable, sql } from 'kysely'
import { behind, folded, nextName } from '../by-name.ts'
import type { DashboardsTable, Schema } from '../schema.ts'

export type NewDashboard = Pick<Dashboard, 'name' | 'tiles' | 'refreshSeconds'>

interface Page {
  readonly limit: number
  readonly cursor?: string | undefined
}

const toRow = ({ name, tiles, refreshSeconds }: NewDashboard) => ({
  name,
  tiles: JSON.stringify(tiles),
  refresh_seconds: refreshSeconds,
})

export function createDashboards(db: Kysely<Schema>) {
  return {
    list: async ({ limit, cursor }: Page): Promise<{ items: Dashboard[]; nextCursor: string | null }> => {
      const rows = await db
        .selectFrom('dashboards')
        .selectAll()
        .select(folded.as('folded'))
        .where(behind(cursor))
        .orderBy(folded)
        .orderBy('id')
        .limit(limit + 1)
        .execute()
      return { items: rows.slice(0, limit).map(toDashboard), nextCursor: nextName(rows, limit) }
    },
    find: async (id: string): Promise<Dashboard | null> => {
      const row = await db.selectFrom('dashboards').selectAll().where('id', '=', id).executeTakeFirst()
      return row ? toDashboard(row) : null
    },
    /** Null when there are `most` already. */
    create: async (dashboard: NewDashboard, most: number): Promise<Dashboard | null> => {
      const { count } = await db
        .selectFrom('dashboards')
        .select((eb) => eb.fn.countAll<number>().as('count'))
        .executeTakeFirstOrThrow()
      if (count >= most) return null
      return toDashboard(
        await db.insertInto('dashboards').values(toRow(dashboard)).returningAll().executeTakeFirstOrThrow(),
      )
    },
    /** Null when it is not there. */
    replace: async (id: string, dashboard: NewDashboard): Promise<Dashboard | null> => {
      const row = await db
        .updateTable('dashboards')
        .set({ ...toRow(dashboard), updated_at: sql<Date>`now()` })
        .where('id', '=', id)
        .returningAll()
        .executeTakeFirst()
      return row ? toDashboard(row) : null
    },
    /** False when it is not there. */
    remove: async (id: string): Promise<boolean> =>
      (await db.deleteFrom('dashboards').where('id', '=', id).executeTakeFirst()).numDeletedRows === 1n,
  }
}

export type Dashboards = ReturnType<typeof createDashboards>

const toDashboard = (row: Selectable<DashboardsTable>): Dashboard => ({
  id: row.id,
  name: row.name,
  tiles: [...row.tiles],
  refreshSeconds: row.refresh_seconds,
  createdAt: row.created_at.toISOString(),
  updatedAt: row.updated_at.toISOString(),
})
