import type { CheckResult, Severity } from '@nemeton/contract'
import t from 'tap'
import { join } from '../../../src/features/health/history.ts'
import { extend } from '../../../src/features/health/stretches.ts'
import type { Stretch } from '../../../src/ports/ports.ts'

const says = (severity: Severity) => [{ check: 'sample', severity, sentence: `It is ${severity}.` }] as CheckResult[]
const minute = 60_000

t.test('a stretch goes on while the check says the same, and ends where it does not', async (t) => {
  let open: readonly Stretch[] = []
  const closed: Stretch[] = []
  for (const [at, severity] of [
    [0, 'ok'],
    [1, 'ok'],
    [2, 'critical'],
    [3, 'critical'],
    [4, 'ok'],
  ] as const) {
    const next = extend(open, says(severity), at * minute)
    open = next.open
    closed.push(...next.closed)
  }
  t.match(closed, [
    { severity: 'ok', from: 0, to: 2 * minute },
    { severity: 'critical', from: 2 * minute, to: 4 * minute },
  ])
  t.match(open, [{ severity: 'ok', from: 4 * minute, to: 4 * minute }])
})

t.test('a stretch does not go on over a time in which nobody looked', async (t) => {
  const { open } = extend([], says('ok'), 0)
  const after = extend(open, says('ok'), 10 * minute)
  t.match(after.closed, [{ from: 0, to: 0 }])
  t.match(after.open, [{ from: 10 * minute }])
})

t.test('a long stretch is written in pieces that are read as one', async (t) => {
  let open: readonly Stretch[] = []
  const closed: Stretch[] = []
  for (let at = 0; at <= 24 * 60; at += 1) {
    const next = extend(open, says('ok'), at * minute)
    open = next.open
    closed.push(...next.closed)
  }
  t.ok([...closed, ...open].every(({ from, to }) => to - from <= 6 * 60 * minute))
  const read = [...closed, ...open].map(({ from, to, ...said }) => ({
    ...said,
    from: new Date(from),
    to: new Date(to),
  }))
  t.match(join(read), [{ from: new Date(0).toISOString(), to: new Date(24 * 60 * minute).toISOString() }])
  t.equal(join(read).length, 1)
})

t.test('periods that touch and say the same are one', async (t) => {
  const at = (hours: number) => new Date(hours * 60 * minute)
  const period = (from: number, to: number, severity: Severity) => ({
    from: at(from),
    to: at(to),
    severity,
    sentence: severity,
  })
  const joined = join([
    period(0, 1, 'ok'),
    period(1, 2, 'ok'),
    period(2, 3, 'warning'),
    period(3, 4, 'ok'),
    period(5, 6, 'ok'),
  ])
  t.same(
    joined.map(({ from, to, severity }) => [from, to, severity]),
    [
      [at(0).toISOString(), at(2).toISOString(), 'ok'],
      [at(2).toISOString(), at(3).toISOString(), 'warning'],
      [at(3).toISOString(), at(4).toISOString(), 'ok'],
      [at(5).toISOString(), at(6).toISOString(), 'ok'],
    ],
  )
})
