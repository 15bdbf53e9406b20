import t from 'tap'
import type { ServerFacts } from '../../../src/features/health/collect/facts.ts'
import { type Memory, nothingRemembered, remember } from '../../../src/features/health/collect/memory.ts'
import { GB, hour, known, minute, now, segments, server, servers, silent } from './facts.ts'

const see = (memory: Memory, seen: readonly ServerFacts[], at: number) =>
  remember(memory, { servers: known(seen), segments: known([segments('sales')]) }, at)
const historical = (memory: Memory) => memory.servers.find(({ role }) => role === 'historical')
const without = servers.filter(({ role }) => role !== 'historical')

t.test('a server that went away is remembered for an hour', async (t) => {
  const first = see(nothingRemembered, servers, now)
  const gone = see(first, without, now + minute)
  t.match(historical(first), { isUp: true, since: now - hour, starts: [] })
  t.match(historical(gone), { isUp: false, since: now + minute, seenAt: now })
  t.match(historical(see(gone, without, now + 30 * minute)), { isUp: false, since: now + minute })
  t.equal(historical(see(gone, without, now + 62 * minute)), undefined)
})

t.test('a server that came back, or started anew, has started', async (t) => {
  const gone = see(see(nothingRemembered, servers, now), without, now + minute)
  const back = see(gone, servers, now + 2 * minute)
  t.match(historical(back), { isUp: true, since: now + 2 * minute, starts: [now + 2 * minute] })
  const anew = servers.map((each) => ({ ...each, startedAt: now + 3 * minute }))
  t.equal(historical(see(back, anew, now + 3 * minute))?.starts.length, 2)
  t.equal(
    historical(see(back, servers, now + 20 * minute))?.starts.length,
    0,
    'a quarter of an hour later it is forgotten',
  )
})

t.test("a task's own process comes and goes unremembered", async (t) => {
  t.notOk(see(nothingRemembered, [server('peon', 8100)], now).servers.length)
})

t.test('a leader that changes is counted, one that is missing is not a change', async (t) => {
  const led = (by: string | null) =>
    servers.map((each) =>
      each.role === 'overlord' ? { ...each, server: by ?? each.server, leader: by !== null } : each,
    )
  let memory = see(nothingRemembered, led('a:1'), now)
  t.match(memory.leaders.overlord, { server: 'a:1', changes: [] })
  memory = see(memory, led(null), now + minute)
  t.match(memory.leaders.overlord, { server: null, since: now + minute, changes: [] })
  memory = see(memory, led('b:1'), now + 2 * minute)
  t.match(memory.leaders.overlord, { server: 'b:1', changes: [now + 2 * minute] })
  t.same(see(memory, led('b:1'), now + 2 * hour).leaders.overlord?.changes, [])
})

t.test('how full a historical is, is kept four times an hour', async (t) => {
  let memory = nothingRemembered
  for (let at = 0; at < 60; at += 1) {
    const seen = [server('historical', 8083, { usedBytes: at * GB })]
    memory = see(memory, seen, now + at * minute)
  }
  t.same(
    memory.fill['historical:druid:8083']?.map(({ bytes }) => bytes / GB),
    [0, 15, 30, 45],
  )
})

t.test('what could not be asked stays as it was', async (t) => {
  const first = see(nothingRemembered, servers, now)
  t.same(remember(first, { servers: silent(), segments: silent() }, now + minute), first)
})
