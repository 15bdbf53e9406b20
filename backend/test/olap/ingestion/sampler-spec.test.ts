import t from 'tap'
import { buildSpec } from '../../../src/olap/ingestion/batch-spec.ts'
import { inferPlan } from '../../../src/olap/ingestion/infer-schema.ts'
import { buildSamplerSpec, samplerShift, withLines } from '../../../src/olap/ingestion/sampler-spec.ts'
import { orders } from './profiles.ts'

const plan = inferPlan(orders, { filename: 'orders.csv' })
const early = (min: string) => ({ ...plan, time: { ...plan.time, min } as typeof plan.time })
const at = (spec: unknown): number[] =>
  (spec as { spec: { ioConfig: { inputSource: { data: string } } } }).spec.ioConfig.inputSource.data
    .split('\n')
    .map((line) => JSON.parse(line).__time)

t.test('moves times before 1970 by whole calendars, and no others', async (t) => {
  t.equal(samplerShift(plan), 0)
  t.equal(samplerShift({ ...plan, time: null }), 0)
  for (const min of ['1963-11-07T00:00:00Z', '1500-01-01T00:00:00Z', '0001-01-01T00:00:00Z']) {
    const shift = samplerShift(early(min))
    const [before, after] = [new Date(min), new Date(Date.parse(min) + shift)]
    t.ok(after.getTime() >= 0, min)
    t.equal(after.getUTCDay(), before.getUTCDay(), 'weeks begin alike')
    t.equal(after.toISOString().slice(-20, -14), before.toISOString().slice(-20, -14), 'months begin alike')
  }
})

t.test('writes moved times into the lines, those of a fixed instant too', async (t) => {
  const input = { kind: 'staged' as const, objects: [{ bucket: 'b', key: 'k', bytes: 1 }] }
  const early1963 = early('1963-11-07T00:00:00Z')
  const shift = samplerShift(early1963)
  const spec = buildSamplerSpec(buildSpec({ plan: early1963, profile: orders, input }))
  t.same(at(withLines(spec, early1963, [{ __time: -1000 }, { __time: 5 }])), [shift - 1000, shift + 5])
  const fixed = { ...plan, time: { kind: 'fixed' as const, instant: '1950-01-01T00:00:00Z', reason: 'as asked' } }
  const fixedSpec = withLines(buildSamplerSpec(spec), fixed, [{ a: 1 }])
  t.same(at(fixedSpec), [Date.parse('1950-01-01T00:00:00Z') + samplerShift(fixed)])
  t.match(fixedSpec, { spec: { dataSchema: { timestampSpec: { column: '__time', format: 'millis' } } } })
})
