import type { Json } from '@duckdb/node-api'
import type { ColumnFacts } from '../../olap/tabular/profile.ts'
import { type Count, widen } from '../../olap/tabular/settle.ts'
import { inferRules, type Rule } from '../../olap/tabular/types.ts'
import type { Engine } from './engine.ts'
import type { Source } from './source.ts'
import { fitsOf, isToken, literal, sqlType, typedCell } from './sql.ts'

type Row = Record<string, Json>

/** Columns a query looks at together: more make its plan slow, fewer cost another reading of the file. */
const together = 120
const exactDistinct = 10_000
const buckets = 20
const topValues = 10
const attempts = 5

const number = (value: Json | undefined): number => (value === null || value === undefined ? 0 : Number(value))
const counts = (value: Json | undefined): Count[] =>
  (Array.isArray(value) ? value : []).map((entry) => {
    const { key, value: count } = entry as { key: Json; value: Json }
    return { value: String(key), count: Number(count) }
  })

const batches = <T>(items: readonly T[]): T[][] => {
  const all: T[][] = []
  for (let at = 0; at < items.length; at += together) all.push(items.slice(at, at + together))
  return all
}

interface Open {
  readonly index: number
  readonly name: string
  readonly readings: readonly Rule[]
}

interface First {
  readonly rows: number
  readonly present: number
  readonly empties: number
  readonly tokens: readonly Count[]
  readonly tops: readonly string[]
  readonly distinct: number
  readonly padded: number
  readonly breaks: number
  readonly marks: number
  readonly fractions: number
  readonly fits: readonly number[]
  readonly misfits: number
  readonly examples: readonly Count[]
  readonly min: Json
  readonly max: Json
  readonly sum: number | null
}

const typedSelect = (source: Source, open: readonly Open[]): string => {
  const values: string[] = []
  const fits: string[] = []
  for (const column of open) {
    const cell = `x${column.index}`
    values.push(`${source.cells[column.index]} AS ${cell}`)
    column.readings.forEach((rule, n) => {
      fits.push(`${typedCell(rule, cell)} AS v${column.index}_${n}`)
    })
  }
  const cells = open.map((column) => `x${column.index}`)
  return `SELECT ${[...cells, ...fits].join(', ')} FROM (SELECT ${values.join(', ')} FROM ${source.from})`
}

const firstAggregates = (source: Source, column: Open): string => {
  const x = `x${column.index}`
  const [rule] = column.readings as [Rule]
  const v = `v${column.index}_0`
  const parts = [
    `count(${x}) AS present${column.index}`,
    `approx_count_distinct(${x}) AS distinct${column.index}`,
    `min(${v}) AS min${column.index}`,
    `max(${v}) AS max${column.index}`,
  ]
  parts.push(`count(*) FILTER (WHERE ${x} = '') AS empties${column.index}`)
  column.readings.forEach((reading, n) => {
    parts.push(`count(*) FILTER (WHERE ${fitsOf(reading, x, `v${column.index}_${n}`)}) AS fits${column.index}_${n}`)
  })
  if (rule.type === 'string') {
    if (source.quotes || source.format !== 'csv')
      parts.push(
        `count(*) FILTER (WHERE contains(${x}, chr(10)) OR contains(${x}, chr(13))) AS breaks${column.index}`,
        `count(*) FILTER (WHERE contains(${x}, '"')) AS marks${column.index}`,
      )
  } else {
    const fits = fitsOf(rule, x, v)
    const odd = `NOT coalesce(${fits}, FALSE) AND ${x} <> ''`
    parts.push(`map_entries(histogram(${x}) FILTER (WHERE ${odd} AND ${isToken(x)})) AS tokens${column.index}`)
    parts.push(`count(*) FILTER (WHERE ${odd} AND NOT ${isToken(x)}) AS misfits${column.index}`)
    parts.push(`approx_top_k(${x}, 60) FILTER (WHERE ${odd} AND NOT ${isToken(x)}) AS examples${column.index}`)
  }
  if (rule.type === 'long') parts.push(`sum(${v}) AS sum${column.index}`)
  if (rule.type === 'double') parts.push(`fsum(${v}) FILTER (WHERE isfinite(${v})) AS sum${column.index}`)
  if (rule.type === 'double' || rule.type === 'timestamp')
    parts.push(`count(*) FILTER (WHERE ${x} < '!' OR ends_with(${x}, ' ')) AS padded${column.index}`)
  if (rule.type === 'timestamp' && rule.epoch === 1)
    parts.push(`count(*) FILTER (WHERE contains(${x}, '.')) AS fractions${column.index}`)
  if (repeats(source, column.index)) parts.push(`approx_top_k(${x}, ${topValues * 2}) AS tops${column.index}`)
  return parts.join(', ')
}

