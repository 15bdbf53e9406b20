import { randomUUID } from 'node:crypto'
import { runSql } from '@nemeton/contract'
import t from 'tap'
import { hostile, legal } from '../features/sql/statements.ts'
import { salesCsv } from './sales.ts'
import { call, load } from './service.ts'
import { forget, freshName } from './tables.ts'

const datasource = freshName('statements')
t.teardown(() => forget([datasource]))
const ingestion = await load({ filename: 'sales.csv', content: salesCsv }, datasource)
t.equal(ingestion.status, 'queryable', JSON.stringify(ingestion.error))

const run = (query: string) => call(runSql, { body: { query, context: { sqlQueryId: randomUUID() } } })

t.test('every hostile statement is refused before Druid hears of it', async (t) => {
  for (const query of hostile) {
    const answer = await run(query.replaceAll('"sales"', `"${datasource}"`))
    t.equal(answer.status, 400, query)
    t.match(answer.json.error, { code: 'invalid_query', message: /SELECT, WITH or EXPLAIN/ }, query)
  }
})

t.test('every odd and legal statement passes and runs', async (t) => {
  for (const query of legal(datasource)) {
    const answer = await run(query)
    t.equal(answer.status, 200, `${query}: ${answer.text.slice(0, 300)}`)
    if (/^\W*explain|sys\.|INFORMATION_SCHEMA/i.test(query)) continue
    const plan = await run(`EXPLAIN PLAN FOR ${query}`)
    t.equal(plan.status, 200, `EXPLAIN ${query}: ${plan.text.slice(0, 300)}`)
  }
})
