import t from 'tap'
import { createFlights } from '../../src/queries/flights.ts'

interface Begun {
  readonly signal: AbortSignal
  readonly land: (value: string) => void
  readonly fail: (error: Error) => void
}

function ground() {
  const begun: Begun[] = []
  const kept: string[] = []
  let keeping = Promise.resolve()
  const flights = createFlights<string>()
  const work = {
    begin: (signal: AbortSignal) => {
      const { promise, resolve, reject } = Promise.withResolvers<string>()
      begun.push({ signal, land: resolve, fail: reject })
      signal.addEventListener('abort', () => reject(signal.reason))
      return promise
    },
    keep: async (value: string) => {
      await keeping
      kept.push(value)
    },
  }
  const join = (key: string, signal = new AbortController().signal) => flights.join(key, work, signal)
  const holdKeeping = () => {
    const { promise, resolve } = Promise.withResolvers<void>()
    keeping = promise
    return resolve
  }
  return { begun, kept, join, holdKeeping }
}

/** Whatever was to follow has followed. */
const settled = () => new Promise((resolve) => setImmediate(resolve))

t.test('does the same work once for all who ask while it is under way', async (t) => {
  const { begun, kept, join } = ground()
  const all = [join('a'), join('a'), join('b'), join('a')]
  t.equal(begun.length, 2)
  begun[0]?.land('A')
  begun[1]?.land('B')
  t.same(
    (await Promise.all(all)).map(({ value, waited }) => [value, waited]),
    [
      ['A', true],
      ['A', true],
      ['B', true],
      ['A', true],
    ],
  )
  await settled()
  t.same(kept.sort(), ['A', 'B'])
  void join('a')
  t.equal(begun.length, 3, 'done once it was kept: asked anew')
})

t.test('one who leaves lets it go on for the others; the last one ends it', async (t) => {
  const { begun, join } = ground()
  const leaving = [new AbortController(), new AbortController()] as const
  const [first, second] = leaving.map(({ signal }) => join('a', signal))
  leaving[0].abort(new Error('first left'))
  await t.rejects(first as Promise<unknown>, /first left/)
  t.notOk(begun[0]?.signal.aborted)
  leaving[1].abort(new Error('second left'))
  await t.rejects(second as Promise<unknown>, /second left/)
  t.ok(begun[0]?.signal.aborted)
  const late = join('a')
  t.equal(begun.length, 2, 'nobody joins what was ended')
  begun[1]?.land('A')
  t.equal((await late).value, 'A')
})

t.test('a failure is for all who wait, and the next one tries again', async (t) => {
  const { begun, kept, join } = ground()
  const both = [join('a'), join('a')]
  begun[0]?.fail(new Error('broken'))
  for (const one of both) await t.rejects(one, /broken/)
  await settled()
  const again = join('a')
  begun[1]?.land('A')
  t.equal((await again).value, 'A')
  await settled()
  t.same(kept, ['A'])
})

t.test('who comes before it is kept gets what is there without waiting for it', async (t) => {
  const { begun, join, holdKeeping } = ground()
  const keep = holdKeeping()
  const first = join('a')
  begun[0]?.land('A')
  t.match(await first, { value: 'A', waited: true })
  t.match(await join('a'), { value: 'A', waited: false })
  t.equal(begun.length, 1)
  const left = new AbortController()
  left.abort(new Error('left'))
  await t.rejects(join('a', left.signal), /left/)
  keep()
})
