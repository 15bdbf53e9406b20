import type { Drop, Ingestion, RetentionRule } from '@nemeton/contract'
import t from 'tap'
import { formatChoices, parseFormat, printFormat } from '../src/datasources/format-choices.ts'
import { historyOf } from '../src/datasources/history.ts'
import { nameOf } from '../src/datasources/measure-words.ts'
import { periodWords, printPeriod, readPeriod } from '../src/datasources/period.ts'
import { dangerOf, ruleWords, withAction, withKind } from '../src/datasources/rule-words.ts'
import { barsOf, spanOf } from '../src/visualizations/timeline.ts'

const one = { _default_tier: 1 }
const interval = '2024-01-01T00:00:00.000Z/2025-01-01T00:00:00.000Z'
const rules: readonly (readonly [RetentionRule, string])[] = [
  [{ action: 'load', when: { kind: 'forever' }, replicas: one }, 'Keep everything, 1 copy'],
  [
    { action: 'load', when: { kind: 'period', period: 'P3M', includeFuture: true }, replicas: { _default_tier: 2 } },
    'Keep the last 3 months, 2 copies',
  ],
  [
    { action: 'load', when: { kind: 'period', period: 'P1D', includeFuture: false }, replicas: { hot: 2, cold: 1 } },
    'Keep the last 1 day, not the future, 2 copies in hot, 1 copy in cold',
  ],
  [{ action: 'load', when: { kind: 'forever' }, replicas: { hot: 1 } }, 'Keep everything, 1 copy in hot'],
  [{ action: 'drop', when: { kind: 'forever' } }, 'Drop everything'],
  [{ action: 'drop', when: { kind: 'beforePeriod', period: 'P1Y' } }, 'Drop what is older than 1 year'],
  [{ action: 'drop', when: { kind: 'interval', interval } }, 'Drop 1 Jan 2024 – 31 Dec 2024'],
  [{ action: 'broadcast', when: { kind: 'forever' } }, 'Keep on every server everything'],
]
for (const [rule, words] of rules)
  t.test(`a rule is said as "${words}"`, async (t) => {
    t.equal(ruleWords(rule), words)
  })

t.test('a rule keeps what still fits when one of its parts is chosen anew', async (t) => {
  const month: RetentionRule = {
    action: 'load',
    when: { kind: 'period', period: 'P1M', includeFuture: true },
    replicas: one,
  }
  t.same(withKind(month, 'beforePeriod', '2026-05-01'), {
    action: 'drop',
    when: { kind: 'beforePeriod', period: 'P1M' },
  })
  t.same(withAction({ action: 'drop', when: { kind: 'beforePeriod', period: 'P1M' } }, 'load'), month)
  t.same(withKind(month, 'interval', '2026-05-01').when, {
    kind: 'interval',
    interval: '2026-01-01T00:00:00.000Z/2027-01-01T00:00:00.000Z',
  })
  t.same(withAction(month, 'broadcast'), { action: 'broadcast', when: month.when })
  t.equal(dangerOf([month]), null)
  t.match(dangerOf([month, { action: 'drop', when: { kind: 'forever' } }]), /unused/)
})

const periods = [
  ['P3M', { count: 3, unit: 'month' }, '3 months'],
  ['P1Y', { count: 1, unit: 'year' }, '1 year'],
  ['PT6H', { count: 6, unit: 'hour' }, '6 hours'],
  ['P0D', { count: 0, unit: 'day' }, '0 days'],
] as const
for (const [period, length, words] of periods)
  t.test(`${period} is ${words}`, async (t) => {
    t.same(readPeriod(period), length)
    t.equal(printPeriod(length), period)
    t.equal(periodWords(period), words)
  })

t.test('a period of several units stays as it is written', async (t) => {
  t.equal(readPeriod('P1Y6M'), null)
  t.equal(periodWords('P1Y6M'), 'P1Y6M')
  t.same(readPeriod('PT0S'), { count: 0, unit: 'day' })
})

t.test('every format that is offered is read as it is written, and another one in use is offered too', async (t) => {
  for (const { value } of formatChoices(undefined)) t.equal(printFormat(parseFormat(value)), value)
  const yen = { kind: 'currency', currency: 'JPY', decimals: 0 } as const
  t.same(parseFormat(printFormat(yen)), yen)
  t.equal(formatChoices(yen)[0]?.value, printFormat(yen))
})

t.test('history tells loads, drops and restores, newest first', async (t) => {
  const load = { createdAt: '2026-01-01T00:00:00Z', status: 'queryable', rows: { ingested: 5 } } as Ingestion
  const drop = { at: '2026-01-02T00:00:00Z', restoredAt: '2026-01-03T00:00:00Z', status: 'restored', rows: 5 } as Drop
  t.match(historyOf([load], [drop, { ...drop, at: '2026-01-04T00:00:00Z', restoredAt: null, status: 'dropped' }]), [
    { kind: 'drop', restorable: true, state: 'can be restored' },
    { kind: 'restore', rows: 5 },
    { kind: 'drop', restorable: false, state: 'restored' },
    { kind: 'load', rows: 5, tone: 'good' },
  ])
})

t.test('a bar lies where its time chunk lies, and nothing with rows is too small to see', async (t) => {
  const chunk = (day: number, rows: number, available = 1) => ({
    interval: `2024-01-0${day}T00:00:00.000Z/2024-01-0${day + 1}T00:00:00.000Z`,
    segments: 1,
    bytes: 1,
    rows,
    available,
  })
  const bars = barsOf([chunk(1, 1000), chunk(3, 1), chunk(4, 0, 0)], 400)
  t.same(
    bars.map(({ x }) => x),
    [0, 200, 300],
  )
  t.same(
    bars.map(({ size, whole }) => [size, whole]),
    [
      [100, true],
      [2, true],
      [0, false],
    ],
  )
  t.ok(bars.every(({ width }) => width > 90 && width <= 100))
  t.equal(spanOf([]), null)
  t.same(barsOf([{ ...chunk(1, 1), interval: '-146136543-09-08T08:23:32.096Z/146140482-04-24T15:36:27.903Z' }], 10), [])
})

t.test('a measure is called for its column', async (t) => {
  t.same(nameOf({ kind: 'sum', column: 'amount' }), { name: 'amount', kind: 'sum', column: 'amount' })
  t.equal(nameOf({ kind: 'avg', column: 'price' }).name, 'price (average)')
  t.same(nameOf({ kind: 'count', column: 'x' }), { name: 'Rows', kind: 'count' })
})
