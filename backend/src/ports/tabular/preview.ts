import type { Cell, PlanColumn, Profile, Table } from '@nemeton/contract'
import { shown } from '../../olap/tabular/normalize.ts'
import { rulesFor } from '../../olap/tabular/plan-rules.ts'
import { withFirstRows } from './first-rows.ts'
import type { WithEngine } from './open.ts'
import type { SpooledFile } from './tabular.ts'

/** The first rows as the profile reads them. */
export const readPreview = async (
  withEngine: WithEngine,
  file: SpooledFile,
  profile: Profile,
  rows: number,
  signal: AbortSignal,
): Promise<Table> => {
  const begin = performance.now()
  const columns = profile.columns.map((column): PlanColumn => ({ ...column, include: true }))
  return withFirstRows(withEngine, file, profile, rows, signal, (known, first) => {
    const rules = rulesFor(known, columns, null)
    return {
      columns: profile.columns.map((column) => ({ name: column.as, type: column.type })),
      rows: first.map((row) => row.map((cell, n): Cell => shown(cell, rules[n] ?? { type: 'string' }))),
      approximate: [],
      complete: profile.rows <= rows,
      queryId: `preview-${file.id}`,
      elapsedMs: Math.round(performance.now() - begin),
      cached: false,
    }
  })
}
