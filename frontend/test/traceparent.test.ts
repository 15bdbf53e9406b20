import t from 'tap'
import { beginTrace, traceparent } from '../src/api/traceparent.ts'

const traceOf = (header: string) => header.split('-')[1]

t.test('each call is a trace of its own, in the form of W3C, where nobody did anything', async (t) => {
  const made = Array.from({ length: 200 }, () => traceparent())
  for (const header of made) t.match(header, /^00-(?!0{32})[0-9a-f]{32}-(?!0{16})[0-9a-f]{16}-01$/)
  t.equal(new Set(made.map(traceOf)).size, made.length)
})

t.test('calls after one click are parts of one trace, for ten seconds', async (t) => {
  beginTrace(1000)
  const first = [1000, 1500, 10_999].map(traceparent)
  t.equal(new Set(first.map(traceOf)).size, 1)
  t.equal(new Set(first).size, 3, 'each with an id of its own')
  t.not(traceOf(traceparent(11_000)), traceOf(first[0] ?? ''), 'what is called long after is not of it')
  beginTrace(2000)
  t.not(traceOf(traceparent(2100)), traceOf(first[0] ?? ''), 'nor what the next click asks')
})
