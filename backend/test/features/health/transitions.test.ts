import type { StateChange } from '@nemeton/contract'
import t from 'tap'
import { checks } from '../../../src/features/health/checks/registry.ts'
import type { Facts } from '../../../src/features/health/collect/facts.ts'
import { judge } from '../../../src/features/health/judge.ts'
import { topologyOf } from '../../../src/features/health/topology.ts'
import { transitionsOf } from '../../../src/features/health/transitions.ts'
import { facts, instance, known, memory, minute, now, silent, task, withServers } from './facts.ts'

const see = (facts: Facts) => ({
  results: judge(checks, facts, []),
  parts: topologyOf(facts, facts.instances[0] ?? instance(), []),
  memory: facts.memory,
  tasks: facts.tasks.kind === 'known' ? facts.tasks.value : null,
})
const told = (before: Facts, after: Facts) =>
  transitionsOf(see(before), see(after), now).map(({ kind, subject, from, to }) => [kind, subject, from, to])
const overlord = (server: string | null) =>
  memory({ leaders: { ...memory().leaders, overlord: { server, since: now, changes: [] } } })

const table: readonly [what: string, before: Facts, after: Facts, told: readonly unknown[]][] = [
  ['nothing', facts(), facts(), []],
  [
    'a historical that went away',
    facts(),
    facts({ memory: withServers({ historical: { isUp: false, since: now } }) }),
    [
      ['check', 'druid-services', 'ok', 'critical'],
      ['check', 'historicals-full', 'ok', 'unknown'],
      ['server', 'historical:druid:8083', 'up', 'down'],
    ],
  ],
  [
    'a broker that started anew',
    facts(),
    facts({ memory: withServers({ broker: { startedAt: now } }) }),
    [['server', 'broker:druid:8082', 'up', 'restarted']],
  ],
  [
    'another leader',
    facts(),
    facts({ memory: overlord('druid:9090') }),
    [['leader', 'overlord', 'druid:8081', 'druid:9090']],
  ],
  [
    'a task that failed',
    facts({ tasks: known([task('t', { state: 'running', endedAt: null })]) }),
    facts({ tasks: known([task('t', { state: 'failed', error: 'No.' })]) }),
    [
      ['check', 'tasks-failing', 'ok', 'warning'],
      ['task', 't', 'running', 'failed'],
    ],
  ],
  [
    'an instance that came',
    facts(),
    facts({ instances: [instance(), instance('two:4000')] }),
    [['instance', 'nemeton:two:4000', null, 'up']],
  ],
  [
    'an instance that is silent',
    facts({ instances: [instance(), instance('two:4000')] }),
    facts({ instances: [instance(), instance('two:4000', { seenAt: now - 5 * minute })] }),
    [
      ['check', 'service-instances', 'ok', 'warning'],
      ['instance', 'nemeton:two:4000', 'up', 'down'],
    ],
  ],
  [
    'a store that is silent',
    facts(),
    facts({ instances: [instance('one:4000', { store: silent('Silent.') })] }),
    [
      ['check', 'object-store', 'ok', 'critical'],
      ['part', 'object-store', 'up', 'down'],
    ],
  ],
]
t.test('that no broker tells of servers is not told of each server', async (t) => {
  const kinds = (before: Facts, after: Facts) => told(before, after).filter(([kind]) => kind === 'server')
  const blind = facts({ servers: silent() })
  t.same(kinds(facts(), blind), [])
  t.same(kinds(blind, facts()), [])
  const gone = facts({ memory: withServers({ historical: { isUp: false, since: now } }) })
  t.same(kinds(blind, gone), [['server', 'historical:druid:8083', 'unknown', 'down']])
})

const sorted = (changes: readonly unknown[]) => changes.map((change) => JSON.stringify(change)).toSorted()
for (const [what, before, after, wanted] of table)
  t.test(`the feed tells of ${what}`, async (t) => t.same(sorted(told(before, after)), sorted(wanted)))

t.test('of what is seen for the first time only what is bad is told', async (t) => {
  const kinds = (changes: readonly Omit<StateChange, 'id'>[]) => changes.map(({ subject }) => subject)
  t.same(kinds(transitionsOf(null, see(facts()), now)), [])
  t.same(kinds(transitionsOf(null, see(facts({ workers: known([]) })), now)), ['task-slots'])
})

t.test('ZooKeeper is judged by what Druid finds through it', async (t) => {
  const zookeeper = (facts: Facts) => topologyOf(facts, instance(), []).find(({ id }) => id === 'zookeeper')
  t.match(zookeeper(facts()), { state: 'up', message: /6 services/ })
  t.match(zookeeper(facts({ servers: silent() })), { state: 'unknown' })
  const nobody = { coordinator: { server: null, since: now, changes: [] } }
  t.match(zookeeper(facts({ memory: memory({ servers: [], leaders: nobody }) })), { state: 'down' })
})

t.test('a part is so since it became so', async (t) => {
  const first = topologyOf(facts(), instance(), [])
  const second = topologyOf(
    facts(),
    instance(),
    first.map((part) => ({ ...part, since: '2020-01-01T00:00:00.000Z' })),
  )
  t.equal(second.find(({ id }) => id === 'postgresql')?.since, '2020-01-01T00:00:00.000Z')
})
