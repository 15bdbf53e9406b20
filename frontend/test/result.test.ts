import t from 'tap'
import { compare, deltaWords, percentWords } from '../src/visualizations/change.ts'
import { assignColors, colorOf, colorsOf } from '../src/visualizations/colors.ts'
import { placeOfDay } from '../src/visualizations/day-place.ts'
import { matrixOf, overTime } from '../src/visualizations/matrix.ts'
import { visualizationNames } from '../src/visualizations/names.ts'
import type { Result, ResultRow, ShownSplit } from '../src/visualizations/result.ts'
import { extent, niceTicks, strength } from '../src/visualizations/scale.ts'
import { chooseVisualization, objectionTo, type Shape } from '../src/visualizations/suits.ts'
import { summarize } from '../src/visualizations/summary.ts'

const colors = new Map<string | null, number>()
const value = (column: string): ShownSplit => ({
  column,
  kind: 'value',
  period: null,
  label: (cell) => String(cell),
  colors,
})
const months: ShownSplit = {
  column: '__time',
  kind: 'time',
  period: 'P1M',
  label: (cell) => String(cell).slice(0, 7),
  colors,
}
const row = (keys: ResultRow['keys'], now: number | null, others: readonly number[] = []): ResultRow => ({
  keys,
  others,
  values: [{ now, before: null, delta: null, percent: null }],
})
const result = (splits: readonly ShownSplit[], rows: readonly ResultRow[], additive = true): Result => ({
  splits,
  rows,
  measures: [{ key: 'm', title: 'Amount', additive, format: null, approximate: false }],
  front: 0,
  totals: [{ now: 30, before: null, delta: null, percent: null }],
  before: null,
  zone: 'Etc/UTC',
  span: { from: Date.parse('2024-01-01'), to: Date.parse('2024-04-01') },
})
const shape = (change: Partial<Shape>): Shape => ({
  splits: ['value'],
  daily: false,
  measures: 3,
  additive: true,
  numeric: true,
  ...change,
})
const fitting = (one: Shape) => visualizationNames.filter((name) => objectionTo(name, one) === null)

t.test('offers what suits the splits and measures, and says why the others do not', async (t) => {
  t.same(fitting(shape({ splits: [] })), [])
  t.same(fitting(shape({})), ['bars', 'bar', 'flat', 'scatter', 'box'])
  t.same(fitting(shape({ splits: ['time'], daily: true })), ['bars', 'line', 'area', 'bar', 'flat', 'box', 'calendar'])
  t.same(fitting(shape({ splits: ['time', 'value'] })), ['line', 'area', 'bar', 'heatmap', 'pivot', 'flat', 'scatter'])
  t.same(fitting(shape({ splits: ['value', 'value', 'number', 'time'], measures: 1 })), ['pivot', 'flat'])
  t.match(
    objectionTo('area', shape({ splits: ['time'], additive: false })),
    /does not add up/,
    'a ratio is not stacked',
  )
  t.match(objectionTo('scatter', shape({ measures: 1 })), /two measures/)
  t.match(objectionTo('box', shape({ numeric: false })), /numbers/)
})

t.test('draws the one asked for while it suits, else the one that says most', async (t) => {
  t.equal(chooseVisualization('bar', shape({})), 'bar')
  t.equal(chooseVisualization('line', shape({})), 'bars')
  t.equal(chooseVisualization(null, shape({ splits: ['time', 'value'] })), 'line')
  t.equal(chooseVisualization(null, shape({ splits: ['number'] })), 'bar')
  t.equal(chooseVisualization('heatmap', shape({ splits: ['value', 'value', 'value'] })), 'pivot')
})

