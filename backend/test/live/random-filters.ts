import type { Filter } from '@nemeton/contract'
import fc from 'fast-check'

/** Local midnights would be another instant in each zone: these cut days in two on purpose. */
const ends = [
  '2024-10-01',
  '2024-10-26',
  '2024-11-03',
  '2024-12-31',
  '2025-01-31',
  '2025-02-28',
  '2025-03-09',
  '2025-03-29',
  '2025-03-31',
  '2025-04-06',
  '2025-05-01',
]
export const interval = fc.uniqueArray(fc.constantFrom(...ends), { minLength: 2, maxLength: 2 }).map((pair) =>
  pair
    .toSorted()
    .map((day) => `${day}T00:00:00Z`)
    .join('/'),
)

export const leaf = (rolledUp: boolean): fc.Arbitrary<Filter> =>
  fc.oneof(
    fc.record({
      kind: fc.constant('values' as const),
      column: fc.constant('city'),
      values: fc.subarray(['Zürich', '東京', "O'Hara", '😀', null, 'nowhere'], { minLength: 0 }),
      exclude: fc.boolean(),
    }),
    fc.record({
      kind: fc.constant('values' as const),
      column: fc.constant('n'),
      values: fc.array(fc.integer({ min: -6, max: 6 }), { maxLength: 5 }),
      exclude: fc.boolean(),
    }),
    fc.record({
      kind: fc.constant('contains' as const),
      column: fc.constantFrom('city', 'kind'),
      text: fc.constantFrom('r', 'Z', 'A', "'"),
      caseSensitive: fc.boolean(),
    }),
    fc.record({
      kind: fc.constant('regexp' as const),
      column: fc.constant('kind'),
      pattern: fc.constantFrom('^k1', '[0-3]$', 'k(2|5)'),
    }),
    fc.record({
      kind: fc.constant('numberRange' as const),
      column: fc.constantFrom(...(rolledUp ? ['n'] : ['n', 'x'])),
      from: fc.option(fc.integer({ min: -5, max: 2 })),
      to: fc.option(fc.integer({ min: 1, max: 6 })),
    }),
    fc.record({ kind: fc.constant('isNull' as const), column: fc.constantFrom('city', 'kind', 'n') }),
    fc.record({ kind: fc.constant('timeInterval' as const), column: fc.constant('__time'), interval }),
  )

export const filter = (rolledUp: boolean): fc.Arbitrary<Filter> => {
  const one = leaf(rolledUp)
  return fc.oneof(
    { weight: 3, arbitrary: one },
    { weight: 1, arbitrary: one.map((filter): Filter => ({ kind: 'not', filter })) },
    {
      weight: 2,
      arbitrary: fc
        .tuple(fc.constantFrom('and' as const, 'or' as const), fc.array(one, { maxLength: 3 }))
        .map(([kind, filters]): Filter => ({ kind, filters })),
    },
  )
}
