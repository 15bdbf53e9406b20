import { type Query, query } from '@nemeton/contract'
import t from 'tap'
import type { VisibleSegment } from '../../src/ports/druid/druid.ts'
import { createFingerprints } from '../../src/queries/fingerprint.ts'

const january = '2025-01-01T00:00:00.000Z/2025-02-01T00:00:00.000Z'
const asked = (changes: object = {}): Query =>
  query.parse({ datasource: 'sales', interval: january, measures: [{ name: 'rows', kind: 'count' }], ...changes })
const segments = (...ids: string[]): VisibleSegment[] => ids.map((id) => ({ id, isGrowing: false }))

interface Call {
  readonly datasource: string
  readonly intervals: readonly string[]
  readonly answer: (found: readonly VisibleSegment[]) => void
  readonly fail: (error: Error) => void
}

function ground() {
  const calls: Call[] = []
  const fingerprints = createFingerprints({
    visibleSegments: (datasource, intervals) => {
      const { promise, resolve, reject } = Promise.withResolvers<readonly VisibleSegment[]>()
      calls.push({ datasource, intervals, answer: resolve, fail: reject })
      return promise
    },
  })
  const read = async (found: readonly VisibleSegment[], of = asked()) => {
    const reading = fingerprints.read(of)
    calls.at(-1)?.answer(found)
    return reading
  }
  return { calls, fingerprints, read }
}

t.test('is the same for the same segments, and another for any change of them', async (t) => {
  const { read } = ground()
  const one = await read(segments('a', 'b'))
  t.type(one, 'string')
  t.equal(await read(segments('a', 'b')), one)
  const others = [segments('a'), segments('a', 'b', 'c'), segments('a', 'c'), segments('ab')]
  const all = new Set([one])
  for (const found of others) all.add(await read(found))
  t.equal(all.size, 1 + others.length)
})

t.test(
  'nobody knows while rows stream in, over nothing, when Druid does not say, or without a broker of its own',
  async (t) => {
    const { calls, fingerprints, read } = ground()
    t.equal(await read([...segments('a'), { id: 'b', isGrowing: true }]), null)
    t.equal(await read([]), null)
    const reading = fingerprints.read(asked())
    calls.at(-1)?.fail(new Error('away'))
    t.equal(await reading, null)
    t.type(await read(segments('a')), 'string', 'and it is asked again')
    t.equal(await createFingerprints({ visibleSegments: null }).read(asked()), null)
  },
)

t.test('a reading serves nobody who came after it began; those who came meanwhile share the next', async (t) => {
  const { calls, fingerprints } = ground()
  const first = fingerprints.read(asked())
  const late = [fingerprints.read(asked()), fingerprints.read(asked())]
  const other = fingerprints.read(asked({ datasource: 'stock' }))
  t.same(
    calls.map(({ datasource }) => datasource),
    ['sales', 'stock'],
  )
  calls[0]?.answer(segments('old'))
  const before = await first
  await new Promise((resolve) => setImmediate(resolve))
  t.equal(calls.length, 3)
  calls[2]?.answer(segments('new'))
  const [one, two] = await Promise.all(late)
  t.equal(one, two)
  t.not(one, before)
  calls[1]?.answer(segments('old'))
  t.equal(await other, before)
})

t.test('a watch tells a change, and one that was undone before the end', async (t) => {
  let now = 'a'
  const fingerprints = createFingerprints({ visibleSegments: async () => segments(now) })
  const first = (await fingerprints.read(asked())) ?? ''
  const [steady, passing] = [fingerprints.watch(asked(), first), fingerprints.watch(asked(), first)]
  t.equal(await steady(), true)
  now = 'b'
  await new Promise((resolve) => setTimeout(resolve, 700))
  now = 'a'
  t.equal(await passing(), false)
  now = 'b'
  t.equal(await fingerprints.watch(asked(), first)(), false)
})

t.test('covers all time that the query may read', async (t) => {
  const { calls, fingerprints } = ground()
  const of = (changes: object) => {
    void fingerprints.read(asked(changes))
    return calls.at(-1)?.intervals
  }
  t.same(of({}), [january])
  t.same(of({ interval: undefined, relative: { last: 'P1M', to: '2025-03-15T00:00:00Z' } }), [
    '2025-02-15T00:00:00.000Z/2025-03-15T00:00:00.000Z',
  ])
  t.same(of({ compare: { shift: 'P1Y' } }), ['2023-12-31T00:00:00.000Z/2025-02-01T00:00:00.000Z'])
  await t.rejects(fingerprints.read(asked({ compare: { shift: 'P999999999Y' } })), { code: 'invalid_query' })
})
