import type { Query } from '@nemeton/contract'
import type { DatasourceSchema } from './datasource-schema.ts'
import { compileGroups, compileParts } from './groups.ts'
import { compileRaw } from './raw.ts'
import type { Compiled } from './shape.ts'

/** As many rows as Druid can be told. */
const mostAsked = 2_000_000_000

/**
 * One SELECT with every value bound and `__time` always bounded. The limit of a single split is exact: the true first N
 * groups. With several splits the limit of the last one holds for each combination of the values before it; which
 * values those may be is chosen by statements of their own (see `answer`).
 */
export function compile(query: Query, datasource: DatasourceSchema): Compiled {
  if (query.raw) return compileRaw(query, query.raw, datasource)
  return compileGroups(compileParts(query, datasource), {
    depth: query.splits.length,
    measures: query.measures,
    within: null,
    chosen: [],
    limited: true,
  })
}

/** All rows, or all groups in one list, past every limit and page. What one statement cannot tell, such as shares, is left out. */
export function compileWhole(query: Query, datasource: DatasourceSchema): Compiled {
  const limit = mostAsked
  if (query.raw) return compileRaw(query, { columns: query.raw.columns, limit }, datasource)
  const splits = query.splits.map((split) => ({ ...split, limit }))
  return compileGroups(compileParts({ ...query, splits }, datasource), {
    depth: splits.length,
    measures: query.measures,
    within: null,
    chosen: [],
    limited: true,
    everything: true,
  })
}

/** The same measures over everything that the filter lets through: one row, in the order of the measures. */
export function compileTotals(query: Query, datasource: DatasourceSchema): Compiled {
  return compile({ ...query, splits: [], raw: undefined }, datasource)
}
