import { type CompiledQuery, getDatasource, type Query, runQuery, type Table } from '@nemeton/contract'
import t from 'tap'
import type { z } from 'zod'
import { druidSql } from './druid.ts'
import { asJson, exchange } from './exchange.ts'
import { cents, type Sale, sales, salesCsv, sumCents, toCents } from './sales.ts'
import { ask, call, load } from './service.ts'
import { stack } from './stack.ts'
import { forget, freshName } from './tables.ts'

const datasource = freshName('query')
t.teardown(() => forget([datasource]))
const ingestion = await load({ filename: 'sales.csv', content: salesCsv }, datasource)
t.equal(ingestion.status, 'queryable', JSON.stringify(ingestion.error))

const interval = '2024-01-01T00:00:00Z/2026-01-01T00:00:00Z'
const measures = [
  { name: 'sales', kind: 'count' },
  { name: 'amount', kind: 'sum', column: 'amount' },
  { name: 'quantity', kind: 'sum', column: 'quantity' },
] as const

type Wanted = Omit<z.input<typeof runQuery.body>, 'datasource'>
const run = async (query: Wanted) => (await ask(runQuery, { body: { datasource, ...query } })) as Table
const count = (of: readonly Sale[]) => of.length
const quantity = (of: readonly Sale[]) => of.reduce((sum, sale) => sum + Number(sale.quantity), 0)
const figures = (of: readonly Sale[]) => [count(of), sumCents(of, 'amount'), quantity(of)]
/** The last three cells of a row, as `figures` has them. */
const read = (row: Table['rows'][number]) => {
  const [sold, amount, units] = row.slice(-3)
  return [sold, toCents(amount), units]
}
const groupBy = (of: readonly Sale[], key: (sale: Sale) => string) => Map.groupBy(of, key)

t.test('totals over everything are those of the file', async (t) => {
  const { columns, rows, complete, approximate } = await run({ interval, measures: [...measures] })
  t.same(
    columns.map(({ name }) => name),
    ['sales', 'amount', 'quantity'],
  )
  t.equal(rows.length, 1)
  t.same(read(rows[0] ?? []), figures(sales))
  t.ok(complete)
  t.same(approximate, [])
})

t.test('a split by a column has every value, in order, with the sums of its rows', async (t) => {
  const { rows, totals } = await run({
    interval,
    splits: [{ column: 'branch', orderBy: { measure: 'amount', direction: 'descending' }, limit: 100 }],
    measures: [...measures],
    totals: true,
  })
  const groups = groupBy(sales, ({ branch = '' }) => branch)
  const expected = [...groups]
    .map(([branch, of]) => [branch, ...figures(of)] as const)
    .toSorted((one, other) => Number((other[2] as bigint) - (one[2] as bigint)))
  t.same(
    rows.map((row) => [row[0], ...read(row)]),
    expected,
  )
  t.same(totals?.[0], null)
  t.same(read(totals ?? []), figures(sales))
})

t.test('a limit keeps the first ones and says that the result is not whole, totals are over all', async (t) => {
  const { rows, totals, complete } = await run({
    interval,
    splits: [{ column: 'product', orderBy: { measure: 'amount', direction: 'descending' }, limit: 3 }],
    measures: [...measures],
    totals: true,
  })
  const best = [...groupBy(sales, ({ product = '' }) => product)]
    .map(([product, of]) => [product, sumCents(of, 'amount')] as const)
    .toSorted((one, other) => Number(other[1] - one[1]))
    .slice(0, 3)
  t.same(
    rows.map((row) => [row[0], toCents(row[2])]),
    best,
  )
  t.notOk(complete)
  t.same(read(totals ?? []), figures(sales))
})

t.test('months are whole, in order and without gaps', async (t) => {
  const { rows } = await run({
    interval,
    splits: [
      {
        column: '__time',
        bucket: { granularity: 'P1M' },
        orderBy: { column: '__time', direction: 'ascending' },
        limit: 100,
      },
    ],
    measures: [...measures],
  })
  const months = [...groupBy(sales, ({ time = '' }) => `${time.slice(0, 7)}-01T00:00:00.000Z`)].toSorted(([a], [b]) =>
    a < b ? -1 : 1,
  )
  t.equal(rows.length, 24)
  t.same(
    rows.map((row) => [new Date(String(row[0])).toISOString(), ...read(row)]),
    months.map(([month, of]) => [month, ...figures(of)]),
  )
})

t.test('days begin where the wanted time zone has its midnight', async (t) => {
  const day = '2024-03-09T21:00:00Z/2024-03-10T21:00:00Z'
  const inNairobi = sales.filter(({ time = '' }) => {
    const at = Date.parse(time)
    return at >= Date.parse('2024-03-09T21:00:00Z') && at < Date.parse('2024-03-10T21:00:00Z')
  })
  const { rows } = await run({
    interval: day,
    timezone: 'Africa/Nairobi',
    splits: [{ column: '__time', bucket: { granularity: 'P1D' }, limit: 10 }],
    measures: [...measures],
  })
  t.ok(inNairobi.length > 0)
  t.equal(rows.length, 1)
  t.equal(new Date(String(rows[0]?.[0])).toISOString(), '2024-03-09T21:00:00.000Z')
  t.same(read(rows[0] ?? []), figures(inNairobi))
})

