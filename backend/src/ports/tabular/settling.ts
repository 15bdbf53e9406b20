import type { LocalClock } from '../../olap/tabular/local-clock.ts'
import { mayStayTime, widen } from '../../olap/tabular/settle.ts'
import { inferRules, type Rule, text } from '../../olap/tabular/types.ts'
import { type Counted, countCells } from './counted.ts'
import type { Engine } from './engine.ts'
import { countableColumns } from './expect.ts'
import { type First, lookAt } from './first-look.ts'
import { inHalves } from './halves.ts'
import { batches, type Candidate } from './relation.ts'
import type { Source } from './source.ts'

const attempts = 5

export interface SettledColumn {
  readonly rule: Rule
  readonly ambiguous: boolean
  readonly first: First
}

export interface Settled {
  /** The columns whose different cells were counted. */
  readonly counted: Counted
  readonly rows: number
  readonly columns: readonly SettledColumn[]
}

export interface SettleOptions {
  /** Rules to begin with; null where the head is to be asked. */
  readonly wishes: readonly (readonly Rule[] | null)[]
  /** The way a type is written may change, the type may not; and only misfits are counted. */
  readonly fixed: boolean
  /** By which local times are read; null for UTC. */
  readonly clock: LocalClock | null
}

/** What is read for which columns: the counts of one, or the file for many. */
const readings = (source: Source, counted: Counted, open: readonly Candidate[]): [Source, readonly Candidate[]][] => [
  ...open.flatMap((column): [Source, readonly Candidate[]][] => {
    const own = counted.get(column.index)
    return own === undefined ? [] : [[own, [column]]]
  }),
  ...batches(open.filter(({ index }) => !counted.has(index))).map((batch): [Source, readonly Candidate[]] => [
    source,
    batch,
  ]),
]

/**
 * Reads the whole file until every column has a rule that holds for it: once for nearly all files, again only for
 * columns whose head promised something that the rest does not keep.
 */
export const settle = async (engine: Engine, source: Source, options: SettleOptions): Promise<Settled> => {
  const decimal = source.dialect?.decimalSeparator ?? '.'
  const done = new Map<number, SettledColumn>()
  const doubtful = new Map<number, SettledColumn>()
  let rows = 0
  let open = source.names.map((name, index): Candidate => {
    const declared = source.declared[index] ?? null
    const guessed = (): readonly Rule[] => (declared === null ? guess(source, index, name, decimal) : [declared])
    return { index, name, readings: options.wishes[index] ?? guessed() }
  })
  const counted = await countCells(engine, source, options.fixed ? [] : countableColumns(source), 'counted_first')
  for (let attempt = 0; open.length > 0; attempt++) {
    const next: Candidate[] = []
    for (const [from, batch] of readings(source, counted, open)) {
      const looks = await inHalves(batch, (part) =>
        lookAt(engine, from, part, { clock: options.clock, lean: options.fixed }),
      )
      for (const [column, found] of looks.flatMap(([part, look]) => part.map((one) => [one, look] as const))) {
        rows = found.rows
        const verdict = judge(column, found.of(column.index), decimal, attempt < attempts, options.fixed)
        if (verdict.kind === 'settled') done.set(column.index, verdict.column)
        else if (verdict.kind === 'doubtful') doubtful.set(column.index, verdict.column)
        else next.push({ ...column, readings: [verdict.rule] })
      }
    }
    open = next
    if (open.length > 0 || doubtful.size === 0) continue
    const hasTime = [...done.values()].some(({ rule }) => rule.type === 'timestamp')
    const [best, ...others] = [...doubtful].sort(([, a], [, b]) => missed(a) - missed(b))
    if (best !== undefined && !hasTime) done.set(...best)
    open = (hasTime && best !== undefined ? [best, ...others] : others).map(([index]) => ({
      index,
      name: source.names[index] ?? '',
      readings: [text],
    }))
    doubtful.clear()
  }
  return { rows, counted, columns: source.names.map((_, index) => done.get(index) as SettledColumn) }
}

/** Share of the values that are no times. */
const missed = ({ first }: SettledColumn): number => first.misfits / Math.max(1, first.present - first.empties)

type Verdict =
  | { readonly kind: 'settled'; readonly column: SettledColumn }
  | { readonly kind: 'doubtful'; readonly column: SettledColumn }
  | { readonly kind: 'again'; readonly rule: Rule }

const judge = (column: Candidate, first: First, decimal: '.' | ',', mayChange: boolean, fixed: boolean): Verdict => {
  const best = first.fits.indexOf(Math.max(...first.fits))
  if (best > 0) return { kind: 'again', rule: column.readings[best] as Rule }
  const rule = column.readings[0] as Rule
  const evidence = { values: first.present - first.empties, misfits: first.misfits, examples: first.examples }
  const wider = mayChange ? widen(rule, evidence, { name: column.name, decimal }) : rule
  const same = JSON.stringify(wider) === JSON.stringify(rule)
  const ambiguous = first.fits.length > 1 && first.fits[1] === first.fits[0]
  const found: SettledColumn = { rule, ambiguous, first }
  if (same || (fixed && wider.type !== rule.type)) return { kind: 'settled', column: found }
  if (wider.type === 'string' && mayStayTime(rule, evidence)) return { kind: 'doubtful', column: found }
  return { kind: 'again', rule: wider }
}

/** Readings that the sample suggests; each value counts as often as it comes, so that one odd value weighs little. */
const guess = (source: Source, index: number, name: string, decimal: '.' | ','): readonly Rule[] => {
  const values = source.spread.map((row) => row[index] ?? '').filter((cell) => cell !== '')
  const step = Math.max(1, Math.floor(values.length / 1_500))
  return inferRules(
    values.filter((_, n) => n % step === 0),
    { name, decimal },
  )
}
