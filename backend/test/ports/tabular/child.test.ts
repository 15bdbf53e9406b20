import { readdirSync, readFileSync } from 'node:fs'
import { setTimeout as wait } from 'node:timers/promises'
import t from 'tap'
import { createTabular } from '../../../src/ports/tabular/duckdb.ts'
import { openBench } from './tabular-files.ts'

const bench = await openBench()
t.teardown(() => bench.close())

const children = (): number[] =>
  readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .filter((name) => {
      try {
        return readFileSync(`/proc/${name}/cmdline`, 'utf8').includes(bench.folder)
      } catch {
        return false
      }
    })
    .map(Number)

const until = async <T>(find: () => T | undefined): Promise<T> => {
  for (;;) {
    const found = find()
    if (found !== undefined) return found
    await wait(20)
  }
}

const linux = process.platform === 'linux'
const rows = `day,n,x\n${Array.from({ length: 400_000 }, (_, n) => `2024-01-01,${n},${(n * 7919) % 100_003}`).join('\n')}\n`

t.test(
  'has one child ready, which takes many requests, and a fresh one after a whole file',
  { skip: linux ? false : 'SKIPPED: reads /proc' },
  async (t) => {
    const [ready] = children()
    t.ok(ready, 'one stands ready')
    const file = await bench.spooled('small.csv', 'a,b\n1,2\n')
    await Promise.all(Array.from({ length: 12 }, () => bench.tabular.inspect(file)))
    t.same(children(), [ready], 'the same takes them all')
    await bench.tabular.profile(file)
    const fresh = await until(() => children().find((pid) => pid !== ready))
    t.equal((await bench.tabular.profile(file)).profile.rows, 1)
    t.ok(children().includes(fresh))
  },
)

t.test(
  'fails the running request when the child dies, and the next one works',
  { skip: linux ? false : 'SKIPPED: reads /proc' },
  async (t) => {
    const file = await bench.spooled('large.csv', rows)
    const reading = bench.tabular.profile(file)
    await wait(150)
    for (const pid of children()) process.kill(pid, 'SIGKILL')
    await t.rejects(reading, { code: 'tabular_failed' })
    t.equal((await bench.tabular.profile(file)).profile.rows, 400_000)
  },
)

t.test('stops when asked to, waiting or running', async (t) => {
  const file = await bench.spooled('large.csv', rows)
  const running = new AbortController()
  const waiting = new AbortController()
  const first = bench.tabular.profile(file, running.signal)
  const second = bench.tabular.profile(file, waiting.signal)
  waiting.abort()
  await t.rejects(second, { code: 'canceled' })
  setTimeout(() => running.abort(), 100)
  await t.rejects(first, { code: 'canceled' })
  t.equal((await bench.tabular.profile(file)).profile.rows, 400_000)
})

t.test('gives up what takes too long', async (t) => {
  const hasty = createTabular({ memoryMb: 200, spoolFolder: `${bench.folder}/spool`, timeoutMs: 30 })
  const file = await bench.spooled('large.csv', rows)
  await t.rejects(hasty.profile(file), { code: 'tabular_failed', message: /longer/ })
  await hasty.close()
})

t.test('sees what a head promises before the file is there', async (t) => {
  const profile = await bench.tabular.provisional(Buffer.from(rows.slice(0, 65_536)), 'large.csv')
  t.match(profile, { format: 'csv', time: { column: 'day', format: 'yyyy-MM-dd' } })
  t.equal(await bench.tabular.provisional(Buffer.from('PAR1xxxxxxxx'), 'x'), null)
  t.match(await bench.tabular.provisional(Buffer.from('{"a":1}\n{"a":2}\n{"a'), 'x'), { format: 'ndjson', rows: 2 })
})
