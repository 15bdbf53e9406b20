import t from 'tap'
import { readJson } from '../../../src/ports/druid/json.ts'

for (const text of ['', '[{"id":', '<html>'])
  t.test(`an answer that ends as ${JSON.stringify(text)} is of a Druid that went away`, async (t) => {
    t.throws(() => readJson(text), { code: 'druid_unavailable' })
  })

t.test('a whole answer is read', async (t) => {
  t.same(readJson('[1]'), [1])
})
