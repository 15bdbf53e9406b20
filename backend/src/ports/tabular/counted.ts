import type { Engine } from './engine.ts'
import { isOutOfMemory } from './halves.ts'
import type { Source } from './source.ts'

/** Columns whose values were counted, each as a source of its own. */
export type Counted = ReadonlyMap<number, Source>

/** Each column is counted in a table of its own, of several megabytes even when nearly empty; more share a slower one. */
const mostSets = 10

const apart = (source: Source, columns: readonly number[]): string => {
  const groups = columns.map((index) => `g${index}`)
  const which = columns.map((index) => `WHEN GROUPING(g${index}) = 0 THEN ${index}`).join(' ')
  const cells = columns.map((index) => `${source.cells[index]} AS g${index}`).join(', ')
  const sets = groups.map((group) => `(${group})`).join(', ')
  return `SELECT CASE ${which} END AS column_, COALESCE(${groups.join(', ')}) AS cell_, count(*) AS weight_ FROM (SELECT ${cells} FROM ${source.from}) GROUP BY GROUPING SETS (${sets})`
}

const unfolded = (source: Source, columns: readonly number[]): string => {
  const cells = columns.map((index) => source.cells[index]).join(', ')
  const each = `SELECT unnest([${columns.join(', ')}]::USMALLINT[]) AS column_, unnest([${cells}]) AS cell_ FROM ${source.from}`
  return `SELECT column_, cell_, count(*) AS weight_ FROM (${each}) GROUP BY column_, cell_`
}

/**
 * Counts each different cell of some columns in one reading; whatever else is asked of them is then asked of the counts
 * and not of the file. Counts nothing when there are more different cells than fit in memory.
 */
export const countCells = async (
  engine: Engine,
  source: Source,
  columns: readonly number[],
  table: string,
): Promise<Counted> => {
  if (columns.length === 0) return new Map()
  try {
    const counts = columns.length > mostSets ? unfolded(source, columns) : apart(source, columns)
    await engine.run(`CREATE OR REPLACE TEMP TABLE ${table} AS ${counts}`)
  } catch (error) {
    if (isOutOfMemory(error)) return new Map()
    throw error
  }
  return new Map(
    columns.map((index): [number, Source] => [
      index,
      {
        ...source,
        from: `(SELECT cell_, weight_ FROM ${table} WHERE column_ = ${index})`,
        cells: source.cells.map(() => 'cell_'),
        located: false,
        counted: true,
      },
    ]),
  )
}
