import t from 'tap'
import { createMemoryCache } from '../../../src/ports/cache/memory.ts'

const of = (bytes: number, fill = 1) => new Uint8Array(bytes).fill(fill)

t.test('gives back what was set, and nothing else', async (t) => {
  const cache = createMemoryCache(100_000)
  t.equal(await cache.get('one'), null)
  await cache.set('one', of(10, 1))
  await cache.set('two', of(10, 2))
  t.same(await cache.get('one'), of(10, 1))
  t.same(await cache.get('two'), of(10, 2))
  await cache.set('one', of(20, 3))
  t.same(await cache.get('one'), of(20, 3))
})

t.test('forgets what was not read for the longest time when there is no more room', async (t) => {
  const cache = createMemoryCache(10_000)
  for (let n = 0; n < 8; n++) await cache.set(`key ${n}`, of(1000, n))
  t.same(await cache.get('key 0'), of(1000, 0))
  await cache.set('key 8', of(1000, 8))
  t.equal(await cache.get('key 1'), null)
  t.same(await cache.get('key 0'), of(1000, 0), 'it was read since')
  t.same(await cache.get('key 8'), of(1000, 8))
})

t.test('never holds more than it may, however its values come', async (t) => {
  const mostBytes = 50_000
  const cache = createMemoryCache(mostBytes)
  for (let n = 0; n < 2000; n++) await cache.set(`key ${n % 300}`, of((n * 37) % 5000))
  let held = 0
  for (let n = 0; n < 300; n++) held += (await cache.get(`key ${n}`))?.byteLength ?? 0
  t.ok(held > mostBytes / 2 && held <= mostBytes, `${held} bytes`)
})

t.test('does not let one large value drive out all others', async (t) => {
  const cache = createMemoryCache(10_000)
  await cache.set('small', of(100))
  await cache.set('large', of(5000))
  t.equal(await cache.get('large'), null)
  t.same(await cache.get('small'), of(100))
  await cache.set('small', of(5000))
  t.equal(await cache.get('small'), null, 'what it was before is not given either')
})
