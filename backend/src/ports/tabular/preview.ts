import type { Cell, PlanColumn, Profile, Table } from '@nemeton/contract'
import { shown } from '../../olap/tabular/normalize.ts'
import { rulesFor } from '../../olap/tabular/plan-rules.ts'
import type { Engine } from './engine.ts'
import { overSource } from './open.ts'
import type { SpooledFile } from './tabular.ts'

/** The first rows as the profile reads them. The engine must keep the file's order. */
export const readPreview = (
  engine: Engine,
  file: SpooledFile,
  profile: Profile,
  rows: number,
  signal: AbortSignal,
): Promise<Table> => {
  const begin = performance.now()
  return overSource(engine, file, false, signal, async (source) => {
    const columns = profile.columns.map((column): PlanColumn => ({ ...column, include: true }))
    const rules = rulesFor(source, columns, null)
    const cells = source.cells.map((cell, n) => `${cell} AS c${n}`).join(', ')
    const first =
      source.sample.length >= rows || source.sample.length === profile.rows
        ? source.sample
        : await textRows(engine, `SELECT ${cells} FROM ${source.from} LIMIT ${Math.floor(rows)}`, source.cells.length)
    return {
      columns: profile.columns.map((column) => ({ name: column.as, type: column.type })),
      rows: first.slice(0, rows).map((row) => row.map((cell, n): Cell => shown(cell, rules[n] ?? { type: 'string' }))),
      approximate: [],
      complete: profile.rows <= rows,
      queryId: `preview-${file.id}`,
      elapsedMs: Math.round(performance.now() - begin),
      cached: false,
    }
  })
}

const textRows = async (engine: Engine, sql: string, width: number): Promise<(string | null)[][]> =>
  (await engine.rows(sql)).map((row) =>
    Array.from({ length: width }, (_, n) => (row[`c${n}`] ?? null) as string | null),
  )
