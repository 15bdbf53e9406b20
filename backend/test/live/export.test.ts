import { randomUUID } from 'node:crypto'
import { once } from 'node:events'
import { type IncomingMessage, request } from 'node:http'
import { read, utils } from '@e965/xlsx'
import { type ExportFormat, exportQuery, type Query, runQuery, type Table } from '@nemeton/contract'
import t from 'tap'
import { type Answer, asJson } from './exchange.ts'
import { findLogged } from './request-log.ts'
import { parseCsv } from './sales.ts'
import { startSecondService } from './second-service.ts'
import { ask, call, load } from './service.ts'
import { startShortDruid } from './short-druid.ts'
import { part, stack } from './stack.ts'
import { forget, freshName } from './tables.ts'
import { until } from './until.ts'

const datasource = freshName('export')
t.teardown(() => forget([datasource]))

const count = 250_000
const names = ['=HYPERLINK("http://x")', '@SUM(A1)', '-3', 'plain', 'a "quoted", one', '日本 🎉', '+1 800']
const shop = (n: number) => names[n % names.length] as string
const day = (n: number) => new Date(Date.UTC(2025, 0, 1 + (n % 28), n % 24)).toISOString()
const quoted = (text: string) => `"${text.replaceAll('"', '""')}"`
const content = [
  'time,shop,receipt,amount',
  ...Array.from({ length: count }, (_, n) => `${day(n)},${quoted(shop(n))},r${n},${n}.5`),
].join('\n')
const loaded = await load({ filename: 'sold.csv', content }, datasource)
t.equal(loaded.status, 'queryable', JSON.stringify(loaded.error))

const interval = '2025-01-01T00:00:00Z/2025-02-01T00:00:00Z'
const byShop = {
  datasource,
  interval,
  splits: [{ column: 'shop', orderBy: { measure: 'amount', direction: 'descending' as const }, limit: 3 }],
  measures: [
    { name: 'sales', kind: 'count' as const },
    { name: 'amount', kind: 'sum' as const, column: 'amount' },
  ],
}
const raw = { datasource, interval, raw: { columns: ['__time', 'shop', 'receipt', 'amount'], limit: 10 } }
const download = (
  query: object,
  format: ExportFormat,
  changes: object = {},
  baseUrl = stack.baseUrl,
): Promise<Answer> => call(exportQuery, { body: { query: query as Query, format, ...changes }, baseUrl })

/** Lines of the head, and what comes behind them. */
function split(answer: Answer): { head: string[]; body: string } {
  t.equal(answer.status, 200, answer.text.slice(0, 300))
  const lines = answer.text.split('\n')
  const head = lines.splice(0, Number(answer.headers['x-head-lines']))
  return { head, body: lines.join('\n') }
}

