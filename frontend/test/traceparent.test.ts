import t from 'tap'
import { traceparent } from '../src/api/traceparent.ts'

t.test('begins another trace with each call, in the form of W3C', async (t) => {
  const made = Array.from({ length: 200 }, traceparent)
  for (const header of made) t.match(header, /^00-(?!0{32})[0-9a-f]{32}-(?!0{16})[0-9a-f]{16}-01$/)
  t.equal(new Set(made).size, made.length)
})