/** Whether the head suggests that values come more than once. */
const repeats = (source: Source, index: number): boolean => {
  const values = source.sample
    .slice(0, 2_000)
    .map((row) => row[index] ?? null)
    .filter((cell) => cell !== null)
  return values.length < 20 || new Set(values).size < values.length * 0.9
}

const firstOf = (row: Row, column: Open): First => {
  const at = (name: string): Json | undefined => row[`${name}${column.index}`]
  return {
    rows: number(row.rows_),
    present: number(at('present')),
    empties: number(at('empties')),
    tokens: counts(at('tokens')),
    tops: Array.isArray(at('tops')) ? (at('tops') as Json[]).map(String) : [],
    distinct: number(at('distinct')),
    padded: number(at('padded')),
    breaks: number(at('breaks')),
    marks: number(at('marks')),
    fractions: number(at('fractions')),
    fits: column.readings.map((_, n) => number(row[`fits${column.index}_${n}`])),
    misfits: number(at('misfits')),
    examples: (Array.isArray(at('examples')) ? (at('examples') as Json[]) : []).map((value) => ({
      value: String(value),
      count: 1,
    })),
    min: at('min') ?? null,
    max: at('max') ?? null,
    sum: at('sum') === null || at('sum') === undefined ? null : Number(at('sum')),
  }
}

export interface Settled {
  readonly rows: number
  readonly columns: readonly { readonly rule: Rule; readonly ambiguous: boolean; readonly first: First }[]
}

/**
 * Reads the whole file until every column has a rule that holds for it: once for nearly all files, again only for
 * columns whose head promised something that the rest does not keep. `fixed` rules may change how a type is written, not the type.
 */
export const settle = async (
  engine: Engine,
  source: Source,
  wishes: readonly (readonly Rule[] | null)[],
  fixed: boolean,
): Promise<Settled> => {
  const decimal = source.dialect?.decimalSeparator ?? '.'
  const done = new Map<number, Settled['columns'][number]>()
  let open: Open[] = source.names.map((name, index) => ({
    index,
    name,
    readings:
      wishes[index] ??
      (source.declared[index] !== null && source.declared[index] !== undefined
        ? [source.declared[index]]
        : guess(source, index, name, decimal)),
  }))
  let rows = 0
  for (let attempt = 0; open.length > 0; attempt++) {
    const next: Open[] = []
    for (const batch of batches(open)) {
      const [row] = await engine.rows(
        `SELECT count(*) AS rows_, ${batch.map((column) => firstAggregates(source, column)).join(', ')} FROM (${typedSelect(source, batch)})`,
      )
      if (row === undefined) continue
      rows = number(row.rows_)
      for (const column of batch) {
        const first = firstOf(row, column)
        const best = first.fits.indexOf(Math.max(...first.fits))
        if (best > 0) {
          next.push({ ...column, readings: [column.readings[best] as Rule] })
          continue
        }
        const rule = column.readings[0] as Rule
        const ambiguous = first.fits.length > 1 && first.fits[1] === first.fits[0]
        const wider =
          attempt >= attempts
            ? rule
            : widen(
                rule,
                { values: first.present - first.empties, misfits: first.misfits, examples: first.examples },
                { name: column.name, decimal },
              )
        if (JSON.stringify(wider) === JSON.stringify(rule) || (fixed && wider.type !== rule.type))
          done.set(column.index, { rule, ambiguous, first })
        else next.push({ ...column, readings: [wider] })
      }
    }
    open = next
  }
  return { rows, columns: source.names.map((_, index) => done.get(index) as Settled['columns'][number]) }
}

const guess = (source: Source, index: number, name: string, decimal: '.' | ','): readonly Rule[] => {
  const values = source.sample
    .slice(0, 5_000)
    .map((row) => row[index] ?? null)
    .filter((cell): cell is string => cell !== null)
  return inferRules([...new Set(values)].slice(0, 1_000), { name, decimal })
}

