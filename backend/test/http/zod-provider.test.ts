import { type Filter, query } from '@nemeton/contract'
import t from 'tap'
import { z } from 'zod'
import { parse } from '../../src/http/zod-provider.ts'

const nested = (depth: number): Filter => {
  let filter: Filter = { kind: 'isNull', column: 'a' }
  for (let level = 0; level < depth; level++) filter = { kind: 'not', filter }
  return filter
}
const asking = (filter: Filter) => ({
  datasource: 'x',
  interval: '2024-01-01T00:00:00Z/2025-01-01T00:00:00Z',
  measures: [{ name: 'rows', kind: 'count' }],
  filter,
})

t.test('takes what nests within reason', async (t) => {
  t.match(parse(query, asking(nested(50)), 'body'), { datasource: 'x' })
})

for (const depth of [100, 5000, 100_000]) {
  t.test(`refuses a filter of ${depth} levels instead of running out of stack`, async (t) => {
    t.throws(() => parse(query, asking(nested(depth)), 'body'), { code: 'invalid_request', message: /64 levels/ })
  })
}

t.test('names the field and the problem', async (t) => {
  t.throws(() => parse(z.object({ rows: z.number() }), { rows: 'x' }, 'query'), {
    code: 'invalid_request',
    message: /^The query, field "rows": /,
  })
  t.throws(() => parse(z.object({ name: z.string() }), { name: 'a\u0000b' }, 'body'), { message: /NUL/ })
})
