import { isDeepStrictEqual } from 'node:util'
import {
  changeDatasource,
  createIngestion,
  dropDatasource,
  getCompaction,
  getDatasource,
  getRetention,
  getTimeline,
  type Ingestion,
  listDatasources,
  listDrops,
  restoreDatasource,
  setCompaction,
  setRetention,
} from '@nemeton/contract'
import t from 'tap'
import { readTimeline } from '../../src/features/datasources/timeline.ts'
import { createDruid } from '../../src/ports/druid/http.ts'
import { druidSql } from './druid.ts'
import { asJson, exchange } from './exchange.ts'
import { sales, salesCsv, sumCents, toCents } from './sales.ts'
import { ask, call, ingest, load, untilEnded, untilProfiled, upload } from './service.ts'
import { stack } from './stack.ts'
import { forget, freshName, rows } from './tables.ts'
import { until } from './until.ts'

const datasource = freshName('datasources')
const small = `${datasource}_small`
const params = { name: datasource }
t.teardown(() => forget([datasource, small]))

const druid = createDruid({ url: stack.druidUrl, authorization: null })
t.teardown(() => druid.close())
const ofDruid = async (path: string) => exchange({ url: `${stack.druidUrl}${path}` })
const queryable = (ingestion: Ingestion) => t.equal(ingestion.status, 'queryable', JSON.stringify(ingestion.error))
const figures = async () => {
  const [row = []] = await druidSql(`SELECT COUNT(*), SUM("amount"), SUM("quantity") FROM "${datasource}"`)
  return [row[0], toCents(row[1]), row[2]]
}
const truth = [
  sales.length,
  sumCents(sales, 'amount'),
  sales.reduce((sum, { quantity }) => sum + Number(quantity), 0),
] as const
/** Druid answers no row at all for a count of nothing in its own tables. */
const noRows = (name: string) =>
  until(`${name} is gone`, async () => {
    const [row] = await druidSql(`SELECT COUNT(*) FROM sys.segments WHERE "datasource" = '${name}'`)
    return row === undefined || row[0] === 0
  })

queryable(await load({ filename: 'sales.csv', content: salesCsv }, datasource))

t.test("Druid's table of segments learns the rows of fresh ones a moment after they can be queried", async (t) => {
  const known = await until('it knows all rows', async () => {
    const { rows: all } = await ask(getDatasource, { params })
    return all === sales.length ? all : null
  })
  t.equal(known, sales.length)
})

t.test('the timeline adds up to the rows, chunk by chunk', async (t) => {
  const { chunks, grouped, complete } = await ask(getTimeline, { params })
  const whole = await ask(getDatasource, { params })
  const sum = (part: 'rows' | 'bytes' | 'segments' | 'available') => chunks.reduce((all, one) => all + one[part], 0)
  t.equal(whole.rows, sales.length)
  t.same([sum('rows'), sum('bytes'), sum('segments')], [whole.rows, whole.bytes, whole.segments])
  t.equal(sum('available'), whole.segments)
  t.ok(complete)
  t.equal(grouped, null)
  const months = Map.groupBy(sales, ({ time = '' }) => time.slice(0, 7))
  t.same(
    chunks.map((chunk) => [chunk.interval.slice(0, 7), chunk.rows]),
    [...months].map(([month, of]) => [month, of.length]).toSorted(),
  )
})

t.test('too many time chunks are put together in Druid, and the answer says so', async (t) => {
  const whole = await ask(getTimeline, { params })
  const years = await readTimeline(datasource, druid, undefined, 5)
  t.equal(years.grouped, 'year')
  t.ok(years.complete)
  const byYear = Map.groupBy(sales, ({ time = '' }) => time.slice(0, 4))
  t.same(
    years.chunks.map((chunk) => [chunk.interval.slice(0, 4), chunk.rows]),
    [...byYear].map(([year, of]) => [year, of.length]).toSorted(),
  )
  t.equal(years.chunks[0]?.interval.split('/')[0], whole.chunks[0]?.interval.split('/')[0])
  const fewer = await readTimeline(datasource, druid, undefined, 1)
  t.notOk(fewer.complete, 'what does not fit at all is said to be missing')
  t.equal(fewer.chunks.length, 1)
})

t.test('what people say of a datasource is kept, and its columns are checked', async (t) => {
  const measures = [{ name: 'Turnover', kind: 'sum' as const, column: 'amount' }]
  const formats = { amount: { kind: 'currency' as const, currency: 'KES', decimals: 0 } }
  const changed = await ask(changeDatasource, { params, body: { description: ' Shops in Kenya ', measures, formats } })
  t.match(changed, { description: 'Shops in Kenya', measures, formats })
  const kept = await ask(changeDatasource, { params, body: { description: null } })
  t.match(kept, { description: null, measures, formats }, 'what is not named stays')
  const refusals = [
    { measures: [{ name: 'x', kind: 'sum', column: 'nowhere' }] },
    { measures: [{ name: 'x', kind: 'sum', column: 'branch' }] },
    { measures: [{ name: 'x', kind: 'avg' }] },
    { measures: [...measures, ...measures] },
    { formats: { nowhere: { kind: 'bytes' } } },
    { formats: { amount: { kind: 'currency', currency: 'shilling', decimals: 0 } } },
    { description: 'x'.repeat(2001) },
    { description: 'a\0b' },
  ]
  for (const body of refusals) {
    const { status, json } = await call(changeDatasource, { params, body: body as typeof changeDatasource.body._input })
    t.equal(status, 400, JSON.stringify(body).slice(0, 80))
    t.equal(json.error?.code, 'invalid_request')
  }
  t.match(await ask(getDatasource, { params }), { description: null, measures, formats })
  t.match(await ask(changeDatasource, { params, body: { measures: null, formats: null } }), {
    measures: null,
    formats: {},
  })
  t.equal((await call(changeDatasource, { params: { name: 'nowhere' }, body: { description: 'x' } })).status, 404)
})

