import type { Json } from '@duckdb/node-api'
import { type FarTimes, usualTimes } from '../../olap/tabular/far-times.ts'
import type { LocalClock } from '../../olap/tabular/local-clock.ts'
import type { Count } from '../../olap/tabular/settle.ts'
import type { Rule } from '../../olap/tabular/types.ts'
import { type Asked, aggregates, farAggregates, leanAggregates, oddAggregates, rowsOf } from './aggregates.ts'
import type { Engine } from './engine.ts'
import { type Expectation, expectationOf } from './expect.ts'
import { type Candidate, counts, number, type Row, texts, topOf, typedRelation } from './relation.ts'
import type { Source } from './source.ts'

/** What one reading of the whole file says about a column. */
export interface First {
  readonly present: number
  readonly empties: number
  readonly tokens: readonly Count[]
  readonly tops: readonly string[]
  readonly distinct: number
  /** Every value counted, when few were expected. */
  readonly exact: { readonly distinct: number; readonly top: readonly Count[] } | null
  /** Counts between the ends that the sample had; the first and last also hold what lay beyond. */
  readonly bins: { readonly from: number; readonly step: number; readonly counts: ReadonlyMap<number, number> } | null
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
  readonly far: FarTimes | null
}

const isFar = (row: Row, { index, readings }: Candidate): boolean => {
  const [min, max] = [row[`min${index}`], row[`max${index}`]]
  if (readings[0]?.type !== 'timestamp' || min === null || max === null || min === undefined) return false
  return Number(min) < usualTimes.from || Number(max) >= usualTimes.to
}

const farOf = (row: Row, index: number): FarTimes | null => {
  const end = (value: Json | undefined): number | null => (value === null || value === undefined ? null : Number(value))
  const rows = number(row[`far${index}`])
  if (rows === 0) return null
  return { rows, examples: texts(row[`beyond${index}`]), min: end(row[`from${index}`]), max: end(row[`to${index}`]) }
}

/** Maps are boiled down before they leave the engine. */
const shown = (columns: readonly Asked[]): string => {
  const few = columns.filter((column) => column.expected.few).map((column) => column.index)
  const binned = columns.filter((column) => column.expected.range !== null).map((column) => column.index)
  const maps = [...few.map((index) => `all${index}`), ...binned.map((index) => `bins${index}`)]
  return [
    maps.length === 0 ? '*' : `* EXCLUDE (${maps.join(', ')})`,
    ...few.map((index) => `{'distinct': cardinality(all${index}), 'top': ${topOf(`all${index}`)}} AS few${index}`),
    ...binned.map((index) => `map_entries(bins${index}) AS entries${index}`),
  ].join(', ')
}

const firstOf = (row: Row, odd: Row, far: Row, { index, readings, expected }: Asked): First => {
  const at = (name: string): Json | undefined => row[`${name}${index}`]
  const sum = at('sum')
  const present = number(at('present'))
  const few = at('few') as { distinct: Json; top: Json } | null | undefined
  const exact =
    few === null || few === undefined || number(at('odd')) > 0
      ? null
      : { distinct: number(few.distinct), top: counts(few.top) }
  const entries = counts(at('entries'))
  return {
    present,
    empties: number(odd[`empties${index}`] ?? at('empties')),
    tokens: counts(odd[`tokens${index}`]),
    tops: texts(at('tops')),
    distinct: number(few?.distinct ?? at('distinct')),
    exact,
    bins:
      expected.range === null || entries.length === 0
        ? null
        : { ...expected.range, counts: new Map(entries.map((bin) => [Number(bin.value), bin.count])) },
    padded: number(at('padded')),
    breaks: number(at('breaks')),
    marks: number(at('marks')),
    fractions: number(at('fractions')),
    fits: readings.map((_, n) => (n === 0 ? present - number(at('odd')) : number(row[`fits${index}_${n}`]))),
    misfits: number(odd[`misfits${index}`]),
    examples: texts(odd[`examples${index}`]).map((value) => ({ value, count: 1 })),
    min: at('min') ?? null,
    max: at('max') ?? null,
    sum: sum === null || sum === undefined ? null : Number(sum),
    far: farOf(far, index),
  }
}

export interface Look {
  readonly rows: number
  readonly of: (index: number) => First
}

/** One reading of the file for some columns; `lean` leaves out what only a profile shows. */
export const lookAt = async (
  engine: Engine,
  source: Source,
  columns: readonly Candidate[],
  options: { readonly clock: LocalClock | null; readonly lean: boolean },
): Promise<Look> => {
  const nothing: Expectation = { few: false, repeats: false, range: null, share: 1 }
  const asked = columns.map(
    (column): Asked => ({
      ...column,
      expected:
        options.lean || source.counted === true
          ? nothing
          : expectationOf(source, column.index, column.readings[0] as Rule),
    }),
  )
  const parts = asked.flatMap((column) => (options.lean ? leanAggregates : aggregates)(source, column))
  const relation = typedRelation(source, columns, options.clock)
  const sampled = asked.some(({ expected }) => expected.range !== null && expected.share < 1)
    ? `(SELECT *, random() AS chance_ FROM ${relation})`
    : relation
  const [row = {}] = await engine.rows(
    `SELECT ${shown(asked)} FROM (SELECT ${rowsOf(source)} AS rows_, ${parts.join(', ')} FROM ${sampled})`,
  )
  const strange = columns.filter((column) => number(row[`odd${column.index}`]) > 0)
  const [odd = {}] =
    strange.length === 0
      ? []
      : await engine.rows(
          `SELECT ${strange.map((column) => oddAggregates(source, column)).join(', ')} FROM ${typedRelation(source, strange, options.clock)}`,
        )
  const beyond = options.lean ? [] : columns.filter((column) => isFar(row, column))
  const [far = {}] =
    beyond.length === 0
      ? []
      : await engine.rows(
          `SELECT ${beyond.map((column) => farAggregates(source, column)).join(', ')} FROM ${typedRelation(source, beyond, options.clock)}`,
        )
  const found = new Map(asked.map((column) => [column.index, firstOf(row, odd, far, column)]))
  return { rows: number(row.rows_), of: (index) => found.get(index) as First }
}
