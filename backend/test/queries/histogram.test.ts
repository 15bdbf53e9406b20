import fc from 'fast-check'
import t from 'tap'
import { createHistogram } from '../../src/queries/histogram.ts'

const parts = [0, 0.01, 0.5, 0.95, 0.99, 1]
const durations = fc.array(fc.double({ min: 0, max: 2_000_000, noNaN: true }), { minLength: 1, maxLength: 300 })

const filled = (values: readonly number[]) => {
  const histogram = createHistogram()
  for (const value of values) histogram.record(value)
  return histogram
}
/** The nearest rank, worked out from all values. */
const exact = (values: readonly number[], part: number): number =>
  values.toSorted((one, other) => one - other)[Math.max(1, Math.ceil(part * values.length)) - 1] ?? Number.NaN

t.test('any percentile is right to two percent, and to a tenth of a millisecond below it', async () => {
  fc.assert(
    fc.property(durations, fc.constantFrom(...parts), (values, part) => {
      const found = filled(values).percentile(part)
      const wanted = exact(values, part)
      return found !== null && Math.abs(found - wanted) <= Math.max(0.1, wanted * 0.02)
    }),
  )
})

t.test('two put together are as one of all values, and so is one that was written down', async () => {
  fc.assert(
    fc.property(durations, durations, (some, others) => {
      const together = createHistogram(filled(some).buckets())
      together.add(filled(others))
      const all = filled([...some, ...others])
      return (
        together.count === some.length + others.length &&
        JSON.stringify(together.buckets()) === JSON.stringify(all.buckets()) &&
        parts.every((part) => together.percentile(part) === all.percentile(part))
      )
    }),
  )
})

t.test('none has no percentile; what no bucket is counts for nothing', async (t) => {
  t.equal(createHistogram().percentile(0.5), null)
  const odd = createHistogram([
    [-1, 5],
    [10_000, 5],
    [1.5, 5],
    [3, -1],
    [3, 0],
  ])
  t.equal(odd.count, 0)
  t.same(odd.buckets(), [])
})

t.test('what takes a day counts as what takes longest', async (t) => {
  const histogram = filled([86_400_000])
  t.ok((histogram.percentile(1) ?? 0) > 3_600_000)
})