t.test('a drop takes everything out, and a restore brings exactly that back', async (t) => {
  const before = await ask(getDatasource, { params })
  t.same(await figures(), truth)
  const early = await call(restoreDatasource, { params, body: {} })
  t.equal(early.status, 409, 'nothing was dropped yet')
  t.equal(early.json.error?.code, 'conflict')

  const dropped = await ask(dropDatasource, { params })
  t.match(dropped, { status: 'dropped', rows: sales.length, segments: before.segments, interval: before.interval })
  await noRows(datasource)
  t.equal((await call(getDatasource, { params })).status, 404)
  t.equal((await call(dropDatasource, { params })).status, 404, 'there is nothing to drop')
  const list = await ask(listDatasources)
  t.notOk(list.items.some(({ name }) => name === datasource))
  t.match(
    list.dropped.find((drop) => drop.datasource === datasource),
    { id: dropped.id, rows: sales.length },
  )

  const restored = await ask(restoreDatasource, { params, body: {} })
  t.match(restored, { id: dropped.id, status: 'restored', rows: sales.length })
  t.same(await figures(), truth, 'at the moment of the answer')
  // Druid's table of segments learns their rows a moment after they can be queried.
  await until('all is said of it as before', async () =>
    isDeepStrictEqual(await ask(getDatasource, { params }), before),
  )
  t.notOk((await ask(listDatasources)).dropped.some((drop) => drop.datasource === datasource))
  const { items } = await ask(listDrops, { params })
  t.match(items, [{ id: dropped.id, status: 'restored' }])
  t.ok(Date.parse(items[0]?.restoredAt ?? '') > Date.parse(items[0]?.at ?? ''))
  t.equal((await call(restoreDatasource, { params, body: {} })).status, 409, 'once is enough')
})

t.test('a drop that a crash left half done is gone on with, and restored whole', async (t) => {
  const ids = (await druid.usedSegments(datasource)).map(({ id }) => id)
  await rows(
    `INSERT INTO datasource_drops (datasource_name, status, row_count, bytes, segment_ids) VALUES ($1, 'dropping', $2, 0, $3)`,
    [datasource, sales.length, JSON.stringify(ids)],
  )
  await druid.markUnused(datasource, ids.slice(0, 5))
  await until('some of it is gone', async () => (await ask(getTimeline, { params })).chunks.length === ids.length - 5)
  const dropped = await ask(dropDatasource, { params })
  t.match(dropped, { status: 'dropped', rows: sales.length, segments: ids.length })
  await noRows(datasource)
  t.match(await ask(restoreDatasource, { params, body: {} }), { id: dropped.id, status: 'restored' })
  t.same(await figures(), truth)
})

t.test('a drop does not meet an ingestion under way', async (t) => {
  const first = await load({ filename: 'small.csv', content: 'time,x\n2024-01-01,1\n2024-01-01,2\n' }, small)
  queryable(first)
  const { id } = await upload({ filename: 'more.csv', content: 'time,x\n2024-01-01,3\n' }, small)
  await untilProfiled(id)
  const ingestion = await ingest(id)
  const { status, json } = await call(dropDatasource, { params: { name: small } })
  t.equal(status, 409)
  t.match(json.error, { code: 'conflict', message: /"more\.csv" is being loaded/ })
  queryable(await untilEnded(ingestion.id))
  t.same(await ask(listDrops, { params: { name: small } }), { items: [], nextCursor: null })
})

t.test('later data in the same time chunks stands against a restore; the file may be loaded again', async (t) => {
  const name = small
  const first = await ask(dropDatasource, { params: { name } })
  t.equal(first.rows, 3)
  await noRows(name)
  const { id, duplicateOf } = await upload({ filename: 'more.csv', content: 'time,x\n2024-01-01,3\n' }, name)
  t.equal(duplicateOf, null, 'what was dropped is no duplicate')
  await untilProfiled(id)
  const again = await ask(createIngestion, { body: { uploadId: id } })
  const during = await call(restoreDatasource, { params: { name }, body: {} })
  t.equal(during.status, 409)
  t.match(during.json.error, { code: 'conflict', message: /is being loaded/ })
  queryable(await untilEnded(again.id))
  const refused = await call(restoreDatasource, { params: { name }, body: {} })
  t.equal(refused.status, 409)
  t.match(refused.json.error?.message, /Later data/)
  t.same(await druidSql(`SELECT COUNT(*), SUM("x") FROM "${name}"`), [[1, 3]], 'nothing was touched')

  const second = await ask(dropDatasource, { params: { name } })
  await noRows(name)
  const restored = await ask(restoreDatasource, { params: { name }, body: { drop: first.id } })
  t.equal(restored.id, first.id)
  t.same(await druidSql(`SELECT COUNT(*), SUM("x") FROM "${name}"`), [[3, 6]])
  const hidden = await call(restoreDatasource, { params: { name }, body: { drop: second.id } })
  t.equal(hidden.status, 409)
})

