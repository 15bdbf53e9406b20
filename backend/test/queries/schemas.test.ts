import { setTimeout as sleep } from 'node:timers/promises'
import { ProductError } from '@nemeton/contract'
import t from 'tap'
import type { Ports } from '../../src/ports/ports.ts'
import type { DatasourceReader } from '../../src/queries/datasource-reader.ts'
import { createSchemas } from '../../src/queries/schemas.ts'

const interval = '2025-01-01T00:00:00.000Z/2025-02-01T00:00:00.000Z'
const staleMs = 1100

/** A Druid whose columns are told, and a count of how often it was asked. */
function ground(keptFreshMs = 0) {
  const state = { change: 'one', column: 'amount', error: null as ProductError | null, asked: 0, plansRead: 0 }
  const datasources = {
    columns: async () => {
      state.asked += 1
      if (state.error) throw state.error
      return [{ name: state.column, type: 'double', role: 'measure' }]
    },
    countMetric: async () => null,
    sketches: async () => {
      state.plansRead += 1
      return []
    },
  } as unknown as DatasourceReader
  const schemas = createSchemas({
    datasources,
    druid: { interval: async () => interval } as unknown as Ports['druid'],
    database: { ingestions: { lastChange: async () => state.change } } as unknown as Ports['database'],
    keptFreshMs,
  })
  const { signal } = new AbortController()
  const column = (schema: { columns: readonly { name: string }[] } | null) => schema?.columns[0]?.name ?? null
  return {
    state,
    read: async () => column(await schemas.read('sales', signal)),
    recall: async () => column(await schemas.recall('sales', signal)),
    last: () => column(schemas.last('sales')),
  }
}

t.test('reads once for all who ask within a second, and again after a change made here', async (t) => {
  const { state, read } = ground()
  t.same(await Promise.all([read(), read()]), ['amount', 'amount'])
  t.equal(state.asked, 1)
  Object.assign(state, { change: 'two', column: 'price' })
  t.equal(await read(), 'price')
})

t.test('recalls what was read, never from before a change made here', async (t) => {
  const { state, read, recall } = ground()
  t.equal(await recall(), null)
  t.equal(state.asked, 0)
  await read()
  t.equal(await recall(), 'amount')
  state.change = 'two'
  t.equal(await recall(), null)
})

t.test('tells what was read last without asking anybody', async (t) => {
  const { state, read, last } = ground()
  t.equal(last(), null)
  await read()
  state.change = 'two'
  t.equal(last(), 'amount')
  t.equal(state.asked, 1)
})

t.test('what is older than a second is recalled and read anew beside', async (t) => {
  const { state, read, recall } = ground()
  await read()
  await sleep(staleMs)
  state.column = 'price'
  t.equal(await recall(), 'amount')
  t.equal(state.asked, 2)
  t.equal(state.plansRead, 1, 'the plans of its loads are as they were')
  await sleep(0)
  t.equal(await recall(), 'price')
})

t.test('what is in use is read anew by itself, for as long as it is, and nothing that is not there', async (t) => {
  const { state, read, recall } = ground(1500)
  await read()
  state.column = 'price'
  await sleep(staleMs)
  const { asked } = state
  t.ok(asked > 1)
  t.equal(await recall(), 'price')
  t.equal(state.asked, asked, 'the question itself asks nobody')
  await sleep(3000)
  const { asked: atLast } = state
  t.ok(atLast >= asked + 2, 'as long as somebody may ask again')
  await sleep(1500)
  t.equal(state.asked, atLast, 'and no longer')
  const other = ground(1500)
  other.state.error = new ProductError('not_found', 'no such datasource')
  await t.rejects(other.read(), { code: 'not_found' })
  await sleep(staleMs)
  t.equal(other.state.asked, 1)
})

t.test('recalls through an outage of Druid, and nothing of a datasource that is gone', async (t) => {
  const { state, read, recall } = ground()
  await read()
  for (const [code, left] of [
    ['druid_unavailable', 'amount'],
    ['not_found', null],
  ] as const) {
    await sleep(staleMs)
    state.error = new ProductError(code, 'no schema')
    await recall()
    await sleep(0)
    t.equal(await recall(), left)
    await t.rejects(read(), { code })
  }
})
