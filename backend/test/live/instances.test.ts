import { getIngestion, getReady, type Ingestion } from '@nemeton/contract'
import t from 'tap'
import { druidSql } from './druid.ts'
import { tasksOf } from './druid-tasks.ts'
import { salesCsv } from './sales.ts'
import { type SecondService, startSecondService } from './second-service.ts'
import { ask, call, ingest, untilEnded, untilProfiled, upload } from './service.ts'
import { isSoak, part } from './stack.ts'
import { forget, freshName, rows } from './tables.ts'
import { until } from './until.ts'

const count = isSoak ? 30 : 12
const base = freshName('shared')
/** Two runs each, so that some wait for their turn. */
const datasources = Array.from({ length: count / 2 }, (_, n) => `${base}_${n}`)
const [header = '', ...lines] = salesCsv.trimEnd().split('\n')
const started: SecondService[] = []

t.teardown(async () => {
  for (const service of started) await service.remove()
  await part('start', 'nemeton')
  await until('the service is ready', async () => (await call(getReady)).status === 200)
  await forget(datasources)
})

t.test(`two instances share ${count} ingestions, one is killed half way, and each is there once`, async (t) => {
  const begun: Ingestion[] = []
  const wanted = new Map<string, number>()
  for (let run = 0; run < count; run += 1) {
    const datasource = datasources[run % datasources.length] as string
    const own = lines.slice(run * 300, run * 300 + 500 + run)
    wanted.set(datasource, (wanted.get(datasource) ?? 0) + own.length)
    const { id } = await upload(
      { filename: `part-${run}.csv`, content: `${[header, ...own].join('\n')}\n` },
      datasource,
    )
    t.equal((await untilProfiled(id)).status, 'ready')
    begun.push({ id } as Ingestion)
  }
  await part('stop', 'nemeton')
  const [one, other] = await Promise.all([startSecondService({}), startSecondService({})])
  started.push(one, other)
  const ids: string[] = []
  for (const [run, { id }] of begun.entries())
    ids.push((await ingest(id, undefined, { baseUrl: run % 2 === 0 ? one.baseUrl : other.baseUrl })).id)

  const states = () =>
    rows<{ status: string; owner: string | null }>(
      'SELECT status, lease_owner AS owner FROM ingestion_tasks WHERE id = ANY($1)',
      [ids],
    )
  await until(
    'half of them have ended and one is under way',
    async () => {
      const now = await states()
      const open = now.filter(({ status }) => !['queued', 'queryable', 'failed', 'canceled'].includes(status))
      return (
        now.length - open.length - now.filter(({ status }) => status === 'queued').length >= count / 2 &&
        open.length > 0
      )
    },
    { withinMs: 300_000, everyMs: 20 },
  )
  other.signal('SIGKILL')
  t.equal(await other.ended, 'SIGKILL')

  for (const id of ids) {
    const ended = await untilEnded(id, 300_000, { baseUrl: one.baseUrl })
    t.equal(ended.status, 'queryable', JSON.stringify(ended.error))
    t.match(ended.rows, { rejected: 0, missing: 0, ingested: ended.rows.inFile })
  }
  for (const [datasource, expected] of wanted) {
    t.same(
      await druidSql(`SELECT COUNT(*) FROM "${datasource}"`),
      [[expected]],
      `every row of ${datasource} is there once`,
    )
    const own = await rows<{ task_id: string }>('SELECT task_id FROM ingestion_tasks WHERE datasource_name = $1', [
      datasource,
    ])
    t.same(
      (await tasksOf(datasource)).map(({ id }) => id).toSorted(),
      own.map(({ task_id }) => task_id).toSorted(),
      'Druid was given each task once',
    )
  }
  const movers = await rows<{ instance: string; runs: number }>(
    'SELECT instance, count(DISTINCT ingestion_id)::int AS runs FROM ingestion_transitions WHERE ingestion_id = ANY($1) AND instance IS NOT NULL GROUP BY 1',
    [ids],
  )
  t.equal(movers.length, 2, 'both have worked')
  t.comment(
    `figure: ${count} runs by two instances, one killed half way: all queryable, moved on by ${movers.map(({ runs }) => runs).join(' and ')} of them`,
  )
  const last = await ask(getIngestion, { params: { id: ids.at(-1) ?? '' }, baseUrl: one.baseUrl })
  t.equal(last.status, 'queryable')
})