t.test('CSV is the whole answer of the page, lifted of its limits, with the question before it', async (t) => {
  const filter = { kind: 'values' as const, column: 'shop', values: ['plain', '日本 🎉', '@SUM(A1)', '+1 800'] }
  const answer = await download({ ...byShop, filter }, 'csv')
  const { head, body } = split(answer)
  t.ok(head.length > 5 && head.every((line) => line.startsWith('# ')))
  t.ok(head.includes('# Filter: shop is one of "plain", "日本 🎉", "@SUM(A1)", "+1 800"'))
  const table = (await ask(runQuery, {
    body: { ...byShop, filter, splits: byShop.splits.map((one) => ({ ...one, limit: 100 })) },
  })) as Table
  const { header, rows } = parseCsv(body)
  t.same(header, ['shop', 'sales', 'amount'])
  t.equal(rows.length, 4)
  t.same(
    rows.map(([name = '', ...numbers]) => [name.replace(/^'/, ''), ...numbers.map(Number)]),
    table.rows,
  )
  t.ok(
    rows.some(([name]) => name === "'@SUM(A1)"),
    'no cell runs in a spreadsheet',
  )
  t.match(answer.headers, {
    'content-type': 'text/csv; charset=utf-8',
    'content-disposition': new RegExp(`^attachment; filename="${datasource} \\d{4}-\\d\\d-\\d\\d\\.csv"`),
    'cache-control': 'no-store',
  })
  const bare = await download({ ...byShop, filter }, 'csv', { head: false })
  t.equal(bare.headers['x-head-lines'], '0')
  t.equal(bare.text, body)
})

t.test('raw rows come all, however many, in each format', async (t) => {
  const receipts = new Set(Array.from({ length: count }, (_, n) => `r${n}`))
  const csv = parseCsv(split(await download(raw, 'csv')).body)
  t.equal(csv.rows.length, count)
  t.same(new Set(csv.rows.map(([, , receipt]) => receipt)), receipts)
  const { head, body } = split(await download(raw, 'ndjson'))
  t.same(Object.keys(JSON.parse(head[0] ?? '')), ['#'])
  const objects = body.trimEnd().split('\n')
  t.equal(objects.length, count)
  const seen = new Set<string>()
  for (const line of objects) {
    const { __time, shop: name, receipt, amount } = JSON.parse(line)
    const n = Number(receipt.slice(1))
    if (__time !== day(n) || name !== shop(n) || amount !== n + 0.5) t.fail(line)
    seen.add(receipt)
  }
  t.same(seen, receipts)
})

t.test('more groups than a page could ever show come all', async (t) => {
  const query = { ...byShop, splits: [{ column: 'receipt', limit: 5 }] }
  const { body } = split(await download(query, 'csv'))
  const { rows } = parseCsv(body)
  t.equal(rows.length, count)
  t.equal(new Set(rows.map(([receipt]) => receipt)).size, count)
  t.ok(rows.every(([, sales]) => sales === '1'))
})

t.test('a time axis has the gaps that the page shows', async (t) => {
  const query = {
    ...byShop,
    interval: '2025-01-01T00:00:00Z/2025-01-03T00:00:00Z',
    splits: [{ column: '__time', bucket: { granularity: 'PT1H' }, limit: 100 }],
  }
  const table = (await ask(runQuery, { body: query as Query })) as Table
  t.ok(
    table.rows.some(([, sales]) => sales === 0),
    'some hours have none',
  )
  const { rows } = parseCsv(split(await download(query, 'csv')).body)
  t.same(
    rows.map(([time]) => time),
    table.rows.map(([time]) => time),
  )
})

t.test('a workbook has the rows on one sheet and the question on another', async (t) => {
  const sold = [names[0] as string, '@SUM(A1)', 'plain']
  const filter = { kind: 'values', column: 'shop', values: sold }
  const answer = await download({ ...byShop, filter, timezone: 'Africa/Nairobi' }, 'xlsx')
  t.match(answer.headers['content-type'], /spreadsheetml\.sheet$/)
  const { SheetNames, Sheets } = read(answer.bytes)
  t.same(SheetNames, ['Data', 'Question'])
  const rows = utils.sheet_to_json(Sheets.Data ?? {}, { header: 1 }) as unknown[][]
  t.same(rows[0], ['shop', 'sales', 'amount'])
  t.same(new Set(rows.slice(1).map(([name]) => name)), new Set(sold))
  const cells = Object.entries(Sheets.Data ?? {}).flatMap(([at, cell]) => (at.startsWith('!') ? [] : [cell]))
  t.ok(cells.length > sold.length && cells.every(({ f }) => f === undefined), 'no cell is a formula')
  const facts = Object.fromEntries(utils.sheet_to_json(Sheets.Question ?? {}, { header: 1 }) as [string, string][])
  t.match(facts, {
    Datasource: datasource,
    'Time zone': 'Africa/Nairobi',
    Filter: 'shop is one of "=HYPERLINK(\\"http://x\\")", "@SUM(A1)", "plain"',
    Rows: String(sold.length),
  })
})

t.test('what cannot be asked is an error in the envelope, not a file', async (t) => {
  const cases: readonly [query: object, status: number][] = [
    [{ ...byShop, splits: [{ column: 'colour' }] }, 400],
    [{ ...byShop, datasource: 'nobody_knows_it' }, 404],
    [{ ...byShop, interval: 'x' }, 400],
  ]
  for (const [query, status] of cases) {
    const answer = await download(query, 'xlsx')
    t.equal(answer.status, status)
    t.ok(answer.json.error?.code)
  }
})

t.test('a result that Druid cuts short never becomes a file that looks whole', async (t) => {
  const short = await startShortDruid(stack.druidUrl)
  const service = await startSecondService({ DRUID_URL: short.url })
  t.teardown(async () => {
    await service.remove()
    await short.close()
  })
  const isWhole = (query: object, format: ExportFormat) =>
    download(query, format, {}, service.baseUrl).then(
      ({ status }) => status === 200,
      () => false,
    )
  for (const format of ['csv', 'ndjson', 'xlsx'] as const) {
    short.shorten(null)
    t.equal(await isWhole(byShop, format), true, `a whole ${format}`)
    for (const reset of [false, true])
      for (const [query, bytes] of [
        [byShop, 1],
        [byShop, 60],
        [raw, 1],
        [raw, 100_000],
      ] as const) {
        short.shorten({ bytes, reset })
        t.equal(await isWhole(query, format), false, `${format} without its last ${bytes} bytes`)
      }
  }
})

t.test('who leaves in the middle of an export ends it in Druid', async (t) => {
  for (const format of ['csv', 'ndjson', 'xlsx']) {
    const id = randomUUID()
    const { response } = await begin({ query: raw, format }, id)
    await once(response, 'readable')
    response.read()
    response.destroy()
    const logged = await until(`the broker has logged its end (${format})`, () => findLogged(id), {
      withinMs: 240_000,
    })
    t.equal(logged.success, false, format)
  }
})

t.test('a broker that dies in the middle of an export fails the download', async (t) => {
  const { response } = await begin({ query: raw, format: 'ndjson' }, randomUUID())
  await once(response, 'readable')
  response.read()
  await part('kill', 'broker')
  const ending = new Promise<boolean>((resolve) => response.once('close', () => resolve(response.complete)))
  response.resume()
  t.equal(await ending, false, 'it ends abnormally')
  await part('start', 'broker')
  await until(
    'queries are answered again',
    async () => (await call(runQuery, { body: byShop as Query })).status === 200,
  )
})

/** The answer's body stays unread, and with it most of the result with Druid. */
function begin(body: object, id: string): Promise<{ response: IncomingMessage }> {
  return new Promise((resolve, reject) => {
    const { method, headers, body: text } = asJson(body, { 'x-request-id': id })
    request(`${stack.baseUrl}/api/v1/export`, { method, headers, agent: false })
      .once('response', (response) => resolve({ response: response.on('error', () => {}) }))
      .once('error', reject)
      .end(text)
  })
}