t.test('retention rules are kept by Druid, read back, and inherited', async (t) => {
  const path = `/druid/coordinator/v1/rules/${datasource}`
  const none = await ask(getRetention, { params })
  t.same(none.rules, [])
  t.match(none.inherited, [{ action: 'load', when: { kind: 'forever' }, replicas: { _default_tier: 1 } }])
  t.match(none.tiers, [{ name: '_default_tier', historicals: 1 }])
  const rules = [
    { action: 'load', when: { kind: 'period', period: 'P50Y', includeFuture: true }, replicas: { _default_tier: 1 } },
    { action: 'drop', when: { kind: 'forever' } },
  ] as const
  const set = await ask(setRetention, { params, body: { rules: [...rules] } })
  t.same(set.rules, rules)
  t.match(JSON.parse((await ofDruid(path)).text), [
    { type: 'loadByPeriod', period: 'P50Y', includeFuture: true, tieredReplicants: { _default_tier: 1 } },
    { type: 'dropForever' },
  ])
  t.same((await ask(getRetention, { params })).rules, rules)
  const wrong = await call(setRetention, { params, body: { rules: [rules[1], rules[0]] } })
  t.equal(wrong.status, 400)
  t.match(wrong.json.error?.message, /Rule 2 is never reached/)
  for (const name of ['_default', 'nowhere'])
    t.equal((await call(setRetention, { params: { name }, body: { rules: [rules[1]] } })).status, 404, name)
  t.same((await ask(getRetention, { params })).rules, rules, 'a refusal changes nothing')
  t.same((await ask(setRetention, { params, body: { rules: [] } })).rules, [])
  t.equal((await ofDruid(path)).text, '[]')
  t.same(await figures(), truth, 'all of it is within fifty years')
})

t.test('compaction is switched on, merges segments without losing a row, and is switched off', async (t) => {
  const name = small
  const path = `/druid/coordinator/v1/config/compaction/${name}`
  t.match(await ask(getCompaction, { params: { name } }), { enabled: false, status: null, targetRows: 5_000_000 })
  const { segments } = await ask(getDatasource, { params: { name } })
  t.equal(segments, 2)
  const on = await ask(setCompaction, {
    params: { name },
    body: { enabled: true, targetRows: 100_000, skipOffset: 'PT0S' },
  })
  t.match(on, { enabled: true, targetRows: 100_000, skipOffset: 'PT0S' })
  t.match(JSON.parse((await ofDruid(path)).text), {
    dataSource: name,
    tuningConfig: { partitionsSpec: { type: 'dynamic', maxRowsPerSegment: 100_000 } },
  })
  await until('two segments became one', async () => (await ask(getDatasource, { params: { name } })).segments === 1, {
    withinMs: 120_000,
  })
  const state = await until('Druid says how far it is', async () => {
    const found = await ask(getCompaction, { params: { name } })
    return found.status !== null && found.status.bytesAwaiting === 0 && found.lastRun?.status === 'success' && found
  })
  t.ok((state.status?.bytesCompacted ?? 0) > 0)
  t.same(await druidSql(`SELECT COUNT(*), SUM("x") FROM "${name}"`), [[3, 6]])
  const off = await ask(setCompaction, { params: { name }, body: { enabled: false } })
  t.notOk(off.enabled)
  t.equal((await ofDruid(path)).status, 404)
  t.equal((await call(setCompaction, { params: { name }, body: { enabled: true, targetRows: 1 } })).status, 400)
})

t.test('what Druid has killed is not promised back', async (t) => {
  const name = small
  const { interval, id } = await ask(dropDatasource, { params: { name } })
  await noRows(name)
  const { text } = await exchange({
    ...asJson({ type: 'kill', dataSource: name, interval }),
    url: `${stack.druidUrl}/druid/indexer/v1/task`,
  })
  const { task } = JSON.parse(text) as { task: string }
  const during = await call(restoreDatasource, { params: { name }, body: { drop: id } })
  t.equal(during.status, 409, 'neither while it is being killed')
  await until('the segments are killed', async () => (await druid.taskStatus(task))?.state === 'SUCCESS')
  const { status, json } = await call(restoreDatasource, { params: { name }, body: { drop: id } })
  t.equal(status, 409)
  t.match(json.error?.message, /killed|restore/)
  const { items } = await ask(listDrops, { params: { name } })
  t.equal(items.find((drop) => drop.id === id)?.status, 'killed')
  t.notOk((await ask(listDatasources)).dropped.some((drop) => drop.id === id))
})
