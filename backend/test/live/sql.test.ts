import { randomUUID } from 'node:crypto'
import { type IncomingMessage, request } from 'node:http'
import { setTimeout as sleep } from 'node:timers/promises'
import { cancelSql, runSql, type SqlRequest } from '@nemeton/contract'
import t from 'tap'
import { asJson, exchange } from './exchange.ts'
import { startFakeDruid } from './fake-druid.ts'
import { findLogged } from './request-log.ts'
import { sales, salesCsv } from './sales.ts'
import { startSecondService } from './second-service.ts'
import { call, load } from './service.ts'
import { stack } from './stack.ts'
import { forget, freshName } from './tables.ts'
import { until } from './until.ts'

const datasource = freshName('sql')
t.teardown(() => forget([datasource]))
const ingestion = await load({ filename: 'sales.csv', content: salesCsv }, datasource)
t.equal(ingestion.status, 'queryable', JSON.stringify(ingestion.error))

const ours = `${stack.baseUrl}/api/v1/sql`
const direct = `${stack.brokerUrl}/druid/v2/sql`
/** Some million rows, more than all buffers on the way hold: it flows for as long as somebody reads. */
const flowing = `SELECT a."receipt", b."receipt", a."product", b."product" FROM "${datasource}" a
  JOIN (SELECT "receipt", "channel", "product" FROM "${datasource}" WHERE "branch" = 'Thika') b
  ON a."channel" = b."channel"`
/** Much work with nothing to show before its end, which comes in a minute even when a cancel is lost. */
const silent = `SELECT COUNT(*) FROM "${datasource}" a
  JOIN (SELECT "receipt", "channel" FROM "${datasource}" WHERE "branch" = 'Thika') b ON a."channel" = b."channel"
  JOIN (SELECT "receipt" AS "other", "channel" FROM "${datasource}" WHERE "branch" = 'Machakos') c
    ON a."channel" = c."channel"
  WHERE a."branch" = 'Nairobi CBD' AND b."receipt" < c."other"`

/** The broker notes the end of a query only when all that works on it has stopped. */
const ended = { withinMs: 240_000 }

const formats = ['object', 'array', 'objectLines', 'arrayLines', 'csv'] as const
const selects: readonly [what: string, request: Pick<SqlRequest, 'query' | 'parameters' | 'context'>][] = [
  [
    'all rows and columns',
    { query: `SELECT * FROM "${datasource}" ORDER BY "__time" LIMIT 20000`, context: { useCache: false } },
  ],
  [
    'groups with a bound value',
    {
      query: `SELECT "branch", COUNT(*) AS "sales", SUM("quantity") AS "units" FROM "${datasource}"
        WHERE "channel" = ? GROUP BY 1 ORDER BY 1`,
      parameters: [{ type: 'VARCHAR', value: 'online' }],
    },
  ],
  ['nothing', { query: `SELECT "branch" FROM "${datasource}" WHERE "branch" = 'nowhere'` }],
  ['a time zone', { query: `SELECT MAX("__time") FROM "${datasource}"`, context: { sqlTimeZone: 'Africa/Nairobi' } }],
  ['a plan', { query: `EXPLAIN PLAN FOR SELECT COUNT(*) FROM "${datasource}"`, context: { sqlQueryId: 'live-plan' } }],
  ['the schema', { query: `SELECT "SCHEMA_NAME" FROM INFORMATION_SCHEMA.SCHEMATA ORDER BY 1` }],
  ['servers', { query: `SELECT "server_type" FROM sys.servers ORDER BY 1` }],
]
for (const [what, body] of selects) {
  for (const resultFormat of formats) {
    for (const header of [false, true]) {
      t.test(`${what} as ${resultFormat}${header ? ' with header' : ''} are Druid's own bytes`, async (t) => {
        const wanted = { ...body, resultFormat, header }
        const [mine, druids] = await Promise.all([
          exchange({ ...asJson(wanted), url: ours }),
          exchange({ ...asJson(wanted), url: direct }),
        ])
        t.equal(mine.status, 200, mine.text.slice(0, 300))
        t.equal(mine.headers['content-type'], druids.headers['content-type'])
        // Spans and ids of a plan's inner query differ from run to run.
        if (what === 'a plan') t.equal(mine.bytes.length > 0, druids.bytes.length > 0)
        else t.ok(mine.bytes.equals(druids.bytes), `${mine.bytes.length} and ${druids.bytes.length} bytes`)
        if (what === 'all rows and columns') t.ok(mine.bytes.length > 1_000_000)
      })
    }
  }
}

