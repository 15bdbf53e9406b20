import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import t from 'tap'
import { claim, holderOf, tryLock, unlock, withLock } from '../lock.ts'

t.test('is held by one at a time', async (t) => {
  const path = join(t.testdir(), 'lock')
  t.ok(tryLock(path))
  t.notOk(tryLock(path))
  t.equal(holderOf(path)?.pid, process.pid)
  t.throws(() => claim(path, '/data'), /runs on \/data already, started by pid/)
  unlock(path)
  const release = claim(path, '/data')
  release()
  t.equal(holderOf(path), undefined)
})

t.test('passes on when its holder is gone', async (t) => {
  const path = join(t.testdir(), 'lock')
  writeFileSync(path, JSON.stringify({ pid: process.pid, identity: 'of an earlier process' }))
  t.ok(tryLock(path))
})

t.test('makes the second wait for the first, and is given back after a failure', async (t) => {
  const path = join(t.testdir(), 'lock')
  const order: string[] = []
  const first = withLock(path, async () => {
    await new Promise((resolve) => setTimeout(resolve, 50))
    order.push('first')
    throw new Error('failed')
  })
  const second = withLock(path, async () => order.push('second'))
  await t.rejects(first, /failed/)
  await second
  t.same(order, ['first', 'second'])
})
