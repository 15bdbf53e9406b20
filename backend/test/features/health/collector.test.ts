import { setTimeout as sleep } from 'node:timers/promises'
import { ProductError } from '@nemeton/contract'
import t, { type Test } from 'tap'
import type { Collector } from '../../../src/features/health/collector.ts'
import { fakeDatabase, fakeDruid, never, objectStore, startLooking } from './fake-ports.ts'

const severity = (collector: Collector, name: string) =>
  collector.sight().results.find(({ check }) => check === name)?.severity
async function until(t: Test, what: string, isSo: () => unknown): Promise<void> {
  for (let at = 0; at < 800; at += 1) {
    if (isSo()) return
    await sleep(10)
  }
  t.fail(`not within eight seconds: ${what}`)
}
const long = 600_000

t.test('a look makes at most ten calls at Druid, however many people look', async (t) => {
  const { druid, state } = fakeDruid()
  const { collector } = startLooking('one:1', { druid, ...fakeDatabase() }, long)
  await until(t, 'a look is over', () => collector.sight().tookMs !== null && collector.sight().results.length > 0)
  t.ok(state.calls >= 7 && state.calls <= 10, `${state.calls} calls`)
  t.equal(collector.sight().druidCalls, state.calls, 'as it says itself')
  await sleep(50)
  const before = state.calls
  const sights = await Promise.all(Array.from({ length: 50 }, () => collector.look()))
  t.equal(new Set(sights.map(({ at }) => at)).size, 1, 'all see the same')
  t.equal(state.calls, before, 'so soon after a look nobody asks anew')
  await collector.close()
})

t.test('a part that is silent holds up the judgement of no other', async (t) => {
  const { druid, state } = fakeDruid()
  state.coordinator = never
  const { collector } = startLooking('one:1', { druid, ...fakeDatabase() }, long)
  await until(t, 'Druid is judged', () => severity(collector, 'task-slots') !== undefined)
  const early = performance.now()
  t.match(severity(collector, 'task-slots'), 'ok')
  t.match(severity(collector, 'load-rules'), 'unknown', 'never taken for well')
  await until(t, 'the silence is named', () => severity(collector, 'druid-answers') === 'critical')
  t.ok(performance.now() - early > 1000, 'once its time is over')
  t.match(collector.sight().results.find(({ check }) => check === 'load-rules')?.sentence, /within 4 s/)
  await collector.close()
})

t.test('one instance looks for all, and another goes on when it leaves', async (t) => {
  const { druid, state } = fakeDruid()
  const other = fakeDruid()
  const shared = fakeDatabase()
  const one = startLooking('one:1', { druid, ...shared }, 100)
  await until(t, 'the first looks', () => severity(one.collector, 'druid-services') === 'ok')
  const two = startLooking('two:2', { druid: other.druid, ...shared }, 100)
  await until(t, 'the second sees it', () => severity(two.collector, 'druid-services') === 'ok')
  t.equal(other.state.calls, 0, 'without a call of its own')
  t.equal(two.collector.sight().instance, 'one:1')
  await until(t, 'the first knows the second', () => one.collector.sight().facts.instances.length === 2)
  await one.collector.close()
  await until(t, 'the second looks', () => other.state.calls > 0)
  const calls = state.calls
  await until(t, 'it looks for itself', () => two.collector.sight().instance === 'two:2')
  t.equal(state.calls, calls)
  await two.collector.close()
})

t.test('while PostgreSQL is away each looks for itself, and what happened is written down afterwards', async (t) => {
  const { druid } = fakeDruid()
  const other = fakeDruid()
  const shared = fakeDatabase()
  const one = startLooking('one:1', { druid, ...shared }, 100)
  await until(t, 'the first looks', () => severity(one.collector, 'postgresql') === 'ok')
  const two = startLooking('two:2', { druid: other.druid, ...shared }, 100)
  await until(t, 'the second follows', () => severity(two.collector, 'postgresql') === 'ok')
  shared.state.isAway = true
  for (const { collector } of [one, two])
    await until(t, 'it is named by each', () => severity(collector, 'postgresql') === 'critical')
  t.ok(other.state.calls > 0)
  const { items } = await one.feed.list({ limit: 50 })
  t.match(
    items.find(({ subject }) => subject === 'postgresql'),
    { to: /down|critical/ },
    'told from memory',
  )
  shared.state.isAway = false
  await until(t, 'it is well', () => severity(one.collector, 'postgresql') === 'ok')
  await until(t, 'it is written', () =>
    shared.state.changes.some(({ subject, to }) => subject === 'postgresql' && to === 'critical'),
  )
  await Promise.all([one.collector.close(), two.collector.close()])
})

t.test('when Druid is away, what hangs on it is unknown and its absence critical', async (t) => {
  const { druid, state } = fakeDruid()
  const { collector } = startLooking('one:1', { druid, ...fakeDatabase() }, 100)
  await until(t, 'all is well', () => severity(collector, 'druid-services') === 'ok')
  state.isAway = true
  await until(t, 'it is named', () => severity(collector, 'druid-services') === 'critical')
  for (const check of ['segments-unavailable', 'task-slots', 'load-rules', 'supervisors'])
    t.equal(severity(collector, check), 'unknown', check)
  state.isAway = false
  await until(t, 'it is well', () => severity(collector, 'druid-services') === 'ok')
  await collector.close()
})

t.test('a store that goes away is looked at anew at once, and Druid is not asked for it', async (t) => {
  const { druid, state } = fakeDruid()
  const store = { isAway: false }
  const trial: typeof objectStore.trial = async (key, signal) => {
    if (store.isAway) throw new ProductError('store_unavailable', 'The object store does not answer.')
    return objectStore.trial(key, signal)
  }
  const ports = { druid, ...fakeDatabase(), objectStore: { ...objectStore, trial } }
  const { collector } = startLooking('one:1', ports, long)
  await until(t, 'all is well', () => severity(collector, 'object-store') === 'ok')
  await sleep(50)
  const before = state.calls
  store.isAway = true
  collector.hurry('self')
  await until(t, 'it is named', () => severity(collector, 'object-store') === 'critical')
  t.equal(severity(collector, 'task-slots'), 'ok', 'what is known of Druid stays')
  t.equal(state.calls, before)
  store.isAway = false
  collector.hurry('self')
  await until(t, 'it is well again', () => severity(collector, 'object-store') === 'ok')
  await collector.close()
})
