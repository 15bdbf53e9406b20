import { getReady, type Ingestion } from '@nemeton/contract'
import t from 'tap'
import { asJson, exchange } from './exchange.ts'
import { salesCsv, salesRows } from './sales.ts'
import { type SecondService, startSecondService } from './second-service.ts'
import { call, ingest, untilEnded, untilProfiled, upload } from './service.ts'
import { part, stack } from './stack.ts'
import { forget, freshName } from './tables.ts'
import { until } from './until.ts'

const made: string[] = []
let impatient: SecondService
t.before(async () => {
  impatient = await startSecondService({ LOAD_TIMEOUT_MS: '5000' })
})
t.teardown(async () => {
  await impatient.remove()
  await forget(made)
})

const rulesOf = (datasource: string) => `${stack.druidUrl}/druid/coordinator/v1/rules/${datasource}`

async function ready(name: string): Promise<{ datasource: string; uploadId: string }> {
  const datasource = freshName(name)
  made.push(datasource)
  const { id } = await upload({ filename: 'sales.csv', content: salesCsv }, datasource)
  t.equal((await untilProfiled(id)).status, 'ready')
  return { datasource, uploadId: id }
}

const published = ({ segments, report }: Ingestion) => segments > 0 && report !== null

t.test('segments that a retention rule drops are said to be just that', async (t) => {
  const { datasource, uploadId } = await ready('dropped')
  const { status } = await exchange(
    asRule(rulesOf(datasource), [
      { type: 'loadByPeriod', period: 'P1D', tieredReplicants: { _default_tier: 1 }, includeFuture: false },
      { type: 'dropForever' },
    ]),
  )
  t.equal(status, 200)
  const failed = await untilEnded((await ingest(uploadId)).id)
  // The coordinator may have taken the segments out of use by the rule before it was asked.
  t.match(
    failed,
    { status: 'failed', error: { code: /no_load_rule|segments_dropped/, hint: /\./ } },
    JSON.stringify(failed.error),
  )
  t.ok(published(failed), 'the rows were published')
})

t.test('without a historical it says that there is none', async (t) => {
  const { uploadId } = await ready('nobody')
  await part('stop', 'historical')
  try {
    await until('Druid has noticed', async () => {
      const { text } = await exchange({
        ...asJson({ query: `SELECT COUNT(*) AS "n" FROM sys.servers WHERE "server_type" = 'historical'` }),
        url: `${stack.brokerUrl}/druid/v2/sql`,
      })
      return text.includes('"n":0') || text.trim() === '[]'
    })
    const failed = await untilEnded((await ingest(uploadId)).id)
    t.match(failed, {
      status: 'failed',
      error: { code: 'no_historical', message: /no historical is alive/, hint: /Start a historical/ },
    })
    t.ok(published(failed), 'the rows were published')
  } finally {
    await part('start', 'historical')
  }
  await until('the service is ready', async () => (await call(getReady)).status === 200)
})

t.test('all is well again afterwards', async (t) => {
  await impatient.remove()
  const { uploadId } = await ready('well')
  const { status, rows, error } = await untilEnded((await ingest(uploadId)).id)
  t.equal(status, 'queryable', JSON.stringify(error))
  t.equal(rows.ingested, salesRows.length)
})

function asRule(url: string, rules: readonly object[]) {
  return { ...asJson(rules), url }
}
