import { decorationSource, writtenSource } from '../../olap/tabular/numbers.ts'
import { timeRange } from '../../olap/tabular/times.ts'
import { nullTokens, type Rule } from '../../olap/tabular/types.ts'
import { instantOf } from './instant.ts'
import { list, literal } from './literal.ts'

/** Whether a cell spells "no value"; asked only of cells that do not fit. */
export const isToken = (cell: string): string => `(${cell} IN (${list(nullTokens)}) OR trim(${cell}) = '')`

const written = (cell: string, decimal: '.' | ',', grouping: string): string => {
  const bare = `regexp_replace(${cell}, ${literal(decorationSource)}, '', 'g')`
  const ungrouped = grouping === '' || grouping === ' ' ? bare : `replace(${bare}, ${literal(grouping)}, '')`
  const point = decimal === ',' ? `replace(${ungrouped}, ',', '.')` : ungrouped
  return `(CASE WHEN contains(${cell}, '(') THEN '-' ELSE '' END || ${point})`
}

/** The typed value of a cell (null when it has none or does not fit), as DuckDB computes it. */
export const typedCell = (rule: Rule, cell: string): string => {
  switch (rule.type) {
    case 'string':
      return cell
    case 'boolean':
      return `CASE WHEN ${cell} IN (${list(rule.yes)}) THEN 1 WHEN ${cell} IN (${list(rule.no)}) THEN 0 END`
    case 'timestamp':
      return instantOf(rule, cell)
    case 'long':
    case 'double': {
      const type = rule.type === 'long' ? 'BIGINT' : 'DOUBLE'
      if (rule.style === null) return `TRY_CAST(${cell} AS ${type})`
      return `CASE WHEN regexp_full_match(${cell}, ${literal(writtenSource(rule.style))}) THEN TRY_CAST(${written(cell, rule.style.decimal, rule.style.grouping)} AS ${type}) END`
    }
  }
}

/** Whether a cell fits, given its cell and computed value; never true for a value that reading as typed would change. */
export const fitsOf = (rule: Rule, cell: string, value: string): string => {
  switch (rule.type) {
    case 'string':
      return 'TRUE'
    case 'boolean':
      return `${value} IS NOT NULL`
    case 'timestamp':
      return `(${value} IS NOT NULL AND ${value} BETWEEN ${timeRange.from} AND ${timeRange.to})`
    case 'long':
      return rule.style === null ? `(${value} IS NOT NULL AND ${cell} = ${value}::VARCHAR)` : `${value} IS NOT NULL`
    case 'double':
      return rule.style === null
        ? `(${value} IS NOT NULL AND isfinite(${value}) AND NOT (${cell} >= '00' AND ${cell} < '0:') AND NOT (${cell} >= '-00' AND ${cell} < '-0:') AND NOT (${cell} >= '+' AND ${cell} < ',') AND NOT contains(${cell}, '_'))`
        : `(${value} IS NOT NULL AND isfinite(${value}))`
  }
}

/** The type that `typedCell` has. */
export const sqlType = (rule: Rule): string =>
  rule.type === 'string' ? 'VARCHAR' : rule.type === 'double' ? 'DOUBLE' : 'BIGINT'
