import type { Json } from '@duckdb/node-api'
import { type Count, widen } from '../../olap/tabular/settle.ts'
import { inferRules, type Rule } from '../../olap/tabular/types.ts'
import type { Engine } from './engine.ts'
import { batches, type Candidate, counts, number, type Row, texts, typedRelation } from './relation.ts'
import type { Source } from './source.ts'
import { isToken } from './sql.ts'

const attempts = 5
const oddKinds = 60
export const topValues = 10

/** What the first reading of the whole file says about a column. */
export interface First {
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

export interface SettledColumn {
  readonly rule: Rule
  readonly ambiguous: boolean
  readonly first: First
}

export interface Settled {
  readonly rows: number
  readonly columns: readonly SettledColumn[]
}

const firstAggregates = (source: Source, column: Candidate): string => {
  const { index } = column
  const x = `x${index}`
  const [rule, ...others] = column.readings as [Rule, ...Rule[]]
  const text = rule.type === 'string'
  const v = text ? x : `v${index}_0`
  const parts = [
    `count(${x}) AS present${index}`,
    `approx_count_distinct(${x}) AS distinct${index}`,
    `min(${v}) AS min${index}`,
    `max(${v}) AS max${index}`,
  ]
  if (text && (source.quotes || source.format !== 'csv')) {
    parts.push(`count(*) FILTER (WHERE ${x} = '') AS empties${index}`)
    parts.push(`count(*) FILTER (WHERE contains(${x}, chr(10)) OR contains(${x}, chr(13))) AS breaks${index}`)
    parts.push(`count(*) FILTER (WHERE contains(${x}, '"')) AS marks${index}`)
  }
  if (!text) parts.push(`count(o${index}) AS odd${index}`, `approx_top_k(o${index}, ${oddKinds}) AS examples${index}`)
  others.forEach((_, n) => {
    parts.push(`count(v${index}_${n + 1}) AS fits${index}_${n + 1}`)
  })
  if (rule.type === 'long') parts.push(`sum(${v}) AS sum${index}`)
  if (rule.type === 'double') parts.push(`fsum(${v}) AS sum${index}`)
  if (rule.type === 'double' || rule.type === 'timestamp') {
    parts.push(`count(*) FILTER (WHERE ${x} < '!' OR ends_with(${x}, ' ')) AS padded${index}`)
  }
  if (rule.type === 'timestamp' && rule.epoch === 1) {
    parts.push(`count(*) FILTER (WHERE contains(${x}, '.')) AS fractions${index}`)
  }
  if (repeats(source, index)) parts.push(`approx_top_k(${x}, ${topValues * 2}) AS tops${index}`)
  return parts.join(', ')
}

/** What the cells that do not fit are: asked only of columns that have some. */
const oddAggregates = (column: Candidate): string => {
  const { index } = column
  const o = `o${index}`
  return [
    `count(*) FILTER (WHERE ${o} = '') AS empties${index}`,
    `map_entries(histogram(CASE WHEN ${o} <> '' AND ${isToken(o)} THEN ${o} END)) AS tokens${index}`,
    `count(*) FILTER (WHERE ${o} <> '' AND NOT ${isToken(o)}) AS misfits${index}`,
    `approx_top_k(CASE WHEN ${o} <> '' AND NOT ${isToken(o)} THEN ${o} END, ${oddKinds}) AS examples${index}`,
  ].join(', ')
}

/** Whether the head suggests that values come more than once. */
const repeats = (source: Source, index: number): boolean => {
  const values = source.sample
    .slice(0, 2_000)
    .map((row) => row[index] ?? null)
    .filter((cell) => cell !== null)
  return values.length < 20 || new Set(values).size < values.length * 0.9
}

const firstOf = (row: Row, odd: Row, column: Candidate): First => {
  const { index } = column
  const at = (name: string): Json | undefined => row[`${name}${index}`]
  const sum = at('sum')
  const present = number(at('present'))
  return {
    present,
    empties: number(odd[`empties${index}`] ?? at('empties')),
    tokens: counts(odd[`tokens${index}`]),
    tops: texts(at('tops')),
    distinct: number(at('distinct')),
    padded: number(at('padded')),
    breaks: number(at('breaks')),
    marks: number(at('marks')),
    fractions: number(at('fractions')),
    fits: column.readings.map((_, n) => (n === 0 ? present - number(at('odd')) : number(row[`fits${index}_${n}`]))),
    misfits: number(odd[`misfits${index}`]),
    examples: texts(odd[`examples${index}`]).map((value) => ({ value, count: 1 })),
    min: at('min') ?? null,
    max: at('max') ?? null,
    sum: sum === null || sum === undefined ? null : Number(sum),
  }
}

export interface SettleOptions {
  /** Rules to begin with; null where the head is to be asked. */
  readonly wishes: readonly (readonly Rule[] | null)[]
  /** The way a type is written may change, the type may not. */
  readonly fixed: boolean
  /** Zoneless stamps are of the session's zone. */
  readonly local: boolean
}

/**
 * Reads the whole file until every column has a rule that holds for it: once for nearly all files, again only for
 * columns whose head promised something that the rest does not keep.
 */
export const settle = async (engine: Engine, source: Source, options: SettleOptions): Promise<Settled> => {
  const decimal = source.dialect?.decimalSeparator ?? '.'
  const done = new Map<number, SettledColumn>()
  let rows = 0
  let open = source.names.map((name, index): Candidate => {
    const declared = source.declared[index] ?? null
    return {
      index,
      name,
      readings: options.wishes[index] ?? (declared === null ? guess(source, index, name, decimal) : [declared]),
    }
  })
  for (let attempt = 0; open.length > 0; attempt++) {
    const next: Candidate[] = []
    for (const batch of batches(open)) {
      const found = await look(engine, source, batch, options.local)
      rows = found.rows
      for (const column of batch) {
        const verdict = judge(column, found.of(column), decimal, attempt < attempts, options.fixed)
        if (verdict.kind === 'settled') done.set(column.index, verdict.column)
        else next.push({ ...column, readings: [verdict.rule] })
      }
    }
    open = next
  }
  return { rows, columns: source.names.map((_, index) => done.get(index) as SettledColumn) }
}

const look = async (
  engine: Engine,
  source: Source,
  batch: readonly Candidate[],
  local: boolean,
): Promise<{ readonly rows: number; readonly of: (column: Candidate) => First }> => {
  const aggregates = batch.map((column) => firstAggregates(source, column))
  const [row = {}] = await engine.rows(
    `SELECT count(*) AS rows_, ${aggregates.join(', ')} FROM ${typedRelation(source, batch, local)}`,
  )
  const strange = batch.filter((column) => number(row[`odd${column.index}`]) > 0)
  const [odd = {}] =
    strange.length === 0
      ? []
      : await engine.rows(
          `SELECT ${strange.map(oddAggregates).join(', ')} FROM ${typedRelation(source, strange, local)}`,
        )
  return { rows: number(row.rows_), of: (column) => firstOf(row, odd, column) }
}

type Verdict =
  | { readonly kind: 'settled'; readonly column: SettledColumn }
  | { readonly kind: 'again'; readonly rule: Rule }

const judge = (column: Candidate, first: First, decimal: '.' | ',', mayChange: boolean, fixed: boolean): Verdict => {
  const best = first.fits.indexOf(Math.max(...first.fits))
  if (best > 0) return { kind: 'again', rule: column.readings[best] as Rule }
  const rule = column.readings[0] as Rule
  const evidence = { values: first.present - first.empties, misfits: first.misfits, examples: first.examples }
  const wider = mayChange ? widen(rule, evidence, { name: column.name, decimal }) : rule
  const same = JSON.stringify(wider) === JSON.stringify(rule)
  if (!same && !(fixed && wider.type !== rule.type)) return { kind: 'again', rule: wider }
  return {
    kind: 'settled',
    column: { rule, ambiguous: first.fits.length > 1 && first.fits[1] === first.fits[0], first },
  }
}

/** Readings that the head suggests; each value counts as often as it comes, so that one odd value weighs little. */
const guess = (source: Source, index: number, name: string, decimal: '.' | ','): readonly Rule[] => {
  const values = source.sample.map((row) => row[index] ?? '').filter((cell) => cell !== '')
  const step = Math.max(1, Math.floor(values.length / 1_500))
  return inferRules(
    values.filter((_, n) => n % step === 0),
    { name, decimal },
  )
}