const filters: readonly [what: string, filter: NonNullable<Query['filter']>, keeps: (sale: Sale) => boolean][] = [
  ['one value', { kind: 'values', column: 'branch', values: ['Thika'] }, ({ branch }) => branch === 'Thika'],
  [
    'a value with quotes and commas',
    { kind: 'values', column: 'product', values: ['Smartphone 6.5"'] },
    ({ product }) => product === 'Smartphone 6.5"',
  ],
  [
    'all but some values',
    { kind: 'values', column: 'channel', values: ['online'], exclude: true },
    ({ channel }) => channel !== 'online',
  ],
  ['no value', { kind: 'isNull', column: 'customer' }, ({ customer }) => customer === ''],
  [
    'a value or none',
    { kind: 'values', column: 'customer_type', values: ['school', null] },
    ({ customer_type }) => customer_type === 'school' || customer_type === '',
  ],
  [
    'a text in any case',
    { kind: 'contains', column: 'product', text: 'OIL' },
    ({ product = '' }) => product.toLowerCase().includes('oil'),
  ],
  [
    'a range of numbers',
    { kind: 'numberRange', column: 'unit_price', from: 890, to: 2200 },
    ({ unit_price = '' }) => cents(unit_price) >= 89_000n && cents(unit_price) < 220_000n,
  ],
  [
    'a pattern',
    { kind: 'regexp', column: 'salesperson', pattern: '^M.*i$' },
    ({ salesperson = '' }) => /^M.*i$/.test(salesperson),
  ],
  [
    'a combination',
    {
      kind: 'and',
      filters: [
        { kind: 'not', filter: { kind: 'values', column: 'branch', values: ['Nairobi CBD'] } },
        {
          kind: 'or',
          filters: [
            { kind: 'values', column: 'payment', values: ['M-Pesa'] },
            { kind: 'numberRange', column: 'quantity', from: 5 },
          ],
        },
      ],
    },
    ({ branch, payment, quantity }) => branch !== 'Nairobi CBD' && (payment === 'M-Pesa' || Number(quantity) >= 5),
  ],
  [
    'an interval of time',
    { kind: 'timeInterval', column: '__time', interval: '2024-07-01T00:00:00Z/2024-08-01T00:00:00Z' },
    ({ time = '' }) => time.startsWith('2024-07'),
  ],
]
for (const [what, filter, keeps] of filters) {
  t.test(`a filter by ${what} keeps exactly its rows`, async (t) => {
    const kept = sales.filter(keeps)
    t.ok(kept.length > 0 && kept.length < sales.length, `${kept.length} rows`)
    const { rows } = await run({ interval, filter, measures: [...measures] })
    t.same(read(rows[0] ?? []), figures(kept))
  })
}

t.test('two splits and a measure with a filter of its own agree with the file', async (t) => {
  const { rows } = await run({
    interval,
    splits: [
      { column: 'product_line', limit: 100 },
      { column: 'channel', limit: 100 },
    ],
    measures: [
      {
        name: 'by M-Pesa',
        kind: 'count',
        filter: { kind: 'values', column: 'payment', values: ['M-Pesa'] },
      },
      { name: 'people', kind: 'countDistinct', column: 'salesperson', exact: true },
      { name: 'largest', kind: 'max', column: 'amount' },
    ],
  })
  const expected = new Map(
    [...groupBy(sales, ({ product_line, channel }) => `${product_line} ${channel}`)].map(([key, of]) => [
      key,
      [
        of.filter(({ payment }) => payment === 'M-Pesa').length,
        new Set(of.map(({ salesperson }) => salesperson).filter((name) => name !== '')).size,
        BigInt(Math.max(...of.map(({ amount = '' }) => Number(cents(amount))))),
      ],
    ]),
  )
  t.equal(rows.length, expected.size)
  for (const [line, channel, byPhone, people, largest] of rows)
    t.same([byPhone, people, toCents(largest)], expected.get(`${line} ${channel}`), `${line} ${channel}`)
})