t.test('lays one split across: times upwards, values as they came, the rest last', async (t) => {
  const matrix = matrixOf(
    result(
      [value('branch'), months],
      [
        row(['Thika', '2024-02-01T00:00:00.000Z'], 2),
        row(['Thika', '2024-01-01T00:00:00.000Z'], 1),
        row([null, '2024-01-01T00:00:00.000Z'], 9, [0]),
        row([null, '2024-01-01T00:00:00.000Z'], 4),
      ],
    ),
    1,
  )
  t.same(
    matrix.columns.map(({ label }) => label),
    ['2024-01', '2024-02'],
  )
  t.same(
    matrix.rows.map(([head]) => [head?.label, head?.other]),
    [
      ['Thika', false],
      ['null', false],
      ['Other', true],
    ],
  )
  t.same(
    matrix.cells.map((line) => line.map((cell) => cell[0]?.now ?? null)),
    [
      [1, 2],
      [4, null],
      [9, null],
    ],
    '"no value" and the rest are two things',
  )
  t.same(matrix.rows[2]?.[0]?.choices, [], 'the rest cannot be filtered by')
})

t.test('fills every bucket: a sum with zero, an average with a gap', async (t) => {
  const rows = [row(['2024-01-01T00:00:00.000Z'], 5), row(['2024-03-01T00:00:00.000Z'], 7)]
  const values = (additive: boolean) =>
    overTime(result([months], rows, additive)).series[0]?.values.map(({ now }) => now)
  t.same(values(true), [5, 0, 7])
  t.same(values(false), [5, null, 7])
})

t.test('draws the first lines only and says how many are left', async (t) => {
  const rows = Array.from({ length: 9 }, (_, index) => row([`b${index}`, '2024-01-01T00:00:00.000Z'], index))
  const drawn = overTime(result([value('branch'), months], rows))
  t.equal(drawn.series.length, 6)
  t.equal(drawn.left, 3)
})

t.test('says in words what a chart shows', async (t) => {
  const rows = [row(['Thika'], 10), row(['Kisumu'], 20), row(['Meru'], null)]
  t.equal(
    summarize(result([value('branch')], rows)),
    'Amount by branch: 3 rows. Greatest 20 for Kisumu, least 10 for Thika. Total 30.',
  )
  t.equal(summarize(result([value('branch')], [], false)), 'Amount by branch: 0 rows.')
})

t.test('says a change with its sign, and none where there was nothing', async (t) => {
  t.same([0.044, -0.5, 0, null].map(percentWords), ['+4.4%', '−50%', '0%', '–'])
  t.equal(deltaWords(12, null), '+12')
  t.same(compare(6, 4), { now: 6, before: 4, delta: 2, percent: 0.5 })
  t.same(compare(6, 0).percent, null)
  t.same(compare(-1, -2).percent, 0.5, 'less of a loss is a gain')
})

t.test('marks axes at round numbers and strength within its bounds', async (t) => {
  t.same(niceTicks(0, 97, 5), [0, 20, 40, 60, 80, 100])
  t.same(niceTicks(-0.3, 0.3, 3), [-0.4, -0.2, 0, 0.2, 0.4])
  t.same(niceTicks(5, 5, 4), [5])
  t.same(extent([null, 3, -1]), [-1, 3])
  t.ok(strength(0, 0, 10) > 0 && strength(10, 0, 10) === 1)
})

t.test('puts a day into its week on the calendar of the zone', async (t) => {
  t.same(placeOfDay(Date.parse('2024-01-01'), 'Etc/UTC'), {
    at: Date.parse('2024-01-01'),
    year: 2024,
    week: 0,
    weekday: 0,
  })
  t.match(placeOfDay(Date.parse('2024-01-07'), 'Etc/UTC'), { week: 0, weekday: 6 })
  t.match(placeOfDay(Date.parse('2024-12-31'), 'Etc/UTC'), { week: 52, weekday: 1 })
  t.match(placeOfDay(Date.parse('2023-12-31T21:00Z'), 'Africa/Nairobi'), { year: 2024, week: 0, weekday: 0 })
})

t.test('a value has the colour that the page has given it, and no other takes it', async (t) => {
  const given = assignColors(['Nairobi', 'Mombasa', 'Kisumu'])
  const drawn = colorsOf(
    ['Nakuru', 'Nairobi', 'Kisumu'].map((cell) => ({ cell, other: false })),
    given,
  )
  t.equal(drawn[1], colorOf(given.get('Nairobi') ?? -1))
  t.equal(drawn[2], colorOf(given.get('Kisumu') ?? -1))
  t.equal(new Set(drawn).size, 3)
  t.same(colorsOf([{ cell: null, other: true }]), ['var(--n-series-7)'], 'the rest is grey')
})
