import type { Datasource } from '@nemeton/contract'
import t from 'tap'
import { choosableMeasures } from '../src/explore/chosen-measures.ts'
import { start } from '../src/explore/exploration.ts'
import { objectionToFormula, objectionToName } from '../src/explore/formula-check.ts'
import { sizeFor } from '../src/explore/number-buckets.ts'
import { isChosen, pressed } from '../src/explore/presses.ts'
import { totalsQuestion } from '../src/explore/questions.ts'
import { rawColumns, rawQuestion } from '../src/explore/raw-rows.ts'
import { readResult } from '../src/explore/read-result.ts'
import { drawnMeasures, resultQuestion, visualizationOf } from '../src/explore/result-question.ts'
import { sceneOf } from '../src/explore/scene.ts'
import { lengthOf, shiftWords } from '../src/explore/shift.ts'
import { splitBy } from '../src/explore/splits.ts'
import { readFilter } from '../src/explore/written-filter.ts'

const datasource: Datasource = {
  name: 'sales',
  description: null,
  measures: null,
  formats: {},
  rows: 10,
  bytes: 10,
  segments: 1,
  interval: '2024-01-01T00:00:00.000Z/2024-04-01T00:00:00.000Z',
  availability: 100,
  columns: [
    { name: '__time', type: 'timestamp', role: 'time' },
    { name: 'branch', type: 'string', role: 'dimension' },
    { name: 'channel', type: 'string', role: 'dimension' },
    { name: 'amount', type: 'double', role: 'measure' },
    { name: 'cost', type: 'double', role: 'measure' },
  ],
  lastIngestion: null,
}
const bounds = { from: Date.parse('2024-01-01'), to: Date.parse('2024-04-01') }
const scene = (change: Partial<typeof start>) => sceneOf(datasource, bounds, { ...start, ...change })
const names = (query: { measures: readonly { name: string }[] }) => query.measures.map(({ name }) => name)

t.test('asks for the measures that a formula speaks of, and for them only once', async (t) => {
  const formulas = [{ name: 'margin', formula: '([sum:amount] - [sum:cost]) / [p95:amount]', percent: false }]
  t.same(names(totalsQuestion(scene({ measures: ['count', 'sum:amount'], formulas }))), [
    'count',
    'sum:amount',
    'margin',
    'sum:cost',
    'p95:amount',
  ])
})

t.test('shares what adds up under another name, so that formulas still mean the measure itself', async (t) => {
  const formulas = [{ name: 'double', formula: '[sum:amount] * 2', percent: false }]
  const question = resultQuestion(
    scene({ splits: [splitBy('branch')], share: 'parent', measures: ['sum:amount', 'avg:amount'], formulas }),
  )
  t.same(names(question), ['sum:amount share', 'avg:amount', 'double', 'sum:amount'])
  t.equal(question.measures[0]?.of, 'parent')
  t.equal(question.splits[0]?.orderBy?.measure, 'sum:amount share')
})

t.test('asks each split with its own bucket, order and limit', async (t) => {
  const question = resultQuestion(
    scene({
      compare: 'P1M',
      splits: [
        { ...splitBy('branch'), sort: { by: 'count', ascending: true, aspect: 'delta' }, limit: 7, other: true },
        splitBy('__time'),
        splitBy('amount', 50),
      ],
    }),
  )
  t.same(question.compare, { shift: 'P1M' })
  t.same(question.splits, [
    { column: 'branch', limit: 7, orderBy: { measure: 'count', direction: 'ascending', by: 'delta' }, other: true },
    {
      column: '__time',
      limit: 2000,
      orderBy: { column: '__time', direction: 'ascending' },
      bucket: { granularity: 'P1W' },
    },
    { column: 'amount', limit: 10, orderBy: { column: 'amount', direction: 'ascending' }, bucket: { size: 50 } },
  ])
})

t.test('asks a box for its five numbers', async (t) => {
  const one = scene({ splits: [splitBy('branch')], visualization: 'box', measure: 'sum:cost' })
  t.equal(visualizationOf(one), 'box')
  t.same(
    resultQuestion(one).measures.map(({ kind, column, fraction }) => [kind, column, fraction]),
    [0, 0.25, 0.5, 0.75, 1].map((fraction) => ['quantile', 'cost', fraction]),
  )
})

const compared = {
  question: resultQuestion(scene({ splits: [splitBy('branch')], compare: 'P1Y' })),
  table: {
    columns: [
      { name: 'branch', type: 'string' as const },
      { name: 'count', type: 'long' as const, measure: 'count', value: 'now' as const },
      { name: 'count before', type: 'long' as const, measure: 'count', value: 'before' as const },
      { name: 'count change', type: 'long' as const, measure: 'count', value: 'delta' as const },
      { name: 'count percent', type: 'double' as const, measure: 'count', value: 'percent' as const },
    ],
    rows: [
      ['Thika', 6, 4, 2, 0.5],
      [null, 1, null, null, null],
    ],
    others: [{ row: 1, split: 0 }],
    approximate: ['count'],
    complete: true,
    queryId: 'q',
    elapsedMs: 1,
    cached: false,
  },
}

