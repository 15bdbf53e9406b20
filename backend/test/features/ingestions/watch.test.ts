import { ProductError } from '@nemeton/contract'
import t from 'tap'
import { createWatch, readEventId } from '../../../src/features/ingestions/watch.ts'
import type { Ports, StoredIngestion } from '../../../src/ports/ports.ts'
import { stored } from './stored.ts'

type Change = Parameters<Parameters<Ports['events']['subscribe']>[0]>[0]

/** A database of one row that counts how often it is asked, and the changes of it. */
function ground(status: StoredIngestion['status'] = 'running') {
  let reads = 0
  let broken = 0
  let listener: (change: Change) => void = () => {}
  let row: StoredIngestion = { ...stored(status, 0), id: 'one', change: 7 }
  const ports = {
    database: {
      ingestions: {
        find: async (id: string) => {
          reads += 1
          if (broken-- > 0) throw new ProductError('database_unavailable', 'away')
          return id === row.id ? row : null
        },
        changedSince: async (since: number) => (row.change > since ? [row] : []),
      },
    },
    events: {
      subscribe: (onChange: (change: Change) => void) => {
        listener = onChange
        return () => {
          listener = () => {}
        }
      },
    },
  } as unknown as Pick<Ports, 'database' | 'events'>
  return {
    watch: createWatch(ports),
    reads: () => reads,
    breakFor: (times: number) => {
      broken = times
    },
    change: (more: Partial<StoredIngestion> = {}) => {
      row = { ...row, ...more, change: row.change + 1 }
      listener({ kind: 'ingestion', id: row.id })
    },
    tell: (change: Change) => listener(change),
  }
}

const idOf = ({ bytes }: { bytes: Buffer }) => /^id: (\d+)\n/.exec(bytes.toString())?.[1]
const next = async (events: AsyncIterator<{ bytes: Buffer }>) => {
  const { value, done } = await events.next()
  return done ? 'end' : idOf(value)
}
const { signal } = new AbortController()

async function open(watch: ReturnType<typeof ground>['watch'], since: number | null = null) {
  const source = await watch.one('one', since, signal)
  if (source === null) throw new Error('nothing will come')
  return source[Symbol.asyncIterator]()
}

t.test('however many watch, a change is read once and is the same text for all', async (t) => {
  const { watch, reads, change } = ground()
  const events = await Promise.all(Array.from({ length: 100 }, () => open(watch)))
  t.same(new Set(await Promise.all(events.map(next))), new Set(['7']))
  t.equal(reads(), 1, 'they came at once')
  change()
  const blocks = await Promise.all(events.map(async (one) => (await one.next()).value))
  t.equal(new Set(blocks).size, 1, 'one text')
  t.equal(idOf(blocks[0]), '8')
  t.equal(reads(), 2)
  const late = await open(watch)
  t.equal(await next(late), '8')
  t.equal(reads(), 2, 'who comes later is told what is known')
})

t.test('a reader that comes back is told nothing twice, and the newest at once when it missed any', async (t) => {
  const { watch, change } = ground()
  const same = await open(watch, 7)
  const behind = await open(watch, 3)
  t.equal(await next(behind), '7')
  const waits = next(same)
  change()
  t.equal(await waits, '8', 'the first that it gets is new')
})

t.test('an ended one is told once, and to who has it there is nothing to come', async (t) => {
  const { watch } = ground('queryable')
  const first = await open(watch)
  t.equal(await next(first), '7')
  t.equal(await next(first), 'end')
  t.equal(await watch.one('one', 7, signal), null)
  t.equal(await next(await open(watch, 6)), '7')
  await t.rejects(watch.one('another', null, signal), { code: 'not_found' })
})

t.test('who reads slowly gets the newest, not all', async (t) => {
  const { watch, change } = ground()
  const events = await open(watch)
  t.equal(await next(events), '7')
  change()
  await new Promise(setImmediate)
  change()
  await new Promise(setImmediate)
  change({ status: 'failed' })
  await new Promise(setImmediate)
  t.equal(await next(events), '10')
  t.equal(await next(events), 'end')
})

t.test('a change announced twice is told once', async (t) => {
  const { watch, change, tell } = ground()
  const events = await open(watch)
  await next(events)
  change()
  t.equal(await next(events), '8')
  tell({ kind: 'ingestion', id: 'one' })
  await new Promise(setImmediate)
  const waits = next(events)
  change()
  t.equal(await waits, '9')
})

t.test('after a lost connection all is read again, and a read that fails is made again', async (t) => {
  const { watch, change, tell, breakFor } = ground()
  // What waits to try again keeps no process alive.
  const alive = setInterval(() => {}, 1000)
  t.teardown(() => clearInterval(alive))
  const events = await open(watch)
  await next(events)
  breakFor(1)
  change()
  tell(null)
  t.equal(await next(events), '8')
  breakFor(1)
  await t.rejects(watch.one('else', null, signal), { code: 'database_unavailable' }, 'who connects is told')
})

t.test('those who watch all get each change, and what they missed', async (t) => {
  const { watch, change } = ground()
  const fresh = watch.all(null, signal)[Symbol.asyncIterator]()
  const back = watch.all(5, signal)[Symbol.asyncIterator]()
  const [first, missed] = [next(fresh), next(back)]
  t.equal(await missed, '7')
  change()
  t.equal(await first, '8', 'without what was before')
  t.equal(await next(back), '8')
})

t.test('an id that is not of ours is as none', async (t) => {
  t.same(['12', '', null, 'x', '-1', '1e3', '9'.repeat(16)].map(readEventId), [12, null, null, null, null, null, null])
})
