import type { Json } from '@duckdb/node-api'
import type { ColumnFacts } from '../../olap/tabular/profile.ts'
import type { Rule } from '../../olap/tabular/types.ts'
import { type Counted, countCells } from './counted.ts'
import type { Engine } from './engine.ts'
import { isLarge } from './expect.ts'
import type { First } from './first-look.ts'
import { inHalves } from './halves.ts'
import { bucketOf, fromBins, histogramOf, rangeOf } from './histogram.ts'
import { literal } from './literal.ts'
import { batches, type Candidate, counts, number, type Row, topOf, topValues, typedRelation } from './relation.ts'
import type { Settled, SettledColumn } from './settling.ts'
import type { Source } from './source.ts'

const exactDistinct = 10_000

/**
 * What the first reading left open, by a second one of those columns only: exact distinct counts and top values where
 * there are few, and histograms between known ends. Large files seldom need it.
 */
export const factsOf = async (engine: Engine, source: Source, settled: Settled): Promise<ColumnFacts[]> => {
  const columns = settled.columns.map(
    (column, index): Candidate => ({ index, name: source.names[index] as string, readings: [column.rule] }),
  )
  const first = (column: Candidate): SettledColumn => settled.columns[column.index] as SettledColumn
  const rows = new Map<number, Row>()
  const counted = new Map([...settled.counted, ...(await countLate(engine, source, settled))])
  for (const column of columns) {
    const own = counted.get(column.index)
    if (own !== undefined) rows.set(column.index, await ofCounts(engine, own, column, first(column).first))
  }
  const open = columns.filter((column) => !counted.has(column.index) && partsOf(column, first(column).first).length > 0)
  for (const batch of batches(open)) {
    const found = await inHalves(batch, (part) =>
      rowOf(
        engine,
        source,
        part,
        part.flatMap((column) => partsOf(column, first(column).first)),
      ),
    )
    for (const [part, row] of found) for (const column of part) rows.set(column.index, row)
  }
  return columns.map((column) => combine(column, first(column), rows.get(column.index) ?? {}))
}

const rowOf = async (engine: Engine, source: Source, columns: readonly Candidate[], parts: Part[]): Promise<Row> => {
  const outer = parts.map((part) => `${part.shown} AS ${part.name}`).join(', ')
  const inner = parts.map((part) => `${part.counted} AS ${part.name}`).join(', ')
  const [row = {}] = await engine.rows(
    `SELECT ${outer} FROM (SELECT ${inner} FROM ${typedRelation(source, columns, null)})`,
  )
  return row
}

/** Counts the cells of columns that have few different ones although the sample did not promise it. */
const countLate = async (engine: Engine, source: Source, settled: Settled): Promise<Counted> => {
  const few = settled.columns.flatMap(({ first }, index) =>
    settled.counted.has(index) || first.exact !== null || first.distinct > exactDistinct * 1.3 ? [] : [index],
  )
  return countCells(engine, source, isLarge(source) && few.length > 1 ? few : [], 'counted_late')
}

/** Distinct and top values and the histogram of a column whose cells were counted, named as by `partsOf`. */
const ofCounts = async (engine: Engine, source: Source, column: Candidate, first: First): Promise<Row> => {
  const { index, readings } = column
  const [rule] = readings as [Rule]
  const [x, v] = [`x${index}`, rule.type === 'string' ? `x${index}` : `v${index}_0`]
  const fitting = `(SELECT ${x}, ${v} AS value_, weight_ FROM ${typedRelation(source, [column], null)} WHERE ${v} IS NOT NULL)`
  const top = await engine.rows(
    `SELECT ${x} AS key, weight_ AS value, count(*) OVER () AS distinct_ FROM ${fitting} ORDER BY weight_ DESC, ${x} LIMIT ${topValues}`,
  )
  const range = rangeOf(rule, first)
  const filled =
    range === null || range.width === 0
      ? []
      : await engine.rows(
          `SELECT ${bucketOf('value_', range)} AS key, sum(weight_) AS value FROM ${fitting} GROUP BY ALL`,
        )
  return { [`few${index}`]: { distinct: top[0]?.distinct_ ?? 0, top }, [`buckets${index}`]: filled }
}

interface Part {
  readonly name: string
  readonly counted: string
  readonly shown: string
}

const partsOf = ({ index, readings }: Candidate, first: First): Part[] => {
  const [rule] = readings as [Rule]
  const text = rule.type === 'string'
  const [x, v] = [`x${index}`, `v${index}_0`]
  const parts: Part[] = []
  if (first.exact === null && first.distinct <= exactDistinct * 1.3) {
    const name = `few${index}`
    const counted = `histogram(${x})${text ? '' : ` FILTER (WHERE ${v} IS NOT NULL)`}`
    parts.push({ name, counted, shown: `{'distinct': cardinality(${name}), 'top': ${topOf(name)}}` })
  } else if (first.exact === null && first.tops.length > 0) {
    const name = `tops${index}`
    const counted = `histogram(${x}) FILTER (WHERE ${x} IN (${first.tops.map(literal).join(', ')}))`
    parts.push({ name, counted, shown: `map_entries(${name})` })
  }
  const range = rangeOf(rule, first)
  if (range !== null && range.width > 0 && fromBins(first, range) === null) {
    const name = `buckets${index}`
    parts.push({
      name,
      counted: `histogram(CASE WHEN ${v} IS NOT NULL THEN ${bucketOf(v, range)} END)`,
      shown: `map_entries(${name})`,
    })
  }
  return parts
}

const combine = ({ index, name }: Candidate, { rule, ambiguous, first }: SettledColumn, row: Row): ColumnFacts => {
  const few = row[`few${index}`] as { distinct: Json; top: Json } | null | undefined
  const exact =
    first.exact ?? (few === null || few === undefined ? null : { distinct: number(few.distinct), top: counts(few.top) })
  const counted = [...counts(row[`tops${index}`])].sort((a, b) => b.count - a.count)
  const end = (value: Json): string | number | null => {
    if (value === null || rule.type === 'boolean') return null
    return rule.type === 'string' ? String(value).slice(0, 1_000) : Number(value)
  }
  return {
    name,
    rule,
    ambiguous,
    present: first.present,
    empties: first.empties,
    tokens: first.tokens,
    fits: rule.type === 'string' ? first.present : (first.fits[0] ?? 0),
    misfits: first.misfits,
    examples: first.examples,
    distinct: exact?.distinct ?? Math.min(first.distinct, first.present),
    ...(exact === null ? { distinctError: 0.1 } : {}),
    min: end(first.min),
    max: end(first.max),
    sum: first.sum,
    top: (exact?.top ?? counted).slice(0, topValues).map(({ value, count }) => ({ value: value.slice(0, 500), count })),
    histogram: histogramOf(rule, first, row, index),
    padded: first.padded,
    breaks: first.breaks,
    marks: first.marks,
    fractions: first.fractions,
    ...(first.far === null ? {} : { far: first.far }),
  }
}
