import type { PlanColumn } from '@nemeton/contract'

/** What the profile of the file that was loaded last says of values. */
export interface Counted {
  readonly rows: number
  /** By the column's name in the file. */
  readonly columns: ReadonlyMap<string, number>
  readonly plan: { readonly columns: readonly Pick<PlanColumn, 'name' | 'as' | 'include'>[] }
}

/** What is nearly different in every row of the file is so in all rows of the datasource; the rest is taken as it is. */
export function roughCounts({ rows, columns, plan }: Counted, allRows: number): Record<string, number> {
  return Object.fromEntries(
    plan.columns.flatMap(({ name, as, include }) => {
      const count = columns.get(name)
      if (count === undefined || !include) return []
      const isUnique = rows > 0 && count > rows / 2
      return [[as, isUnique ? Math.max(count, Math.round((count / rows) * allRows)) : count]]
    }),
  )
}
