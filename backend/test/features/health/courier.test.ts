import { setTimeout as sleep } from 'node:timers/promises'
import { ProductError } from '@nemeton/contract'
import pino from 'pino'
import t from 'tap'
import { createCourier } from '../../../src/features/health/alarms/courier.ts'
import type { Delivery, NewChange, Ports } from '../../../src/ports/ports.ts'

type Webhooks = Ports['webhooks']

/** Deliveries as PostgreSQL keeps them, for two instances. */
function fakeDeliveries() {
  const state = { isAway: false }
  const rows = new Map<string, Delivery & { readonly due: boolean; readonly outcome: unknown }>()
  const gone = () => {
    if (state.isAway) throw new ProductError('database_unavailable', 'PostgreSQL does not answer.')
  }
  const health = {
    addDeliveries: async (deliveries: readonly Delivery[]) => {
      gone()
      for (const each of deliveries)
        if (!rows.has(`${each.id} ${each.target}`))
          rows.set(`${each.id} ${each.target}`, { ...each, attempts: 0, due: true, outcome: null })
    },
    takeDeliveries: async () => {
      gone()
      const due = [...rows].filter(([, { due }]) => due)
      for (const [key, row] of due) rows.set(key, { ...row, due: false, attempts: row.attempts + 1 })
      return due.map(([, { id, target, body, attempts }]) => ({ id, target, body, attempts }))
    },
    settleDelivery: async ({ id, target }: Delivery, outcome: unknown) => {
      gone()
      const key = `${id} ${target}`
      const row = rows.get(key)
      if (row === undefined) return
      rows.set(key, { ...row, outcome })
      if (typeof outcome === 'number') setTimeout(() => rows.set(key, { ...row, outcome, due: true }), outcome - 20)
    },
  }
  return { state, rows, database: { health } as unknown as Ports['database'] }
}

function start(database: Ports['database'], post: Webhooks['post'], targets = ['t']) {
  const told: NewChange[] = []
  const feed = {
    add: (changes: readonly NewChange[]) => void told.push(...changes),
    flush: async () => {},
    list: never,
  }
  const webhooks = { targets, post, close: async () => {} }
  return { courier: createCourier({ database, webhooks, feed, log: pino({ enabled: false }) }), told }
}
const never = () => new Promise<never>(() => {})
const message = { id: 'msg_1', body: '{}' }

t.test('a message is tried again under its id until it is taken, by one instance at a time', async (t) => {
  const { database } = fakeDeliveries()
  const posts: string[] = []
  const post: Webhooks['post'] = async (_, id) => {
    posts.push(id)
    return posts.length < 2 ? { kind: 'failed', reason: 'It answered 500.' } : { kind: 'taken' }
  }
  const [one, two] = [start(database, post), start(database, post)]
  await Promise.all([one.courier.send([message], true), two.courier.send([message], true)])
  await sleep(1500)
  await two.courier.deliver()
  t.same(posts, ['msg_1', 'msg_1'])
  await Promise.all([one.courier.close(), two.courier.close()])
})

t.test('while PostgreSQL is away it is given from memory', async (t) => {
  const { database, state } = fakeDeliveries()
  state.isAway = true
  const posts: string[] = []
  const { courier } = start(
    database,
    async (target) => {
      posts.push(target)
      return { kind: 'taken' }
    },
    ['a', 'b'],
  )
  await courier.send([message], true)
  await courier.send([{ ...message, id: 'msg_2' }], false)
  await sleep(50)
  await courier.deliver()
  t.same(posts.toSorted(), ['a', 'a', 'b', 'b'])
  await courier.close()
})

t.test('one that is refused for good is given up and told of', async (t) => {
  const { database, rows } = fakeDeliveries()
  const { courier, told } = start(database, async () => ({ kind: 'refused', reason: 'It answered 410.' }))
  await courier.send([message], true)
  await sleep(50)
  t.match([...rows.values()], [{ outcome: 'given_up' }])
  t.match(told, [{ kind: 'notice', subject: 'webhook t', sentence: /after 1 attempts: It answered 410/ }])
  await courier.close()
})

t.test('without webhooks nothing is written down', async (t) => {
  const { database, rows } = fakeDeliveries()
  const { courier } = start(database, never, [])
  await courier.send([message], true)
  await courier.deliver()
  t.equal(rows.size, 0)
  await courier.close()
})
