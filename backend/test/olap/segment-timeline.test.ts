import fc from 'fast-check'
import t from 'tap'
import { anyOverlap, isWithin, reachingInto, type Versioned, visible } from '../../src/olap/segment-timeline.ts'

const eternity = '-146136543-09-08T08:23:32.096Z/146140482-04-24T15:36:27.903Z'
const segment = (interval: string, version = 'a') => ({ interval, version })

t.test('intervals overlap when they share an instant; all of time overlaps any', async (t) => {
  t.ok(anyOverlap(['2025-01-01/2025-02-01'], ['2025-01-31/2025-03-01']))
  t.notOk(anyOverlap(['2025-01-01/2025-02-01'], ['2025-02-01/2025-03-01']))
  t.ok(anyOverlap([eternity], ['2025-02-01/2025-03-01']))
})

t.test('an interval lies within others that leave no gap in it', async (t) => {
  const months = ['2025-02-01/2025-03-01', '2025-01-01/2025-02-01']
  t.ok(isWithin('2025-01-15/2025-02-15', months))
  t.notOk(isWithin('2025-01-15/2025-03-02', months))
  t.notOk(isWithin('2025-01-15/2025-02-15', ['2025-01-01/2025-01-20', '2025-01-21/2025-03-01']))
  t.ok(isWithin(eternity, [eternity]))
  t.notOk(isWithin(eternity, months))
})

t.test('finds the segments that reach into an interval', async (t) => {
  const [january, february] = [segment('2025-01-01/2025-02-01'), segment('2025-02-01/2025-03-01')]
  t.same(reachingInto([january, february], ['2025-02-10/2025-02-11']), [february])
  t.same(reachingInto([january, february], []), [])
})

t.test('a newer version hides what it covers, alone or with others, and nothing that it covers in part', async (t) => {
  const month = segment('2025-01-01/2025-02-01')
  const half = [segment('2025-01-01/2025-01-16', 'b'), segment('2025-01-16/2025-02-01', 'c')]
  t.same(visible([month, ...half]), half)
  t.same(visible([month, half[0] as Versioned]), [month, half[0]])
  t.same(visible([month, { ...month }]).length, 2, 'partitions of one version stand together')
  t.same(visible([month, segment(eternity, 'b')]), [segment(eternity, 'b')])
})

t.test('sees what a look at each hour sees', async (t) => {
  const hour = (at: number) => new Date(Date.UTC(2025, 0, 1, at)).toISOString()
  const chunk = fc
    .tuple(fc.integer({ min: 0, max: 30 }), fc.integer({ min: 1, max: 12 }), fc.constantFrom('a', 'b', 'c', 'd'))
    .map(([start, hours, version]) => ({ start, end: start + hours, version }))
  fc.assert(
    fc.property(fc.array(chunk, { maxLength: 12 }), (chunks) => {
      const segments = chunks.map(({ start, end, version }) => segment(`${hour(start)}/${hour(end)}`, version))
      const seen = chunks.map((one) =>
        Array.from({ length: one.end - one.start }, (_, index) => one.start + index).some((at) =>
          chunks.every((other) => other.version <= one.version || at < other.start || at >= other.end),
        ),
      )
      t.same(
        visible(segments),
        segments.filter((_, index) => seen[index]),
      )
    }),
    { seed: 5, numRuns: 300 },
  )
})
