import { planUpload, runQuery, type Table } from '@nemeton/contract'
import t from 'tap'
import { ask, ingest, untilEnded, untilProfiled, upload } from './service.ts'
import { forget, freshName } from './tables.ts'

const names = { kept: freshName('kept'), merged: freshName('merged') }
t.teardown(() => forget(Object.values(names)))

const shops = ['north', 'south']
/** A thousand buyers in 20,000 sales, five hundred sales at one instant of each day. */
const rows = Array.from({ length: 20_000 }, (_, n) => ({
  time: new Date(Date.UTC(2025, 0, 1 + Math.floor(n / 500))).toISOString(),
  shop: shops[n % 2],
  buyer: `buyer ${(n * 7919) % 1000}`,
  amount: ((n * 104_729) % 2000) / 4,
}))
const content = rows.map((row) => JSON.stringify(row)).join('\n')
const interval = '2025-01-01T00:00:00Z/2025-03-01T00:00:00Z'
type Wanted = Omit<Parameters<typeof runQuery.body.parse>[0] & object, 'datasource'>
const run = async (datasource: string, query: Wanted) =>
  (await ask(runQuery, { body: { datasource, interval, ...query } as never })) as Table

async function load(datasource: string, changes: object) {
  const { id } = await upload({ filename: 'sold.ndjson', content }, datasource)
  await untilProfiled(id)
  const { plan } = await ask(planUpload, {
    params: { id },
    body: { changes: { segmentGranularity: 'month', ...changes } },
  })
  const ended = await untilEnded((await ingest(id, plan)).id)
  t.equal(ended.status, 'queryable', JSON.stringify(ended.error))
}

t.test('both are loaded', async () => {
  await load(names.kept, {})
  await load(names.merged, {
    rollup: true,
    queryGranularity: 'day',
    columns: [
      { name: 'buyer', role: 'measure' },
      { name: 'amount', role: 'measure' },
    ],
    metrics: [
      { name: 'amount_sum', kind: 'sum', column: 'amount', type: 'double' },
      { name: 'buyers', kind: 'hll', column: 'buyer' },
      { name: 'buyers_theta', kind: 'theta', column: 'buyer' },
      { name: 'amounts', kind: 'quantiles', column: 'amount' },
    ],
  })
})

const isNear = (found: unknown, wanted: number, parts: number) => Math.abs(Number(found) - wanted) <= wanted * parts
const sorted = rows.map(({ amount }) => amount).toSorted((one, other) => one - other)
const boxes = [0, 0.25, 0.5, 0.75, 1].map((fraction) => ({
  name: `q ${fraction}`,
  kind: 'quantile' as const,
  column: 'amount',
  fraction,
}))

for (const [says, name] of Object.entries(names)) {
  t.test(`quantiles of ${says} rows lie where the sorted values do, and are named approximate`, async (t) => {
    const table = await run(name, { measures: boxes })
    const [found = []] = table.rows
    for (const [index, { fraction }] of boxes.entries()) {
      const rank = sorted.filter((amount) => amount < Number(found[index])).length / sorted.length
      t.ok(Math.abs(rank - fraction) < 0.03, `${fraction}: ${found[index]} stands at ${rank}`)
    }
    t.same(
      [...found].sort((one, other) => Number(one) - Number(other)),
      found,
      'in order',
    )
    t.ok(['q 0.25', 'q 0.5', 'q 0.75'].every((quantile) => table.approximate.includes(quantile)))
  })
  t.test(`distinct buyers of ${says} rows are about a thousand, in all and by shop`, async (t) => {
    const buyers = { name: 'buyers', kind: 'countDistinct' as const, column: 'buyer' }
    const all = await run(name, { measures: [buyers] })
    t.ok(isNear(all.rows[0]?.[0], 1000, 0.05), String(all.rows[0]?.[0]))
    t.same(all.approximate, ['buyers'])
    const byShop = await run(name, { splits: [{ column: 'shop', limit: 1, other: true }], measures: [buyers] })
    for (const row of byShop.rows) t.ok(isNear(row[1], 500, 0.05), String(row))
    t.same(byShop.others, [{ row: 1, split: 0 }])
  })
}

t.test('sketches by their own names, and sums, counts and averages of merged rows', async (t) => {
  const { rows: found } = await run(names.merged, {
    measures: [
      { name: 'hll', kind: 'countDistinct', column: 'buyers' },
      { name: 'theta', kind: 'countDistinct', column: 'buyers_theta' },
      { name: 'median', kind: 'quantile', column: 'amounts', fraction: 0.5 },
      { name: 'rows', kind: 'count' },
      { name: 'mean', kind: 'avg', column: 'amount_sum' },
    ],
  })
  const [hll, theta, median, count, mean] = found[0] ?? []
  t.ok(isNear(hll, 1000, 0.05), String(hll))
  t.equal(theta, 1000, 'a theta sketch of few values is exact')
  t.ok(isNear(median, 250, 0.05), String(median))
  t.equal(count, rows.length)
  t.ok(isNear(mean, rows.reduce((sum, { amount }) => sum + amount, 0) / rows.length, 1e-9), String(mean))
})

t.test('pages of rows that share an instant hold each row once', async (t) => {
  const seen = new Map<string, number>()
  let pages = 0
  let next: Table['next'] = { before: '2025-01-11T00:00:00.000Z', skip: 0 }
  while (next !== undefined && pages < 100) {
    const { rows: found, next: following }: Table = await run(names.kept, {
      raw: { columns: ['shop', 'buyer', 'amount'], limit: 130, ...next },
    })
    for (const row of found) seen.set(JSON.stringify(row), (seen.get(JSON.stringify(row)) ?? 0) + 1)
    next = following
    pages += 1
  }
  const wanted = new Map<string, number>()
  for (const { time, shop, buyer, amount } of rows)
    if (time < '2025-01-11') {
      const key = JSON.stringify([shop, buyer, amount])
      wanted.set(key, (wanted.get(key) ?? 0) + 1)
    }
  t.equal(pages, Math.ceil(5000 / 130))
  t.same([...seen].sort(), [...wanted].sort())
})

t.test('nothing lies before the interval', async (t) => {
  const raw = { columns: ['shop'], limit: 5, before: '2024-06-01T00:00:00Z', skip: 0 }
  const table = await run(names.kept, { raw })
  t.same(table.rows, [])
  t.equal(table.complete, true)
  t.notOk('next' in table)
})