const hostile: readonly string[] = [
  `INSERT INTO "${datasource}" SELECT * FROM "${datasource}" PARTITIONED BY ALL`,
  `REPLACE INTO "${datasource}" OVERWRITE ALL SELECT * FROM "${datasource}" WHERE 1 = 2 PARTITIONED BY ALL`,
  `EXPLAIN PLAN FOR INSERT INTO "${datasource}" SELECT 1 PARTITIONED BY ALL`,
  'SELECT 1; SELECT 2',
  'SET timeout = 0; SELECT 1',
  `DELETE FROM "${datasource}"`,
  `/* SELECT 1 */ INSERT INTO "${datasource}" SELECT 1 PARTITIONED BY ALL`,
  '-- SELECT 1',
]
for (const query of hostile) {
  t.test(`refuses ${query.replace(datasource, 'sales').slice(0, 50)} before Druid hears of it`, async (t) => {
    const id = randomUUID()
    const answer = await call(runSql, { body: { query, context: { sqlQueryId: id } } })
    t.equal(answer.status, 400)
    t.match(answer.json, { data: null, error: { code: 'invalid_query', message: /SELECT, WITH or EXPLAIN/ } })
    t.equal(await findLogged(id), null)
  })
}

t.test('takes only the context keys of its list, and names others', async (t) => {
  const refused: readonly [context: object, names: RegExp][] = [
    [{ maxSubqueryRows: 1_000_000 }, /maxSubqueryRows/],
    [{ engine: 'msq-dart' }, /engine/],
    [{ brokerService: 'druid/broker' }, /brokerService/],
    [{ priority: 100 }, /priority/],
    [{ timeout: 0 }, /timeout/],
    [{ sqlQueryId: '../../evil' }, /sqlQueryId/],
    [{ useCache: 'yes' }, /useCache/],
  ]
  for (const [context, names] of refused) {
    const answer = await exchange({ ...asJson({ query: 'SELECT 1', context }), url: ours })
    t.equal(answer.status, 400)
    t.equal(answer.json.error?.code, 'invalid_request')
    t.match(JSON.stringify(answer.json.error), names)
  }
  const unknown = await exchange({ ...asJson({ query: 'SELECT 1', typesHeader: true }), url: ours })
  t.equal(unknown.status, 400)
  t.match(unknown.text, /typesHeader/)
})

t.test('passes the allowed context on, bounds the time, and gives the query the id of the request', async (t) => {
  const id = randomUUID()
  const context = { useCache: false, populateCache: false, priority: -5, timeout: 99_999_999 }
  const answer = await exchange({
    ...asJson({ query: 'SELECT 1 AS "one"', context }, { 'x-request-id': id }),
    url: ours,
  })
  t.same(JSON.parse(answer.text), [{ one: 1 }])
  t.equal(answer.headers['x-request-id'], id)
  t.equal(answer.headers['x-druid-sql-query-id'], id)
  const logged = await until('the broker has logged it', () => findLogged(id))
  t.match(logged, { success: true, context: { useCache: false, populateCache: false, priority: -5 } })
  t.ok(Number(logged.context.timeout) < 99_999_999)
})

t.test("Druid's refusal is a 400 in the envelope with Druid's words", async (t) => {
  const answer = await call(runSql, { body: { query: `SELECT "colour" FROM "${datasource}"` } })
  t.equal(answer.status, 400)
  t.match(answer.json, { data: null, error: { code: 'druid_rejected', message: /colour/ } })
})

t.test('a client that leaves in the middle of a result ends the query in Druid', async (t) => {
  const id = randomUUID()
  const { response } = await begin({ query: flowing, resultFormat: 'arrayLines', context: { sqlQueryId: id } })
  await firstChunk(response)
  const left = performance.now()
  response.destroy()
  const logged = await until('the broker has logged its end', () => findLogged(id), ended)
  t.equal(logged.success, false)
  t.comment(`ended ${Math.round(performance.now() - left)} ms after the client left`)
})

t.test('a client that leaves before the first byte ends the query in Druid', async (t) => {
  const id = randomUUID()
  const leaving = new AbortController()
  const asked = exchange({
    ...asJson({ query: silent, context: { sqlQueryId: id } }),
    url: ours,
    signal: leaving.signal,
  })
  asked.catch(() => {})
  await sleep(1500)
  leaving.abort()
  await t.rejects(asked)
  const logged = await until('the broker has logged its end', () => findLogged(id), ended)
  t.equal(logged.success, false)
})

t.test('DELETE cancels a query that works: its waiting client is told', async (t) => {
  const id = randomUUID()
  const asked = exchange({ ...asJson({ query: silent, context: { sqlQueryId: id } }), url: ours })
  const canceled = await until('it can be canceled', async () => {
    const answer = await call(cancelSql, { params: { queryId: id } })
    return answer.status === 200 && answer
  })
  t.same(canceled.json.data, { queryId: id })
  const { status, json } = await asked
  t.ok(status >= 400, `${status}`)
  t.equal(json.data, null)
  t.match(json.error?.code, /canceled|druid_query_failed/)
  const logged = await until('the broker has logged its end', () => findLogged(id), ended)
  t.equal(logged.success, false)
})

t.test('DELETE cancels a result that flows, which ends abnormally; a second one finds nothing', async (t) => {
  const id = randomUUID()
  const { response } = await begin({ query: flowing, resultFormat: 'array', context: { sqlQueryId: id } })
  await firstChunk(response)
  const canceled = await call(cancelSql, { params: { queryId: id } })
  t.equal(canceled.status, 200, canceled.text)
  t.equal(await endOf(response), 'abnormal')
  const logged = await until('the broker has logged its end', () => findLogged(id), ended)
  t.equal(logged.success, false)
  const again = await call(cancelSql, { params: { queryId: id } })
  t.equal(again.status, 404)
  t.match(again.json.error, { code: 'not_found', message: new RegExp(id) })
})

