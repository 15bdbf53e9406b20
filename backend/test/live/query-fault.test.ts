import { type ErrorBody, runQuery, runSql } from '@nemeton/contract'
import t from 'tap'
import { call, load } from './service.ts'
import { forget, freshName } from './tables.ts'

const datasource = freshName('asker')
t.teardown(() => forget([datasource]))
const content = 'time,shop,amount\n2025-01-01T00:00:00Z,Nairobi,1\n2025-01-02T00:00:00Z,Mombasa,2\n'
t.before(async () => {
  await load({ filename: 'asker.csv', content }, datasource)
})

/** What Druid 33 itself answers with 500: on a constant the broker does, on rows the historical. */
const statements: readonly (readonly [sql: string, message: RegExp])[] = [
  ['SELECT 1/0', /divides by zero.*NULLIF/],
  ['SELECT SUM(1/("amount" - "amount")) FROM :it', /divides by zero/],
  ['SELECT DIV(1, "amount" - "amount") FROM :it', /divides by zero/],
  ['SELECT MOD(1, 0)', /divides by zero/],
  [`SELECT COUNT(*) FROM :it WHERE REGEXP_LIKE("shop", '(((')`, /regular expression \(\(\( cannot be read: Unclosed/],
  [`SELECT REGEXP_EXTRACT("shop", '(a)', 5) FROM :it`, /has no group 5/],
  [`SELECT TIME_FORMAT("__time", 'qq') FROM :it`, /time format has a part.*qq/],
  [`SELECT COUNT(*) FROM sys.segments WHERE REGEXP_LIKE("datasource", 'a')`, /REGEXP_LIKE works on datasources only/],
]
for (const [sql, message] of statements)
  t.test(`${sql} is a 400 that says what to change`, async (t) => {
    const { status, json } = await call(runSql, { body: { query: sql.replace(':it', `"${datasource}"`) } })
    t.equal(status, 400)
    t.match(json, { data: null, error: { code: 'invalid_query', message } })
  })

t.test('a filter whose regular expression is broken is a 400, and a right one is answered', async (t) => {
  const ask = (pattern: string) => {
    const body = {
      datasource,
      interval: '2025-01-01T00:00:00Z/2026-01-01T00:00:00Z',
      filter: { kind: 'regexp' as const, column: 'shop', pattern },
      measures: [{ name: 'rows', kind: 'count' as const }],
    }
    return call(runQuery, { body })
  }
  const broken = await ask('(((')
  t.equal(broken.status, 400)
  const { code, message } = broken.json.error as ErrorBody
  t.equal(code, 'invalid_query')
  t.match(message, /regular expression \(\(\( cannot be read: Unclosed group near index 3/)
  t.match((await ask('^Nai')).json, { data: { rows: [[1]] } })
})
