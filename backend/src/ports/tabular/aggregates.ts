import { usualTimes } from '../../olap/tabular/far-times.ts'
import type { Rule } from '../../olap/tabular/types.ts'
import { type Expectation, fineBins } from './expect.ts'
import type { Candidate } from './relation.ts'
import type { Source } from './source.ts'
import { isToken } from './sql.ts'

const oddKinds = 60
const topKinds = 20
const farExamples = 3

export interface Asked extends Candidate {
  readonly expected: Expectation
}

export const double = (value: number): string => `CAST('${value}' AS DOUBLE)`

/** In how many rows of the file a condition holds. */
const rowsWhere = (source: Source, condition: string): string =>
  source.counted === true
    ? `COALESCE(sum(weight_) FILTER (WHERE ${condition}), 0)`
    : `count(*) FILTER (WHERE ${condition})`

const rowsWith = (source: Source, value: string): string =>
  source.counted === true ? rowsWhere(source, `${value} IS NOT NULL`) : `count(${value})`

export const rowsOf = (source: Source): string => (source.counted === true ? 'COALESCE(sum(weight_), 0)' : 'count(*)')

const commonest = (source: Source, value: string, condition: string, most: number): string =>
  source.counted === true
    ? `list_slice(list(${value} ORDER BY weight_ DESC, ${value}) FILTER (WHERE ${condition}), 1, ${most})`
    : `approx_top_k(CASE WHEN ${condition} THEN ${value} END, ${most})`

/** What rejecting needs: how many cells there are and which do not fit. */
export const leanAggregates = (source: Source, { index, readings }: Candidate): string[] => {
  const odd = readings[0]?.type === 'string' ? [] : [`${rowsWith(source, `o${index}`)} AS odd${index}`]
  return [`${rowsWith(source, `x${index}`)} AS present${index}`, ...odd]
}

const sumOf = (source: Source, rule: Rule, v: string): string | null => {
  if (rule.type === 'long') return source.counted === true ? `sum(CAST(${v} AS HUGEINT) * weight_)` : `sum(${v})`
  if (rule.type === 'double') return source.counted === true ? `fsum(${v} * weight_)` : `fsum(${v})`
  return null
}

export const aggregates = (source: Source, column: Asked): string[] => {
  const { index, expected } = column
  const x = `x${index}`
  const [rule, ...others] = column.readings as [Rule, ...Rule[]]
  const text = rule.type === 'string'
  const v = text ? x : `v${index}_0`
  const add = (name: string, condition: string): number =>
    parts.push(`${rowsWhere(source, condition)} AS ${name}${index}`)
  const parts = [...leanAggregates(source, column), `min(${v}) AS min${index}`, `max(${v}) AS max${index}`]
  if (source.counted === true) parts.push(`count(${x}) AS distinct${index}`)
  else parts.push(expected.few ? `histogram(${x}) AS all${index}` : `approx_count_distinct(${x}) AS distinct${index}`)
  if (text && (source.quotes || source.format !== 'csv')) {
    add('empties', `${x} = ''`)
    add('breaks', `contains(${x}, chr(10)) OR contains(${x}, chr(13))`)
    add('marks', `contains(${x}, '"')`)
  }
  others.forEach((_, n) => {
    parts.push(`${rowsWith(source, `v${index}_${n + 1}`)} AS fits${index}_${n + 1}`)
  })
  const sum = sumOf(source, rule, v)
  if (sum !== null) parts.push(`${sum} AS sum${index}`)
  if (rule.type === 'double' || rule.type === 'timestamp') add('padded', `${x} < '!' OR ends_with(${x}, ' ')`)
  if (rule.type === 'timestamp' && rule.epoch !== null) {
    add('fractions', `contains(${x}, '.')`)
  } else if (rule.type === 'timestamp' && rule.format !== 'iso' && rule.format.includes('SSS')) {
    add('fractions', `regexp_matches(${x}, '[.,][0-9]{4}')`)
  }
  if (text && !expected.few && expected.repeats) parts.push(`approx_top_k(${x}, ${topKinds}) AS tops${index}`)
  if (expected.range !== null) {
    const { from, step } = expected.range
    const bin = `floor((CAST(${v} AS DOUBLE) - ${double(from)}) / ${double(step)})`
    const place = `CAST(greatest(-1, least(${fineBins}, ${bin})) AS SMALLINT)`
    const drawn = expected.share < 1 ? ` AND chance_ < ${expected.share}` : ''
    parts.push(`histogram(CASE WHEN ${v} IS NOT NULL${drawn} THEN ${place} END) AS bins${index}`)
  }
  return parts
}

/** What the cells that do not fit are: asked only of columns that have some. */
export const oddAggregates = (source: Source, { index }: Candidate): string => {
  const o = `o${index}`
  const token = `${o} <> '' AND ${isToken(o)}`
  const misfit = `${o} <> '' AND NOT ${isToken(o)}`
  const tokens =
    source.counted === true
      ? `list({'key': ${o}, 'value': weight_}) FILTER (WHERE ${token})`
      : `map_entries(histogram(CASE WHEN ${token} THEN ${o} END))`
  return [
    `${rowsWhere(source, `${o} = ''`)} AS empties${index}`,
    `${tokens} AS tokens${index}`,
    `${rowsWhere(source, misfit)} AS misfits${index}`,
    `${commonest(source, o, misfit, oddKinds)} AS examples${index}`,
  ].join(', ')
}

/** Where usual times end: asked only of columns that go beyond. */
export const farAggregates = (source: Source, { index }: Candidate): string => {
  const [x, v] = [`x${index}`, `v${index}_0`]
  const usual = `${v} >= ${usualTimes.from} AND ${v} < ${usualTimes.to}`
  return [
    `${rowsWhere(source, `NOT (${usual})`)} AS far${index}`,
    `min(${v}) FILTER (WHERE ${usual}) AS from${index}`,
    `max(${v}) FILTER (WHERE ${usual}) AS to${index}`,
    `${commonest(source, x, `NOT (${usual})`, farExamples)} AS beyond${index}`,
  ].join(', ')
}
