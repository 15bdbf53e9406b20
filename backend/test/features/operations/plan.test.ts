import t from 'tap'
import { explainSlowQuery } from '../../../src/features/operations/plan.ts'
import type { SqlCall } from '../../../src/ports/druid/druid.ts'

function ground(sql: string | null, row: Record<string, unknown> = { PLAN: '[{"query":1}]', ATTRIBUTES: '{"a":2}' }) {
  const asked: SqlCall[] = []
  const needs = {
    druid: {
      rows: async (call: SqlCall) => {
        asked.push(call)
        return [row]
      },
    },
    database: {
      slowQueries: {
        statement: async () =>
          sql === null
            ? null
            : {
                sql,
                parameters: [{ type: 'BIGINT', value: 5 }],
                context: { sqlQueryId: 'old', timeout: 1, priority: -1, useApproximateTopN: false },
              },
      },
    },
  } as unknown as Parameters<typeof explainSlowQuery>[1]
  return { asked, explain: () => explainSlowQuery('1', needs, new AbortController().signal) }
}

t.test('asks for the plan with the parameters and what of the context a plan depends on', async (t) => {
  const { asked, explain } = ground('SELECT ?')
  t.same(await explain(), { plan: [{ query: 1 }], attributes: { a: 2 } })
  t.match(asked, [
    {
      query: 'EXPLAIN PLAN FOR SELECT ?',
      parameters: [{ type: 'BIGINT', value: 5 }],
      context: { useApproximateTopN: false },
    },
  ])
  t.same(Object.keys(asked[0]?.context ?? {}), ['useApproximateTopN'], 'and not under the id of the old one')
})

for (const sql of ['EXPLAIN PLAN FOR SELECT 1', '\n explain  plan\nfor (SELECT 1)'])
  t.test(`explains ${JSON.stringify(sql)} as it is`, async (t) => {
    const { asked, explain } = ground(sql)
    await explain()
    t.equal(asked[0]?.query, sql)
  })

t.test('answers the plan of another planner as its text', async (t) => {
  const { explain } = ground('SELECT 1', { PLAN: 'BindableProject(...)' })
  t.same(await explain(), { plan: 'BindableProject(...)', attributes: null })
})

t.test('says that one is forgotten', async (t) => {
  await t.rejects(ground(null).explain(), { code: 'not_found' })
})
