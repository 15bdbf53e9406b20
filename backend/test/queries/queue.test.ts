import { ProductError } from '@nemeton/contract'
import t from 'tap'
import { createQueue, type QueueLimits } from '../../src/queries/queue.ts'

function ground(limits: Partial<QueueLimits> = {}) {
  const queue = createQueue({ atOnce: 2, perClient: 2, waiting: 4, ...limits })
  const seated: string[] = []
  const leaves = new Map<string, () => void>()
  const enter = (name: string, client: string, tile: string | null = null, signal = new AbortController().signal) => {
    const entered = queue.enter({ client, tile, signal }).then((leave) => {
      seated.push(name)
      leaves.set(name, leave)
    })
    entered.catch(() => {})
    return entered
  }
  const leave = async (name: string) => {
    leaves.get(name)?.()
    await settled()
  }
  return { seated, enter, leave }
}
const settled = () => new Promise((resolve) => setImmediate(resolve))
const refusedWith = (code: string) => (error: unknown) => {
  if (!(error instanceof ProductError) || error.code !== code) throw error
  return error
}

t.test('lets so many in at a time, the others in the order they came', async (t) => {
  const { seated, enter, leave } = ground()
  for (const name of ['a', 'b', 'c', 'd']) void enter(name, name)
  await settled()
  t.same(seated, ['a', 'b'])
  await leave('b')
  t.same(seated, ['a', 'b', 'c'])
  await leave('b')
  t.same(seated, ['a', 'b', 'c'], 'one leaves once')
  await leave('a')
  t.same(seated, ['a', 'b', 'c', 'd'])
})

t.test('one client at its limit does not hold up others behind it', async (t) => {
  const { seated, enter, leave } = ground({ atOnce: 3, perClient: 1 })
  for (const name of ['a1', 'a2', 'b1']) void enter(name, name.slice(0, 1))
  await settled()
  t.same(seated, ['a1', 'b1'])
  await leave('b1')
  t.same(seated, ['a1', 'b1'])
  await leave('a1')
  t.same(seated, ['a1', 'b1', 'a2'])
})

t.test('a newer question of a tile takes the place of the one that waits, of the same client only', async (t) => {
  const { seated, enter, leave } = ground({ atOnce: 1 })
  void enter('busy', 'x')
  const old = enter('old', 'a', 'chart')
  void enter('behind', 'b')
  void enter('others', 'b', 'chart')
  void enter('new', 'a', 'chart')
  await t.rejects(old.catch(refusedWith('canceled')).then(Promise.reject.bind(Promise)), /newer question/)
  for (const name of ['busy', 'new', 'behind']) await leave(name)
  t.same(seated, ['busy', 'new', 'behind', 'others'])
})

t.test('a question that runs is not touched by a newer one of its tile', async (t) => {
  const { seated, enter, leave } = ground({ atOnce: 1 })
  const first = enter('first', 'a', 'chart')
  void enter('second', 'a', 'chart')
  await first
  await leave('first')
  t.same(seated, ['first', 'second'])
})

t.test('beyond its length it refuses and says when to come again; a newer one of a tile adds nothing', async (t) => {
  const { enter } = ground({ atOnce: 1, waiting: 4 })
  void enter('busy', 'x')
  void enter('a1', 'a', 'chart')
  void enter('a2', 'a')
  const error = await enter('a3', 'a').catch(refusedWith('rate_limited'))
  t.match(error, { message: /2 questions wait.*2 of them yours/, details: { retryAfterSeconds: /^[1-9]/ } })
  await settled()
  void enter('a4', 'a', 'chart')
  void enter('b1', 'b')
  void enter('c1', 'c')
  await enter('d1', 'd').catch(refusedWith('rate_limited'))
})

t.test('who leaves while waiting gives up the place', async (t) => {
  const { seated, enter, leave } = ground({ atOnce: 1 })
  const leaving = new AbortController()
  void enter('busy', 'x')
  const gone = enter('gone', 'a', null, leaving.signal)
  void enter('next', 'b')
  leaving.abort(new Error('left'))
  await t.rejects(gone, /left/)
  await leave('busy')
  t.same(seated, ['busy', 'next'])
  await t.rejects(enter('late', 'a', null, leaving.signal), /left/)
})