t.test('raw rows are those of the file', async (t) => {
  const { rows, columns } = await run({
    interval: '2024-01-01T00:00:00Z/2024-01-02T00:00:00Z',
    raw: { columns: ['__time', 'receipt', 'product', 'amount'], limit: 1000 },
  })
  t.same(
    columns.map(({ name }) => name),
    ['__time', 'receipt', 'product', 'amount'],
  )
  const expected = sales
    .filter(({ time = '' }) => time.startsWith('2024-01-01'))
    .map(({ time = '', receipt, product, amount = '' }) => [Date.parse(time), receipt, product, cents(amount)])
  const byReceipt = (one: readonly unknown[], other: readonly unknown[]) => (String(one[1]) < String(other[1]) ? -1 : 1)
  t.same(
    rows
      .map(([time, receipt, product, amount]) => [Date.parse(String(time)), receipt, product, toCents(amount)])
      .sort(byReceipt),
    expected.sort(byReceipt),
  )
})

t.test('dryRun answers SQL with bound values that Druid runs to the same result', async (t) => {
  const query = {
    datasource,
    interval,
    filter: { kind: 'values', column: 'branch', values: ["O'Hara; DROP", 'Thika'] },
    measures: [{ name: 'sales', kind: 'count' }],
  } as const
  const compiled = (await ask(runQuery, {
    query: { dryRun: 'true' },
    body: structuredClone(query) as unknown as z.input<typeof runQuery.body>,
  })) as CompiledQuery
  t.notMatch(compiled.sql, "O'Hara")
  t.ok(compiled.parameters.some(({ value }) => value === "O'Hara; DROP"))
  const direct = await exchange({
    ...asJson({
      query: compiled.sql,
      parameters: compiled.parameters,
      context: compiled.context,
      resultFormat: 'array',
    }),
    url: `${stack.brokerUrl}/druid/v2/sql`,
  })
  t.same(JSON.parse(direct.text), [[sales.filter(({ branch }) => branch === 'Thika').length]])
})

const wrong: readonly [what: string, query: object, names: RegExp, status: number][] = [
  ['a column that is not there', { splits: [{ column: 'colour' }] }, /colour/, 400],
  [
    'a measure of a column that is not there',
    { measures: [{ name: 'a', kind: 'sum', column: 'prize' }] },
    /prize/,
    400,
  ],
  ['a sum of text', { measures: [{ name: 'a', kind: 'sum', column: 'branch' }] }, /branch/, 400],
  ['a filter by a column that is not there', { filter: { kind: 'isNull', column: 'shade' } }, /shade/, 400],
  ['an interval that is none', { interval: 'yesterday/today' }, /interval/, 400],
  ['an interval that runs backwards', { interval: '2025-01-01/2024-01-01' }, /interval/, 400],
  ['no interval', { interval: undefined }, /interval/, 400],
  ['a time zone that is none', { timezone: 'Mars/Olympus' }, /Mars\/Olympus|timezone|time zone/, 400],
  ['a datasource that is not there', { datasource: 'nobody_knows_it' }, /nobody_knows_it/, 404],
]
for (const [what, part, names, status] of wrong) {
  t.test(`refuses ${what} and names it`, async (t) => {
    const query = { datasource, interval, measures: [{ name: 'sales', kind: 'count' }], ...part }
    const answer = await call(runQuery, { body: query as unknown as z.input<typeof runQuery.body> })
    t.equal(answer.status, status, answer.text)
    t.equal(answer.json.data, null)
    t.match(answer.json.error?.message, names)
  })
}

t.test('the datasource is listed with its rows, interval and columns', async (t) => {
  const found = await ask(getDatasource, { params: { name: datasource } })
  t.equal(found.rows, sales.length)
  t.equal(found.availability, 100)
  t.equal(found.lastIngestion?.id, ingestion.id)
  t.match(found.interval, /^2024-01-01T00:00:00.000Z\/2026-01-01T00:00:00.000Z$/)
  const types = new Map(found.columns.map(({ name, type }) => [name, type]))
  t.match(Object.fromEntries(types), { __time: 'timestamp', branch: 'string', quantity: 'long', amount: 'double' })
  const [[direct = 0] = []] = (await druidSql(`SELECT COUNT(*) FROM "${datasource}"`)) as number[][]
  t.equal(direct, sales.length)
})

t.test('groups that outgrow the memory of Druid are counted on disk', async (t) => {
  const groups = async (context: object) => {
    const query = `SELECT COUNT(*) FROM (SELECT receipt, product, COUNT(*) FROM "${datasource}" GROUP BY 1, 2)`
    const body = JSON.stringify({ query, resultFormat: 'array', context: { ...context, useCache: false } })
    const headers = { 'content-type': 'application/json' }
    return exchange({ method: 'POST', url: `${stack.brokerUrl}/druid/v2/sql`, headers, body })
  }
  // as little room for groups as a large question has for its millions
  const little = { bufferGrouperMaxSize: 100 }
  const refused = await groups({ ...little, maxOnDiskStorage: 0 })
  t.match(refused.text, /Resource limit exceeded/, 'where it may not, Druid refuses')
  const { status, text } = await groups(little)
  t.equal(status, 200, text)
  t.same(JSON.parse(text), [[new Set(sales.map(({ receipt, product }) => `${receipt} ${product}`)).size]])
})
