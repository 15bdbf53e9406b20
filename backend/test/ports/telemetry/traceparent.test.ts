import t from 'tap'
import { readTraceparent } from '../../../src/ports/telemetry/traceparent.ts'

const traceId = '4bf92f3577b34da6a3ce929d0e0e4736'
const spanId = '00f067aa0ba902b7'

const read: readonly [header: string, sampled: boolean][] = [
  [`00-${traceId}-${spanId}-01`, true],
  [`00-${traceId}-${spanId}-00`, false],
  [`00-${traceId}-${spanId}-03`, true],
  [`cc-${traceId}-${spanId}-01-what-the-future-will-be-like`, true],
]
for (const [header, sampled] of read) {
  t.test(`goes on with the trace of ${header}`, async (t) => {
    t.same(readTraceparent(header), { traceId, spanId, sampled })
  })
}

const ignored: readonly (string | string[] | undefined)[] = [
  undefined,
  '',
  'nonsense',
  `00-${traceId}-${spanId}`,
  `00-${traceId}-${spanId}-1`,
  `00-${traceId}-${spanId}-01-more`,
  `ff-${traceId}-${spanId}-01`,
  `00-${'0'.repeat(32)}-${spanId}-01`,
  `00-${traceId}-${'0'.repeat(16)}-01`,
  `00-${traceId.toUpperCase()}-${spanId}-01`,
  ` 00-${traceId}-${spanId}-01`,
  `00-${traceId}-${spanId}-01\n`,
  `cc-${traceId}-${spanId}-01-${'x'.repeat(200)}`,
  [`00-${traceId}-${spanId}-01`, `00-${traceId}-${spanId}-01`],
]
for (const header of ignored) {
  t.test(`ignores ${JSON.stringify(header)?.slice(0, 80)}`, async (t) => {
    t.equal(readTraceparent(header), null)
  })
}
