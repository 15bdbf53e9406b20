import { decorationSource, writtenSource } from '../../olap/tabular/numbers.ts'
import { patternOf, type TimeRule } from '../../olap/tabular/times.ts'
import { nullTokens, type Rule } from '../../olap/tabular/types.ts'

/** A text as a SQL literal: quotes doubled, nothing else is special in DuckDB's standard strings. */
export const literal = (text: string): string => {
  if (!text.includes('\0')) return `'${text.replaceAll("'", "''")}'`
  return `(${text
    .split('\0')
    .map((part) => `'${part.replaceAll("'", "''")}'`)
    .join(' || chr(0) || ')})`
}

/** A name as a SQL identifier. */
export const identifier = (name: string): string => `"${name.replaceAll('"', '""')}"`

const list = (texts: readonly string[]): string => texts.map(literal).join(', ')

/** Whether a cell spells "no value"; asked only of cells that do not fit. */
export const isToken = (cell: string): string => `(${cell} IN (${list(nullTokens)}) OR trim(${cell}) = '')`

const written = (cell: string, decimal: '.' | ',', grouping: string): string => {
  const bare = `regexp_replace(${cell}, ${literal(decorationSource)}, '', 'g')`
  const ungrouped = grouping === '' || grouping === ' ' ? bare : `replace(${bare}, ${literal(grouping)}, '')`
  const point = decimal === ',' ? `replace(${ungrouped}, ',', '.')` : ungrouped
  return `(CASE WHEN contains(${cell}, '(') THEN '-' ELSE '' END || ${point})`
}

const utcLiteral = /Z$|UTC$|GMT$/
const earliest = `-30610224000000`
const latest = `253402300800000`

/** Epoch milliseconds; zoneless stamps are UTC, or of the session's zone when `local` is asked for (which is slower). */
const instant = (rule: TimeRule, cell: string, local: boolean): string => {
  if (rule.epoch === 1) return `CAST(floor(round(TRY_CAST(${cell} AS DOUBLE) * 1000, 3)) AS BIGINT)`
  if (rule.epoch !== null) return `CAST(TRY_CAST(${cell} AS BIGINT) // ${rule.epoch / 1_000} AS BIGINT)`
  const formats = rule.patterns.flatMap((pattern) => patternOf(pattern)?.strptime ?? [])
  if (!local) return `epoch_ms(TRY_STRPTIME(${cell}, [${list(formats)}]))`
  const utc = formats.filter((format) => utcLiteral.test(format))
  const rest = formats.filter((format) => !utcLiteral.test(format))
  const tried = [
    ...(utc.length > 0 ? [`epoch_ms(TRY_STRPTIME(${cell}, [${list(utc)}])::TIMESTAMP)`] : []),
    ...(rest.length > 0 ? [`epoch_ms(TRY_STRPTIME(${cell}, [${list(rest)}])::TIMESTAMPTZ)`] : []),
  ]
  return tried.length === 1 ? (tried[0] as string) : `COALESCE(${tried.join(', ')})`
}

/** The typed value of a cell (null when it has none or does not fit), as DuckDB computes it. */
export const typedCell = (rule: Rule, cell: string, local = false): string => {
  switch (rule.type) {
    case 'string':
      return cell
    case 'boolean':
      return `CASE WHEN ${cell} IN (${list(rule.yes)}) THEN 1 WHEN ${cell} IN (${list(rule.no)}) THEN 0 END`
    case 'timestamp':
      return instant(rule, cell, local)
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
      return `(${value} IS NOT NULL AND ${value} BETWEEN ${earliest} AND ${latest}${rule.epoch === 1 ? ` AND ${cell} >= '0' AND ${cell} < ':'` : ''})`
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
