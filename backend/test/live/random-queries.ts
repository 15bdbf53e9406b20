import type { Cell, Query } from '@nemeton/contract'
import fc from 'fast-check'
import { filter, interval, leaf } from './random-filters.ts'

type Sign = '+' | '-' | '*' | '/'
/** A formula as the generator made it: what it is written as is read by the product alone. */
export type Arithmetic = number | string | readonly [Arithmetic, Sign, Arithmetic]
export type RandomMeasure = Query['measures'][number]
type Split = Query['splits'][number] & { orderBy: NonNullable<Query['splits'][number]['orderBy']> }

export interface RandomQuery {
  readonly body: Omit<Query, 'splits' | 'interval' | 'raw' | 'relative'> & {
    readonly interval: string
    readonly splits: readonly Split[]
  }
  readonly formulas: ReadonlyMap<string, Arithmetic>
}

export const figureOf = (
  { now, before }: { now: Cell; before: Cell },
  by: 'value' | 'delta' | 'percent' = 'value',
): Cell => {
  if (by === 'value') return now
  const change = now === null || before === null ? null : Number(now) - Number(before)
  if (by === 'delta') return change
  return change === null || Number(before) === 0 ? null : change / Math.abs(Number(before))
}

export const zones = ['Europe/Berlin', 'America/New_York', 'Australia/Lord_Howe', 'Asia/Kathmandu'] as const
/** Sums are of quarters, so that any order of adding gives the same double. */
const plain = (rolledUp: boolean): fc.Arbitrary<Omit<RandomMeasure, 'name'>> =>
  fc.oneof(
    fc.record({
      kind: fc.constant('count' as const),
      column: fc.option(fc.constantFrom('city', 'n'), { nil: undefined }),
    }),
    fc.record({ kind: fc.constantFrom('sum' as const, 'avg' as const), column: fc.constantFrom('x', 'n') }),
    fc.record({
      kind: fc.constantFrom('min' as const, 'max' as const),
      column: fc.constantFrom(...(rolledUp ? ['n'] : ['x', 'n'])),
    }),
    fc.record({
      kind: fc.constant('countDistinct' as const),
      column: fc.constantFrom('city', 'kind', 'n'),
      exact: fc.constant(true),
    }),
  )

const arithmetic = (names: readonly string[]): fc.Arbitrary<Arithmetic> =>
  fc.letrec<{ any: Arithmetic }>((tie) => ({
    any: fc.oneof(
      { depthSize: 'small', withCrossShrink: true },
      fc.constantFrom(...names),
      fc.constantFrom(1, 2, 0.5, 100),
      fc.tuple(tie('any'), fc.constantFrom<Sign>('+', '-', '*', '/'), tie('any')),
    ),
  })).any

const written = (formula: Arithmetic): string => {
  if (typeof formula === 'number') return String(formula)
  if (typeof formula === 'string') return `[${formula}]`
  const [left, sign, right] = formula
  return `(${written(left)}) ${sign} (${written(right)})`
}

const bucketed = (rolledUp: boolean) =>
  fc.constantFrom<Pick<Split, 'column' | 'bucket'>>(
    { column: 'city' },
    { column: 'kind' },
    { column: 'flag' },
    { column: 'n' },
    { column: 'n', bucket: { size: 4 } },
    ...(rolledUp
      ? []
      : [
          { column: 'x', bucket: { size: 50 } },
          { column: 'x', bucket: { size: 0.5 } },
        ]),
    { column: '__time', bucket: { granularity: 'P1D' } },
    { column: '__time', bucket: { granularity: 'P1W' } },
    { column: '__time', bucket: { granularity: 'P1M' } },
    { column: '__time', bucket: { granularity: 'P3M' } },
    { column: '__time', bucket: { granularity: 'PT1H' } },
  )

/** One query with everything that may stand in it; approximate measures are the matter of tests of their own. */
export const randomQuery = (datasource: string, rolledUp: boolean): fc.Arbitrary<RandomQuery> =>
  fc
    .record({
      interval,
      timezone: fc.constantFrom(...zones),
      filter: fc.option(filter(rolledUp), { nil: undefined }),
      bases: fc.array(
        fc.tuple(
          plain(rolledUp),
          fc.option(leaf(rolledUp), { nil: undefined, freq: 3 }),
          fc.option(fc.constantFrom('total' as const, 'parent' as const), { nil: undefined, freq: 4 }),
        ),
        { minLength: 1, maxLength: 3 },
      ),
      places: fc.uniqueArray(bucketed(rolledUp), { maxLength: 3, selector: ({ column }) => column }),
      orders: fc.tuple(
        ...[0, 1, 2].map(() =>
          fc.record({
            pick: fc.nat(9),
            own: fc.boolean(),
            down: fc.boolean(),
            by: fc.constantFrom('value' as const, 'delta' as const, 'percent' as const),
            limit: fc.constantFrom(1, 2, 3, 5, 1000),
            other: fc.boolean(),
          }),
        ),
      ),
      compare: fc.option(
        fc.constantFrom('P1D', 'P1W', 'P1M', 'P2M', 'P1Y', 'PT36H').map((shift) => ({ shift })),
        { nil: undefined },
      ),
      totals: fc.boolean(),
    })
    .chain(({ interval, timezone, filter, bases, places, orders, compare, totals }) => {
      const measures = bases.map(
        ([base, own, of], index): RandomMeasure => ({
          ...base,
          name: `m ${index}`,
          ...(own && { filter: own }),
          ...(of && base.kind !== 'min' && base.kind !== 'max' && { of }),
        }),
      )
      const names = measures.filter(({ of }) => of === undefined).map(({ name }) => name)
      const formula = names.length === 0 ? fc.constant(null) : fc.option(arithmetic(names))
      return formula.map((made): RandomQuery => {
        const all =
          made === null ? measures : [...measures, { name: 'made', kind: 'formula' as const, formula: written(made) }]
        const splits = places.map((place, index): Split => {
          const { pick, own, down, by, limit, other } = orders[index] as (typeof orders)[number]
          const direction = down ? ('descending' as const) : ('ascending' as const)
          const measure = all[pick % all.length] as RandomMeasure
          const allowed = compare && !(measure.of && by === 'delta') ? by : ('value' as const)
          return {
            ...place,
            limit,
            // the rest of a thousand values is refused where it is split further
            other: other && (limit < 1000 || index === places.length - 1),
            orderBy: own ? { column: place.column, direction } : { measure: measure.name, direction, by: allowed },
          }
        })
        return {
          body: { datasource, interval, timezone, filter, measures: all, splits, compare, totals },
          formulas: new Map(made === null ? [] : [['made', made]]),
        }
      })
    })
