import fc from 'fast-check'

export interface MadeRow {
  readonly time: string
  readonly city: string | null
  readonly kind: string | null
  readonly flag: boolean
  readonly n: number | null
  readonly x: number | null
}

/** Days on which a clock changes somewhere, and ends of months. */
const busy = [
  '2024-10-06',
  '2024-10-27',
  '2024-11-03',
  '2025-01-31',
  '2025-02-28',
  '2025-03-09',
  '2025-03-30',
  '2025-03-31',
  '2025-04-06',
]
const first = Date.UTC(2024, 9, 1)
const day = 86_400_000

/** Rows as nobody would wish them: without values, with empty ones, in many scripts, negative, crowded where clocks change. */
export const madeRows = (count: number, seed: number): readonly MadeRow[] =>
  fc.sample(
    fc.record({
      time: fc
        .oneof(
          { weight: 2, arbitrary: fc.integer({ min: 0, max: 212 * day - 1 }).map((after) => first + after) },
          {
            weight: 1,
            arbitrary: fc
              .tuple(fc.constantFrom(...busy), fc.nat(day - 1))
              .map(([date, after]) => Date.parse(date) + after),
          },
        )
        .map((instant) => new Date(Math.floor(instant / 1000) * 1000).toISOString()),
      city: fc.option(
        // none from U+E000 to U+FFFF beside one beyond: Druid orders texts by UTF-8 in some plans, by UTF-16 in others
        fc.constantFrom('Zürich', 'zürich', '東京', '😀', "O'Hara", 'Ñandú', ' spaced ', 'a"b', 'São Paulo'),
        { freq: 8 },
      ),
      kind: fc.option(
        fc.nat(39).map((n) => `k${Math.floor((n * n) / 40)}`),
        { freq: 20 },
      ),
      flag: fc.boolean(),
      n: fc.option(fc.integer({ min: -9, max: 9 }), { freq: 10 }),
      x: fc.option(
        fc.integer({ min: -2000, max: 4000 }).map((quarters) => quarters / 4),
        { freq: 10 },
      ),
    }),
    { numRuns: count, seed },
  )
