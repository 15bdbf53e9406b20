import type { Severity } from '@nemeton/contract'
import t from 'tap'
import { type AlarmState, decide } from '../../../src/features/health/alarms/alarm.ts'
import { toMessage } from '../../../src/features/health/alarms/message.ts'
import { checks } from '../../../src/features/health/checks/registry.ts'
import { judge } from '../../../src/features/health/judge.ts'
import { facts } from './facts.ts'

const [first] = judge(checks, facts(), [])
const result = (severity: Severity) => {
  if (first === undefined) throw new Error('there is no check')
  return { ...first, check: 'sample', severity }
}
const rules = { least: 'warning', startedAt: 0 } as const
const start = 1_000_000

/** What is told, by the second, of a check that is as it is said from each second on. */
function play(severities: readonly Severity[], more: { readonly startedAt?: number } = {}) {
  let state: AlarmState = {}
  return severities.flatMap((severity, step) => {
    const decided = decide(state, [result(severity)], start + step * 10_000, { ...rules, ...more })
    state = decided.state
    return decided.alarms.map(({ from, result }) => `${step}: ${from} → ${result.severity}`)
  })
}

const table: readonly [what: string, severities: readonly Severity[], told: readonly string[]][] = [
  ['nothing happens', ['ok', 'ok', 'info', 'ok'], []],
  ['it turns bad and stays so', ['ok', 'critical', 'critical', 'critical'], ['2: ok → critical']],
  ['it is bad for one look alone', ['ok', 'critical', 'ok', 'ok'], []],
  ['it turns bad and well', ['critical', 'critical', 'ok', 'ok'], ['1: ok → critical', '3: critical → ok']],
  ['it gets worse', ['warning', 'warning', 'critical', 'critical'], ['1: ok → warning', '3: warning → critical']],
  ['it cannot be looked at', ['critical', 'critical', 'unknown', 'unknown', 'critical'], ['1: ok → critical']],
  ['well is told as it is', ['warning', 'warning', 'info', 'info'], ['1: ok → warning', '3: warning → info']],
]
for (const [what, severities, told] of table)
  t.test(`an alarm when ${what}`, async (t) => t.same(play(severities), told))

t.test('what is less bad than wanted is not told', async (t) => {
  t.same(play(['warning', 'warning', 'warning']), ['1: ok → warning'])
  let state: AlarmState = {}
  for (const at of [1, 2, 3]) {
    const decided = decide(state, [result('warning')], start + at * 10_000, { ...rules, least: 'critical' })
    state = decided.state
    t.same(decided.alarms, [])
  }
})

t.test('a check that comes and goes is told of four times within ten minutes, and the last of it later', async (t) => {
  const flapping = Array.from({ length: 12 }, (_, at): Severity[] =>
    at % 2 === 0 ? ['critical', 'critical'] : ['ok', 'ok'],
  )
  const then = Array.from({ length: 60 }, (): Severity => 'critical')
  const told = play([...flapping.flat(), ...then])
  t.equal(told.length, 5)
  t.match(told.at(-1), /^6\d: ok → critical$/, 'once the first of the four is ten minutes old')
})

t.test('parts that start together have time to come up', async (t) => {
  const severities = Array.from({ length: 8 }, (): Severity => 'critical')
  t.same(play(severities, { startedAt: start - 1000 }), ['5: ok → critical'])
})

t.test('the message of one alarm has one id, whoever makes it', async (t) => {
  const alarm = { result: result('critical'), from: 'ok', since: start } as const
  t.equal(toMessage(alarm, 'one').id, toMessage(alarm, 'two').id)
  t.not(toMessage(alarm, 'one').id, toMessage({ ...alarm, since: start + 1 }, 'one').id)
  t.match(JSON.parse(toMessage(alarm, 'one').body), {
    type: 'check.bad',
    timestamp: new Date(start).toISOString(),
    data: { check: 'sample', severity: 'critical', from: 'ok', instance: 'one' },
  })
  t.match(JSON.parse(toMessage({ ...alarm, result: result('ok') }, 'one').body), { type: 'check.well' })
})