/** The second reading: exact distinct counts and top values where there are few, and histograms between known ends. */
export const factsOf = async (engine: Engine, source: Source, settled: Settled): Promise<ColumnFacts[]> => {
  const facts: ColumnFacts[] = []
  const open = settled.columns.map(
    (column, index): Open => ({ index, name: source.names[index] as string, readings: [column.rule] }),
  )
  for (const batch of batches(open)) {
    const parts = batch.flatMap((column) =>
      secondAggregates(column, (settled.columns[column.index] as Settled['columns'][number]).first),
    )
    const outer = parts.map((part) => `${part.shown} AS ${part.name}`).join(', ')
    const inner = parts.map((part) => `${part.counted} AS ${part.name}`).join(', ')
    const row =
      parts.length === 0
        ? {}
        : ((await engine.rows(`SELECT ${outer} FROM (SELECT ${inner} FROM (${typedSelect(source, batch)}))`))[0] ?? {})
    for (const column of batch)
      facts.push(combine(column, settled.columns[column.index] as Settled['columns'][number], row))
  }
  return facts
}

const few = (first: First): boolean => first.distinct <= exactDistinct * 1.1

const rangeOf = (rule: Rule, first: First): { from: number; width: number } | null => {
  if (rule.type === 'string' || rule.type === 'boolean' || first.min === null || first.max === null) return null
  const from = Number(first.min)
  const width = (Number(first.max) - from) / buckets
  return Number.isFinite(width) ? { from, width } : null
}

interface Part {
  readonly name: string
  readonly counted: string
  readonly shown: string
}

const secondAggregates = (column: Open, first: First): Part[] => {
  const { index } = column
  const [rule] = column.readings as [Rule]
  const x = `x${index}`
  const v = `v${index}_0`
  const parts: Part[] = []
  if (few(first)) {
    const name = `few${index}`
    const best = `list_slice(list_sort(list_transform(map_entries(${name}), lambda e: {'n': -CAST(e.value AS BIGINT), 'key': e.key, 'value': e.value})), 1, ${topValues})`
    parts.push({ name, counted: `histogram(${x})`, shown: `{'distinct': cardinality(${name}), 'top': ${best}}` })
  } else if (first.tops.length > 0) {
    const name = `tops${index}`
    parts.push({
      name,
      counted: `histogram(${x}) FILTER (WHERE ${x} IN (${first.tops.map(literal).join(', ')}))`,
      shown: `map_entries(${name})`,
    })
  }
  const range = rangeOf(rule, first)
  if (range !== null) {
    const name = `buckets${index}`
    const bucket =
      range.width === 0
        ? '0'
        : `least(${buckets - 1}, CAST(floor((CAST(${v} AS DOUBLE) - ${double(range.from)}) / ${double(range.width)}) AS INTEGER))`
    parts.push({
      name,
      counted: `histogram(${bucket}) FILTER (WHERE ${fitsOf(rule, x, v)})`,
      shown: `map_entries(${name})`,
    })
  }
  return parts
}

const double = (value: number): string => `CAST('${value}' AS DOUBLE)`

const combine = (column: Open, { rule, ambiguous, first }: Settled['columns'][number], row: Row): ColumnFacts => {
  const few = row[`few${column.index}`] as { distinct: Json; top: Json } | null | undefined
  const exact = few !== null && few !== undefined
  const range = rangeOf(rule, first)
  const histogram = counts(row[`buckets${column.index}`])
  const filled = new Map(histogram.map((bucket) => [Number(bucket.value), bucket.count]))
  const numeric = sqlType(rule) !== 'VARCHAR'
  const end = (value: Json): string | number | null =>
    value === null ? null : numeric ? Number(value) : String(value).slice(0, 1_000)
  const top = exact
    ? counts(few.top)
    : counts(row[`tops${column.index}`])
        .sort((a, b) => b.count - a.count)
        .slice(0, topValues)
  return {
    name: column.name,
    rule,
    ambiguous,
    present: first.present,
    empties: first.empties,
    tokens: first.tokens.filter((token) => token.value.trim() !== '' || token.count > 0),
    fits: rule.type === 'string' ? first.present : (first.fits[0] ?? 0),
    misfits: first.misfits,
    examples: first.examples,
    distinct: exact ? number(few.distinct) : first.distinct,
    ...(exact ? {} : { distinctError: 0.05 }),
    min: rule.type === 'boolean' ? null : end(first.min),
    max: rule.type === 'boolean' ? null : end(first.max),
    sum: first.sum,
    top: top.map(({ value, count }) => ({ value: value.slice(0, 500), count })),
    histogram:
      range === null
        ? []
        : range.width === 0
          ? [{ from: range.from, to: range.from, count: filled.get(0) ?? 0 }]
          : Array.from({ length: buckets }, (_, n) => ({
              from: range.from + n * range.width,
              to: n === buckets - 1 ? range.from + buckets * range.width : range.from + (n + 1) * range.width,
              count: filled.get(n) ?? 0,
            })),
    padded: first.padded,
    breaks: first.breaks,
    marks: first.marks,
    fractions: first.fractions,
  }
}
