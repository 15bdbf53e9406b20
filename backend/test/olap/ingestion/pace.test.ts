import fc from 'fast-check'
import t from 'tap'
import { keepPace, type Pace, remainingMs } from '../../../src/olap/ingestion/pace.ts'

const start: Pace = { at: 0, rows: 0, rowsPerSecond: null }
const follow = (looks: readonly (readonly [at: number, rows: number])[]): Pace =>
  looks.reduce((pace, [at, rows]) => keepPace(pace, at, rows), start)

const cases: readonly [name: string, looks: [number, number][], rowsPerSecond: number | null][] = [
  [
    'no rows yet',
    [
      [500, 0],
      [1000, 0],
    ],
    null,
  ],
  ['the first rows', [[1000, 5000]], 5000],
  [
    'the time before the first rows does not count',
    [
      [5000, 0],
      [6000, 1000],
    ],
    1000,
  ],
  [
    'an even pace',
    [
      [500, 500],
      [1000, 1000],
      [3000, 3000],
    ],
    1000,
  ],
  [
    'a look at the same moment',
    [
      [1000, 1000],
      [1000, 9000],
    ],
    1000,
  ],
  [
    'a report that is behind',
    [
      [1000, 1000],
      [2000, 500],
    ],
    1000 * Math.exp(-0.1),
  ],
]
for (const [name, looks, rowsPerSecond] of cases)
  t.test(`paces ${name}`, async (t) => {
    const told = follow(looks).rowsPerSecond
    if (rowsPerSecond === null) t.equal(told, null)
    else t.ok(Math.abs((told ?? Number.NaN) - rowsPerSecond) < 1e-6, `${told}`)
  })

t.test('a change of pace is followed within the last looks, not over the whole run', async (t) => {
  const slow = Array.from({ length: 120 }, (_, n): [number, number] => [(n + 1) * 500, (n + 1) * 50])
  const fast = Array.from({ length: 120 }, (_, n): [number, number] => [60_500 + n * 500, 6000 + (n + 1) * 5000])
  const told = follow([...slow, ...fast]).rowsPerSecond ?? 0
  t.ok(told > 9900 && told <= 10_000, `${told} rows a second after a minute of 10,000, before it 100`)
})

t.test('looks may be cut as they like: an even pace is told the same, and rows never go back', async (t) => {
  const even = fc.check(
    fc.property(fc.array(fc.integer({ min: 1, max: 5000 }), { minLength: 1, maxLength: 50 }), (steps) => {
      let pace = start
      let at = 0
      for (const step of steps) {
        at += step
        const next = keepPace(pace, at, at * 3)
        if (next.rows < pace.rows) return false
        pace = next
      }
      return Math.abs((pace.rowsPerSecond ?? 0) - 3000) < 1e-6
    }),
    { seed: 20_260_101 },
  )
  t.notOk(even.failed, fc.defaultReportMessage(even) ?? 'every cut')
})

t.test('tells what remains, and nothing where nothing can be told', async (t) => {
  t.equal(remainingMs({ at: 0, rows: 1000, rowsPerSecond: 500 }, 2000), 2000)
  t.equal(remainingMs({ at: 0, rows: 2000, rowsPerSecond: 500 }, 2000), null)
  t.equal(remainingMs({ at: 0, rows: 10, rowsPerSecond: null }, 2000), null)
  t.equal(remainingMs({ at: 0, rows: 10, rowsPerSecond: 0.01 }, 2000), null, 'a pace that has stopped')
})
