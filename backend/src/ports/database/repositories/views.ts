import type { View } from '@nemeton/contract'
import { type Kysely, type Selectable, sql } from 'kysely'
import { behind, folded, nextName } from '../by-name.ts'
import type { Schema, ViewsTable } from '../schema.ts'

export type NewView = Pick<View, 'name' | 'datasource' | 'exploration'>

interface Page {
  readonly limit: number
  readonly cursor?: string | undefined
  /** Of one datasource only. */
  readonly datasource?: string | undefined
}

const toRow = ({ name, datasource, exploration }: NewView) => ({ name, datasource_name: datasource, exploration })

export function createViews(db: Kysely<Schema>) {
  return {
    list: async ({ limit, cursor, datasource }: Page): Promise<{ items: View[]; nextCursor: string | null }> => {
      const rows = await db
        .selectFrom('views')
        .selectAll()
        .select(folded.as('folded'))
        .where(behind(cursor))
        .$if(datasource !== undefined, (query) => query.where('datasource_name', '=', datasource ?? ''))
        .orderBy(folded)
        .orderBy('id')
        .limit(limit + 1)
        .execute()
      return { items: rows.slice(0, limit).map(toView), nextCursor: nextName(rows, limit) }
    },
    find: async (id: string): Promise<View | null> => {
      const row = await db.selectFrom('views').selectAll().where('id', '=', id).executeTakeFirst()
      return row ? toView(row) : null
    },
    /** Null when there are `most` already. */
    create: async (view: NewView, most: number): Promise<View | null> => {
      const { count } = await db
        .selectFrom('views')
        .select((eb) => eb.fn.countAll<number>().as('count'))
        .executeTakeFirstOrThrow()
      if (count >= most) return null
      return toView(await db.insertInto('views').values(toRow(view)).returningAll().executeTakeFirstOrThrow())
    },
    /** Null when it is not there. */
    replace: async (id: string, view: NewView): Promise<View | null> => {
      const row = await db
        .updateTable('views')
        .set({ ...toRow(view), updated_at: sql<Date>`now()` })
        .where('id', '=', id)
        .returningAll()
        .executeTakeFirst()
      return row ? toView(row) : null
    },
    /** False when it is not there. */
    remove: async (id: string): Promise<boolean> =>
      (await db.deleteFrom('views').where('id', '=', id).executeTakeFirst()).numDeletedRows === 1n,
  }
}

export type Views = ReturnType<typeof createViews>

const toView = (row: Selectable<ViewsTable>): View => ({
  id: row.id,
  name: row.name,
  datasource: row.datasource_name,
  exploration: row.exploration,
  createdAt: row.created_at.toISOString(),
  updatedAt: row.updated_at.toISOString(),
})
