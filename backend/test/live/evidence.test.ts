import { getIngestion, listIngestions, listRejectedRows } from '@nemeton/contract'
import t from 'tap'
import { exchange } from './exchange.ts'
import { startFakeDruid } from './fake-druid.ts'
import { salesCsv, salesRows } from './sales.ts'
import { startSecondService } from './second-service.ts'
import { ask, ingest, load, untilEnded, untilProfiled, upload } from './service.ts'
import { stack } from './stack.ts'
import { putObject, readObject, removeObjects } from './store.ts'
import { forget, freshName } from './tables.ts'

const datasource = freshName('evidence')
t.teardown(() => forget([datasource]))

const ofTask = (taskId: string | null, what: string) =>
  exchange({ url: `${stack.druidUrl}/druid/indexer/v1/task/${taskId}/${what}` })

t.test('what Druid knew of a run that went well is still there when Druid has forgotten it', async (t) => {
  const bad = '2025-13-41T99:99:99Z,,,,,,,,,\n'
  const { id: uploadId } = await upload({ filename: 'sales.csv', content: salesCsv + bad }, datasource)
  const { plan } = await untilProfiled(uploadId)
  if (plan === null) throw new Error('it has a plan')
  const begun = await ingest(uploadId, plan)
  // Druid's indexer writes no log a task; a worker that does would have it there.
  const log = Array.from({ length: 1500 }, (_, n) => `2026-01-01T00:00:00,000 INFO [task] line ${n + 1}`)
  const logKey = `indexing-logs/nemeton_${datasource}_${begun.id}/log`
  await putObject(logKey, `${log.join('\n')}\n`)
  const before = await untilEnded(begun.id)
  t.equal(before.status, 'queryable', JSON.stringify(before.error))
  t.equal(before.taskId, `nemeton_${datasource}_${begun.id}`)
  const params = { id: before.id }

  await removeObjects([
    logKey,
    `indexing-logs/${before.taskId}/report.json`,
    `indexing-logs/${before.taskId}/status.json`,
  ])
  t.equal((await ofTask(before.taskId, 'reports')).status, 404, 'Druid has no report any longer')
  t.equal((await ofTask(before.taskId, 'log')).status, 404, 'and no log')
  const fake = await startFakeDruid()
  t.teardown(() => fake.close())
  const second = await startSecondService({ DRUID_URL: fake.url }, { ready: false })
  t.teardown(() => second.remove())

  for (const baseUrl of [stack.baseUrl, second.baseUrl]) {
    const where = baseUrl === stack.baseUrl ? 'with this Druid' : 'with one that knows no task at all'
    const kept = await exchangeUntilThere(baseUrl)
    t.same(kept, before, where)
    t.same(kept.logTail?.split('\n'), log.slice(-1000), 'the last 1,000 lines of the log')
    t.match(kept.report, {
      ingestionStatsAndErrors: { payload: { rowStats: { buildSegments: { processed: salesRows.length } } } },
    })
    t.match(kept.taskStatus, { id: before.taskId, statusCode: 'SUCCESS' })
    t.match(kept.spec, { type: 'index_parallel', id: before.taskId })
    const { items } = await ask(listRejectedRows, { params, query: {}, baseUrl })
    t.equal(items.length, kept.rows.rejected)
    t.ok(items.length > 0)
  }
  t.same(
    JSON.parse(await readObject(`processed/metadata/ingestion_specs/${datasource}/${before.id}.json`)),
    before.spec,
    'the spec is in the store, too',
  )

  async function exchangeUntilThere(baseUrl: string) {
    for (;;) {
      const found = await ask(getIngestion, { params, baseUrl }).catch(() => null)
      if (found !== null) return found
    }
  }
})

t.test('a list is light: who wants the evidence asks for the one', async (t) => {
  await load({ filename: 'more.csv', content: `${salesCsv}\n` }, datasource)
  const { items } = await ask(listIngestions, { query: { datasource } })
  t.equal(items.length, 2)
  for (const item of items) {
    t.match(item, { status: 'queryable', report: null, taskStatus: null, logTail: null, spec: null })
    t.ok((await ask(getIngestion, { params: { id: item.id } })).report)
  }
})
