import type { RunningQuery } from '@nemeton/contract'
import t from 'tap'
import { announceRunning } from '../../../src/features/operations/announce.ts'

const writer = { instance: 'id', name: 'host:4000' }
const query = (queryId: string): Omit<RunningQuery, 'instance'> => ({
  queryId,
  kind: 'sql',
  state: 'running',
  sql: 'SELECT 1',
  datasource: null,
  client: 'me',
  startedAt: '2026-03-01T10:00:00.000Z',
  ageMs: 1500,
})

/** What a table would see; each step is one beat of the clock. */
function ground(t: Tap) {
  const done: string[] = []
  const state = { queries: [] as Omit<RunningQuery, 'instance'>[], isThere: true, isKnown: true }
  const warned: unknown[] = []
  const say = (what: string) => {
    if (!state.isThere) throw new Error('away')
    done.push(what)
  }
  const end = announceRunning({
    inFlight: { list: () => state.queries },
    runningQueries: {
      write: async (_writer, queries) => say(`write ${queries.map(({ queryId }) => queryId)}`),
      beat: async () => {
        say('beat')
        return state.isKnown
      },
      remove: async () => say('remove'),
    },
    writer,
    log: { warn: (...said: unknown[]) => warned.push(said) },
    everyMs: 5,
  })
  t.teardown(() => end())
  const until = async (what: string) => {
    while (!done.includes(what)) await new Promise((resolve) => setTimeout(resolve, 2))
    done.length = 0
  }
  return { done, state, warned, until, end }
}
type Tap = Pick<typeof t, 'teardown'>

t.test('says nothing while there is nothing to say', async (t) => {
  const { done, end } = ground(t)
  await new Promise((resolve) => setTimeout(resolve, 40))
  await end()
  t.same(done, [])
})

t.test('writes what is under way once, then that it still is, and takes it away at the end', async (t) => {
  const { state, until, done, end } = ground(t)
  state.queries = [query('a')]
  await until('write a')
  await until('beat')
  state.queries = [query('a'), query('b')]
  await until('write a,b')
  state.queries = []
  await until('remove')
  state.queries = [query('c')]
  await until('write c')
  await end()
  t.equal(done.at(-1), 'remove', 'an instance that ends has none')
})

t.test('writes again what PostgreSQL has lost', async (t) => {
  const { state, until } = ground(t)
  state.queries = [query('a')]
  await until('write a')
  state.isKnown = false
  await until('write a')
  t.pass('written again')
})

t.test('goes on when PostgreSQL is back, and has said once that it was away', async (t) => {
  const { state, until, warned } = ground(t)
  state.isThere = false
  state.queries = [query('a')]
  while (warned.length === 0) await new Promise((resolve) => setTimeout(resolve, 2))
  await new Promise((resolve) => setTimeout(resolve, 30))
  t.equal(warned.length, 1)
  state.isThere = true
  await until('write a')
})
