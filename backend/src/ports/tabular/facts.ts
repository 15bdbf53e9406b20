import type { Json } from '@duckdb/node-api'
import type { ColumnFacts } from '../../olap/tabular/profile.ts'
import type { Rule } from '../../olap/tabular/types.ts'
import type { Engine } from './engine.ts'
import { batches, type Candidate, counts, number, type Row, typedRelation } from './relation.ts'
import { type First, type Settled, type SettledColumn, topValues } from './settling.ts'
import type { Source } from './source.ts'
import { literal } from './sql.ts'

const exactDistinct = 10_000
const buckets = 20

/** The second reading: exact distinct counts and top values where there are few, and histograms between known ends. */
export const factsOf = async (engine: Engine, source: Source, settled: Settled): Promise<ColumnFacts[]> => {
  const facts: ColumnFacts[] = []
  const open = settled.columns.map(
    (column, index): Candidate => ({ index, name: source.names[index] as string, readings: [column.rule] }),
  )
  for (const batch of batches(open)) {
    const parts = batch.flatMap((column) =>
      secondAggregates(column, (settled.columns[column.index] as SettledColumn).first),
    )
    const outer = parts.map((part) => `${part.shown} AS ${part.name}`).join(', ')
    const inner = parts.map((part) => `${part.counted} AS ${part.name}`).join(', ')
    const row =
      parts.length === 0
        ? {}
        : ((
            await engine.rows(`SELECT ${outer} FROM (SELECT ${inner} FROM ${typedRelation(source, batch, false)})`)
          )[0] ?? {})
    for (const column of batch) facts.push(combine(column, settled.columns[column.index] as SettledColumn, row))
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

const secondAggregates = (column: Candidate, first: First): Part[] => {
  const { index } = column
  const [rule] = column.readings as [Rule]
  const x = `x${index}`
  const v = `v${index}_0`
  const typed = rule.type === 'string' ? '' : ` FILTER (WHERE ${v} IS NOT NULL)`
  const parts: Part[] = []
  if (few(first)) {
    const name = `few${index}`
    const best = `list_slice(list_sort(list_transform(map_entries(${name}), lambda e: {'n': -CAST(e.value AS BIGINT), 'key': e.key, 'value': e.value})), 1, ${topValues})`
    parts.push({
      name,
      counted: `histogram(${x})${typed}`,
      shown: `{'distinct': cardinality(${name}), 'top': ${best}}`,
    })
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
      counted: `histogram(${bucket})`,
      shown: `map_entries(${name})`,
    })
  }
  return parts
}

const double = (value: number): string => `CAST('${value}' AS DOUBLE)`

const combine = (column: Candidate, { rule, ambiguous, first }: SettledColumn, row: Row): ColumnFacts => {
  const few = row[`few${column.index}`] as { distinct: Json; top: Json } | null | undefined
  const exact = few !== null && few !== undefined
  const range = rangeOf(rule, first)
  const histogram = counts(row[`buckets${column.index}`])
  const filled = new Map(histogram.map((bucket) => [Number(bucket.value), bucket.count]))
  const numeric = rule.type !== 'string'
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
    tokens: first.tokens,
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
