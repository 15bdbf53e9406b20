import { isDeepStrictEqual } from 'node:util'
import fc from 'fast-check'
import t from 'tap'
import {
  type Exploration,
  lastPeriods,
  parseExploration,
  printExploration,
  type Range,
  start,
  toggleValue,
  type ValuesFilter,
  withFilter,
  zoomTo,
} from '../src/explore/exploration.ts'
import { periods } from '../src/format/time.ts'

const reread = (state: Exploration) => parseExploration(new URLSearchParams(printExploration(state)))

const name = fc.string({ minLength: 1, maxLength: 12, unit: 'grapheme' }).filter((text) => text.isWellFormed())
const value = fc.option(
  fc.string({ maxLength: 8, unit: 'grapheme' }).filter((text) => text.isWellFormed()),
  { nil: null },
)
const filters = fc.uniqueArray(
  fc.record<ValuesFilter>(
    { column: name, values: fc.uniqueArray(value, { minLength: 1, maxLength: 4 }), exclude: fc.boolean() },
    { noNullPrototype: true },
  ),
  { selector: (filter) => filter.column, maxLength: 4 },
)
const instant = fc.integer({ min: Date.parse('1990-01-01'), max: Date.parse('2040-01-01') })
const range: fc.Arbitrary<Range> = fc.oneof(
  fc.constant<Range>({ kind: 'all' }),
  fc.constantFrom(...lastPeriods).map((period): Range => ({ kind: 'last', period })),
  fc
    .tuple(instant, fc.integer({ min: 1, max: 1e11 }))
    .map(([from, length]) => zoomTo(start, from, from + length).range),
  fc.constant<Range>({ kind: 'between', from: '2024-01-01', to: '2024-02-01' }),
)
const exploration: fc.Arbitrary<Exploration> = fc.record(
  {
    range,
    timezone: fc.constantFrom('Etc/UTC', 'Africa/Nairobi', 'America/Argentina/Buenos_Aires'),
    filters,
    measure: fc.option(name, { nil: null }),
    split: fc.option(name, { nil: null }),
    sort: fc.option(fc.record({ by: name, ascending: fc.boolean() }, { noNullPrototype: true }), { nil: null }),
    bucket: fc.option(fc.constantFrom(...periods), { nil: null }),
    allDimensions: fc.boolean(),
    asTable: fc.boolean(),
  },
  { noNullPrototype: true },
)

t.test('an exploration read back from its link is the same exploration', async (t) => {
  fc.assert(
    fc.property(exploration, (state) => isDeepStrictEqual(reread(state), state)),
    { numRuns: 1000, seed: 42 },
  )
  t.pass()
})

t.test('writes links that a person can read', async (t) => {
  const state: Exploration = {
    ...start,
    range: { kind: 'between', from: '2024-01-01', to: '2024-04-01' },
    timezone: 'Africa/Nairobi',
    measure: 'sum:amount_kes',
    filters: [{ column: 'branch', values: ['Nairobi', 'Mombasa'], exclude: false }],
  }
  t.equal(
    printExploration(state),
    'v=1&time=2024-01-01/2024-04-01&tz=Africa/Nairobi&measure=sum:amount_kes&is.branch=Nairobi&is.branch=Mombasa',
  )
  t.equal(printExploration(start), 'v=1')
})

t.test('links of version 1 open as they were meant', async (t) => {
  const search = new URLSearchParams(
    'v=1&time=last-P3M&by=P1W&split=product&sort=up-count&not.channel=online&none.payment=not',
  )
  t.same(parseExploration(search), {
    ...start,
    range: { kind: 'last', period: 'P3M' },
    bucket: 'P1W',
    split: 'product',
    sort: { by: 'count', ascending: true },
    filters: [
      { column: 'channel', values: ['online'], exclude: true },
      { column: 'payment', values: [null], exclude: true },
    ],
  })
})

t.test('what a link says wrongly falls back to the start', async (t) => {
  const search = new URLSearchParams('time=2024-02-01/2024-01-01&tz=Mars/Olympus&by=P9D&sort=sideways&show=poem')
  t.same(parseExploration(search), start)
})

t.test('a value goes in with the first press and out with the second', async (t) => {
  const once = toggleValue(start, 'branch', 'Nairobi')
  t.same(once.filters, [{ column: 'branch', values: ['Nairobi'], exclude: false }])
  t.same(toggleValue(once, 'branch', 'Mombasa').filters[0]?.values, ['Nairobi', 'Mombasa'])
  t.same(toggleValue(once, 'branch', 'Nairobi').filters, [])
})

t.test('excluding a value replaces what was kept', async (t) => {
  const kept = toggleValue(start, 'branch', 'Nairobi')
  t.same(toggleValue(kept, 'branch', 'Mombasa', true).filters, [
    { column: 'branch', values: ['Mombasa'], exclude: true },
  ])
})

t.test('a changed filter keeps its place', async (t) => {
  const two = toggleValue(toggleValue(start, 'a', '1'), 'b', '2')
  t.same(
    withFilter(two, { column: 'a', values: ['3'], exclude: true }).filters.map((filter) => filter.column),
    ['a', 'b'],
  )
})
