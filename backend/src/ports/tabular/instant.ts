import { epochSource } from '../../olap/tabular/epoch.ts'
import type { CompiledPattern } from '../../olap/tabular/joda.ts'
import { patternOf, type TimeRule } from '../../olap/tabular/times.ts'
import { list, literal } from './literal.ts'

/** Epoch milliseconds of a cell as DuckDB computes it, as `timeOf` does in JavaScript; zoneless stamps are UTC. */
export const instantOf = (rule: TimeRule, cell: string): string =>
  rule.epoch === null ? written(formsOf(rule), cell) : epoch(rule.epoch, cell)

/** The same in two parts: stamps that name their zone, and local times as if they were UTC; null where there are none. */
export const partsOf = (
  rule: TimeRule,
  cell: string,
): { readonly zoned: string | null; readonly local: string | null } => {
  if (rule.epoch !== null) return { zoned: epoch(rule.epoch, cell), local: null }
  const forms = formsOf(rule)
  const part = (some: readonly CompiledPattern[]): string | null => (some.length === 0 ? null : written(some, cell))
  return { zoned: part(forms.filter((form) => form.zoned)), local: part(forms.filter((form) => !form.zoned)) }
}

const formsOf = (rule: TimeRule): readonly CompiledPattern[] =>
  rule.patterns.map(patternOf).filter((form) => form !== null)

/** The first of DuckDB's formats that reads the cell wins; weeks and quarters need more than a format. */
const written = (forms: readonly CompiledPattern[], cell: string): string => {
  const weeks = forms.filter((form) => form.fields.includes('week'))
  const quarters = forms.filter((form) => form.strptime === null)
  const usual = forms.filter((form) => form.strptime !== null && !form.fields.includes('week'))
  const plain = usual.filter((form) => !form.fields.includes('zone'))
  const offset = usual.filter((form) => form.fields.includes('zone'))
  const tried = [
    ...(plain.length > 0 ? fractions(plain, cell) : []),
    ...(offset.length > 0 ? withOffset(offset, cell) : []),
    ...weeks.map((form) => week(form, cell)),
    ...quarters.map((form) => quarter(form, cell)),
  ]
  return tried.length === 1 ? (tried[0] as string) : `COALESCE(${tried.join(', ')})`
}

const read = (forms: readonly CompiledPattern[], cell: string): string =>
  `TRY_STRPTIME(${cell}, [${list(forms.map((form) => form.strptime as string))}])`

/** Microseconds of the year 1, from which all times that are read count upwards. */
const origin = 62_135_596_800_000_000n

/** DuckDB reads six digits of a fraction and cuts towards 1970: longer ones lose digits, all are cut downwards. */
const fractions = (forms: readonly CompiledPattern[], cell: string): string[] => {
  if (!forms.some((form) => form.fields.includes('fraction'))) return [`epoch_ms(${read(forms, cell)})`]
  const cut = (text: string): string => `((epoch_us(${read(forms, text)}) + ${origin}) // 1000 - ${origin / 1000n})`
  return [cut(cell), cut(`regexp_replace(${cell}, '([.,][0-9]{6})[0-9]{1,3}([^0-9]|$)', '\\1\\2')`)]
}

/**
 * Stamps with an offset, read as local times and moved: DuckDB's own reading of them takes 30 February for 1 March, and
 * ten times as long.
 */
const withOffset = (forms: readonly CompiledPattern[], cell: string): string[] => {
  const text = `rtrim(${cell})`
  const sign = (at: number): string => `substr(${text}, -${at}, 1) IN ('+', '-')`
  const length = `CASE WHEN ${sign(6)} AND substr(${text}, -3, 1) = ':' THEN 6 WHEN ${sign(5)} THEN 5 WHEN ${sign(3)} THEN 3 END`
  const digits = (at: number): string => `TRY_CAST(substr(${text}, -${at}, 2) AS BIGINT)`
  const minutes = `CASE ${length} WHEN 6 THEN ${digits(5)} * 60 + ${digits(2)} WHEN 5 THEN ${digits(4)} * 60 + ${digits(2)} ELSE ${digits(2)} * 60 END`
  const east = `CASE WHEN substr(${text}, -(${length}), 1) = '-' THEN -60000 ELSE 60000 END`
  const local = forms.map((form) => ({ ...form, strptime: (form.strptime as string).replace('%z', '').trimEnd() }))
  return fractions(local, `left(${text}, -(${length}))`).map((millis) => `(${millis} - ${minutes} * ${east})`)
}

/** DuckDB takes week 53 of any year. */
const week = (form: CompiledPattern, cell: string): string => {
  const time = read([form], cell)
  return `CASE WHEN isoyear(${time}) = ${part(form, cell, 'weekYear')} THEN epoch_ms(${time}) END`
}

const quarter = (form: CompiledPattern, cell: string): string =>
  `epoch_ms(make_timestamp(${part(form, cell, 'year')}, ${part(form, cell, 'quarter')} * 3 - 2, 1, 0, 0, 0))`

const part = (form: CompiledPattern, cell: string, field: CompiledPattern['fields'][number]): string =>
  `TRY_CAST(regexp_extract(${cell}, ${literal(`^\\s*${form.source}\\s*$`)}, ${form.fields.indexOf(field) + 1}) AS BIGINT)`

const epoch = (perSecond: number, cell: string): string => {
  const unit = perSecond / 1_000
  const [before, after] = [1, 2].map((n) => `split_part(${cell}, '.', ${n})`) as [string, string]
  const negative = `starts_with(ltrim(${cell}), '-')`
  const below = (digits: string): string =>
    `CASE WHEN ${negative} AND regexp_matches(${digits}, '[1-9]') THEN 1 ELSE 0 END`
  const millis = `TRY_CAST(rpad(left(rtrim(${after}), 3), 3, '0') AS BIGINT)`
  const thousand = (text: string): string => `TRY_CAST(TRY_CAST(${text} AS BIGINT)::HUGEINT * 1000 AS BIGINT)`
  const divided = (whole: string): string =>
    unit === 1 ? whole : `(${whole} // ${unit} - CASE WHEN ${whole} < 0 AND ${whole} % ${unit} <> 0 THEN 1 ELSE 0 END)`
  const plain = perSecond === 1 ? thousand(cell) : divided(`TRY_CAST(${cell} AS BIGINT)`)
  const cut =
    perSecond === 1
      ? `(${thousand(before)} + CASE WHEN ${negative} THEN -${millis} ELSE ${millis} END - ${below(`substr(${after}, 4)`)})`
      : divided(`(TRY_CAST(${before} AS BIGINT) - ${below(after)})`)
  return `CASE WHEN NOT regexp_full_match(${cell}, ${literal(epochSource)}) THEN NULL WHEN contains(${cell}, '.') THEN ${cut} ELSE ${plain} END`
}