t.test('many readers at once get whole results', async (t) => {
  const query = `SELECT "receipt" FROM "${datasource}" LIMIT 20000`
  const answers = await Promise.all(
    Array.from({ length: 16 }, () => exchange({ ...asJson({ query, resultFormat: 'csv' }), url: ours })),
  )
  for (const answer of answers) t.equal(answer.text.trimEnd().split('\n').length, sales.length)
})

const fake = await startFakeDruid()
const service = await startSecondService({ DRUID_URL: fake.url })
t.teardown(async () => {
  await service.remove()
  await fake.close()
})

t.test('a client that leaves before Druid knows its query cancels it a little later', async (t) => {
  fake.answerWith({ chunks: [], holdMs: 20_000 })
  const id = randomUUID()
  const leaving = new AbortController()
  const asked = exchange({
    ...asJson({ query: 'SELECT 1', context: { sqlQueryId: id } }),
    url: `${service.baseUrl}/api/v1/sql`,
    signal: leaving.signal,
  })
  asked.catch(() => {})
  await until('Druid has heard of it', async () => fake.asked.some((request) => request.startsWith('POST')))
  leaving.abort()
  const cancels = () => fake.asked.filter((request) => request === `DELETE /druid/v2/sql/${id}`).length
  await until('Druid has heard of the cancel twice', async () => cancels() >= 2)
  t.ok(await until('the log tells it', async () => service.log().includes(id)))
})

t.test('a result that Druid cuts short never looks complete', async (t) => {
  const ask = (resultFormat: (typeof formats)[number]) =>
    begin({ query: 'SELECT 1', resultFormat }, `${service.baseUrl}/api/v1/sql`)
  const pieces: Readonly<Record<(typeof formats)[number], readonly [row: string, between: string, end: string]>> = {
    object: ['{"a":1}', ',', ']\n'],
    array: ['[1]', ',', ']\n'],
    objectLines: ['{"a":1}', '\n', '\n\n'],
    arrayLines: ['[1]', '\n', '\n\n'],
    csv: ['1', '\n', '\n\n'],
  }
  for (const [format, [row, between, end]] of Object.entries(pieces) as [
    (typeof formats)[number],
    (typeof pieces)['csv'],
  ][]) {
    // One that comes at once is held until its end is seen, and can still be refused; a larger one has begun by then.
    for (const [rows, ends] of [
      [9, ['refused', 'abnormal']],
      [50_000, ['abnormal']],
    ] as const) {
      const what = `${format} result of ${rows} rows`
      const body = (format === 'object' || format === 'array' ? '[' : '') + Array(rows).fill(row).join(between)
      const seen = async () => endOf((await ask(format)).response)
      const isCut = async (how: string) => t.ok((ends as readonly string[]).includes(await seen()), `a ${what} ${how}`)
      fake.answerWith({ chunks: [body, end] })
      t.equal(await seen(), 'complete', `a whole ${what}`)
      fake.answerWith({ chunks: [body] })
      await isCut('cut after a row')
      fake.answerWith({ chunks: [body, between, row.slice(0, 1)] })
      await isCut('cut in a row')
      fake.answerWith({ chunks: [body], reset: true })
      await isCut('whose connection was lost')
    }
  }
  fake.answerWith({ chunks: [] })
  const nothing = await ask('object').then(
    async ({ response }) => (response.statusCode ?? 0) >= 500 || (await endOf(response)) === 'abnormal',
    () => true,
  )
  t.ok(nothing, 'nothing at all is no result')
  fake.answerWith({ chunks: ['{"error":"Query capacity exceeded","errorMessage":"Too many"}'], status: 429 })
  const full = await exchange({ ...asJson({ query: 'SELECT 1' }), url: `${service.baseUrl}/api/v1/sql` })
  t.equal(full.status, 502)
  t.match(full.json.error, { code: 'druid_unavailable', message: /Too many|capacity/ })
})

function begin(body: SqlRequest, url = ours): Promise<{ response: IncomingMessage }> {
  return new Promise((resolve, reject) => {
    const { method, headers, body: text } = asJson(body)
    request(url, { method, headers, agent: false })
      .once('response', (response) => resolve({ response: response.on('error', () => {}) }))
      .once('error', reject)
      .end(text)
  })
}

async function firstChunk(response: IncomingMessage): Promise<void> {
  await new Promise<void>((resolve, reject) => {
    if (response.statusCode !== 200) reject(new Error(`${response.statusCode}`))
    response.once('readable', resolve).once('error', reject)
  })
  response.read()
}

/** `complete` only when the server has ended the body as HTTP has it; `refused` when it answered an error in its place. */
function endOf(response: IncomingMessage): Promise<'complete' | 'abnormal' | 'refused'> {
  return new Promise((resolve) => {
    response
      .once('close', () => {
        if (!response.complete) resolve('abnormal')
        else resolve(response.statusCode === 502 ? 'refused' : 'complete')
      })
      .resume()
  })
}