t.test('reads an answer by the names of its columns, with what was before', async (t) => {
  const one = scene({ splits: [splitBy('branch')], compare: 'P1Y' })
  const read = readResult(compared, drawnMeasures(one, 'bars'), 'count', one.bounds)
  t.same(read?.rows[0]?.values[0], { now: 6, before: 4, delta: 2, percent: 0.5 })
  t.same(read?.rows[1]?.others, [0])
  t.equal(read?.before, '1 year before')
  t.ok(read?.measures[0]?.approximate)
})

t.test('a press filters by values, by buckets of numbers and of time', async (t) => {
  const state = { ...start, splits: [splitBy('branch'), splitBy('__time', 'P1M'), splitBy('amount', 50)] }
  const read = readResult(
    { ...compared, question: resultQuestion(scene(state)) },
    drawnMeasures(scene(state), 'pivot'),
    'count',
    scene(state).bounds,
  )
  if (read === null) throw new Error('nothing was read')
  t.same(pressed(state, read, [{ split: 0, cell: 'Thika' }], true).filters, [
    { kind: 'values', column: 'branch', values: ['Thika'], exclude: true },
  ])
  t.same(pressed(state, read, [{ split: 1, cell: '2024-02-01T00:00:00.000Z' }], false).range, {
    kind: 'between',
    from: '2024-02-01T00:00:00Z',
    to: '2024-03-01T00:00:00Z',
  })
  t.match(pressed(state, read, [{ split: 1, cell: '2024-02-01T00:00:00.000Z' }], true).filters, [
    { kind: 'time', column: '__time', exclude: true },
  ])
  const number = pressed(state, read, [{ split: 2, cell: 100 }], false)
  t.same(number.filters, [{ kind: 'numberRange', column: 'amount', exclude: false, from: 100, to: 150 }])
  t.ok(isChosen(number, read, { split: 2, cell: 100 }))
  t.same(pressed(number, read, [{ split: 2, cell: 100 }], false).filters, [], 'the second press takes it away')
})

t.test('the previous period is as long as the interval in the largest whole unit', async (t) => {
  const length = (from: string, to: string, zone = 'Etc/UTC') =>
    lengthOf({ from: Date.parse(from), to: Date.parse(to) }, zone)
  t.equal(length('2024-01-01', '2025-01-01'), 'P1Y')
  t.equal(length('2024-02-01', '2024-03-01'), 'P1M')
  t.equal(length('2024-02-01', '2024-02-15'), 'P14D')
  t.equal(length('2024-03-30T23:00Z', '2024-03-31T22:00Z', 'Europe/Berlin'), 'P1D', 'a day of 23 hours')
  t.equal(length('2024-01-01T10:00Z', '2024-01-01T12:30Z'), 'PT9000S')
  t.equal(scene({ compare: 'previous' }).shift, null, 'nothing lies before everything')
  t.equal(scene({ compare: 'previous', range: { kind: 'last', period: 'P3M' } }).shift, 'P3M')
  t.same(['P1M', 'P1Y2M', 'PT6H', 'PT90M', 'P2W'].map(shiftWords), [
    '1 month',
    '1 year 2 months',
    '6 hours',
    '90 minutes',
    '2 weeks',
  ])
})

t.test('says what is wrong with a formula while it is written', async (t) => {
  const measures = choosableMeasures(datasource)
  t.equal(objectionToFormula('([sum:amount] - [sum:cost]) / count', measures), null)
  t.match(objectionToFormula('1 +', measures), /^Expected .* character/)
  t.match(objectionToFormula('[sum:nothing] * 2', measures), /no measure/)
  t.equal(objectionToName('Margin', ['count']), null)
  t.match(objectionToName('count', ['count']), /Another measure/)
})

t.test('reads filters as they are written, or says what is missing', async (t) => {
  t.same(readFilter('numberRange', 'amount', false, ['10', '']), {
    kind: 'numberRange',
    column: 'amount',
    exclude: false,
    from: 10,
    to: null,
  })
  t.match(readFilter('numberRange', 'amount', false, ['10', '2']), /below/)
  t.match(readFilter('numberRange', 'amount', false, ['', '']), /at least one/)
  t.match(readFilter('time', '__time', false, ['2024-01-02', '2024-01-01']), /before/)
  t.match(readFilter('contains', 'branch', true, ['x']), { kind: 'contains', text: 'x', exclude: true })
})

t.test('numbers get buckets of a round size', async (t) => {
  t.same([sizeFor(0, 240), sizeFor(0, 100_000), sizeFor(1, 1), sizeFor(0, 0.5)], [10, 5000, 1, 0.05])
})

t.test('goes through the rows page by page, time first', async (t) => {
  const columns = rawColumns(datasource)
  t.same(columns, ['__time', 'branch', 'channel', 'amount', 'cost'])
  const asked = { datasource: 'sales', interval: 'a/b', timezone: 'Etc/UTC' }
  t.same(rawQuestion(asked, columns, null).raw, { columns, limit: 1000, skip: 0 })
  const page = { before: '2024-01-01T00:00:00.000Z', skip: 3 }
  t.same(rawQuestion(asked, columns, page).raw, { columns, limit: 1000, ...page })
})
