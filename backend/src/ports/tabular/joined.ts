import { findPairs, joinKnown, joinRow, type Pair, splitFormat } from '../../olap/tabular/joined-time.ts'
import type { TimeFacts } from '../../olap/tabular/time-column.ts'
import type { Rule } from '../../olap/tabular/types.ts'
import type { Engine } from './engine.ts'
import { type Settled, type SettledColumn, settle } from './settling.ts'
import type { Source } from './source.ts'

const mostPairs = 3

/** A file with date and time of day as one more column. */
export const joinSource = (source: Source, pair: Pair): Source => ({
  ...joinKnown(source, pair),
  cells: [...source.cells, `(trim(${source.cells[pair.date]}) || ' ' || trim(${source.cells[pair.clock]}))`],
  spread: source.spread.map((row) => joinRow(row, pair)),
})

/** Dates and times of day in two columns, read together over the whole file. */
export const joinedTimes = async (
  engine: Engine,
  source: Source,
  settled: Settled,
  names: readonly string[],
): Promise<TimeFacts[]> => {
  const rules = settled.columns.map((column): Rule => column.rule)
  const found: TimeFacts[] = []
  for (const pair of findPairs(source, rules).slice(0, mostPairs)) {
    const last = onlyColumn(joinSource(source, pair), source.names.length)
    const { columns } = await settle(engine, last, { wishes: [null], fixed: false, clock: null })
    const { rule, ambiguous, first } = columns[0] as SettledColumn
    const format = rule.type === 'timestamp' ? splitFormat(rule.patterns[0] ?? '') : null
    if (format === null || first.min === null || first.max === null) continue
    found.push({
      column: names[pair.date] ?? '',
      format: format.date,
      clock: { column: names[pair.clock] ?? '', format: format.clock },
      rows: settled.rows,
      parsed: first.fits[0] ?? 0,
      distinct: first.exact?.distinct ?? first.distinct,
      min: Number(first.min),
      max: Number(first.max),
      ambiguous,
    })
  }
  return found
}

/** One column of a file by itself. */
export const onlyColumn = (source: Source, index: number): Source => {
  const own = <T>(row: readonly T[]): T[] => row.slice(index, index + 1)
  return {
    ...source,
    names: own(source.names),
    cells: own(source.cells),
    declared: own(source.declared),
    sample: source.sample.map(own),
    spread: source.spread.map(own),
  }
}
