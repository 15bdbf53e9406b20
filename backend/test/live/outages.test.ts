import { randomUUID } from 'node:crypto'
import { rm } from 'node:fs/promises'
import { join } from 'node:path'
import { isDeepStrictEqual } from 'node:util'
import {
  createIngestion,
  type ErrorCode,
  getLive,
  getReady,
  listDatasources,
  listUploads,
  planUpload,
  runQuery,
  runSql,
  type Table,
} from '@nemeton/contract'
import t, { type Test } from 'tap'
import type { PartName } from '../../../druid/local/part-name.ts'
import type { Answer } from './exchange.ts'
import { leftBehind } from './left-behind.ts'
import { salesCsv, salesRows } from './sales.ts'
import { ask, call, ingest, send, untilEnded, untilProfiled, upload } from './service.ts'
import { part, stack } from './stack.ts'
import { forget, freshName } from './tables.ts'
import { until } from './until.ts'

/** Milliseconds within which even a bad answer must be there. */
const soon = 20_000
const datasource = freshName('outage')
t.teardown(() => forget([datasource]))

/** Druid reads this file as it is, so that a plan's sample needs the store. */
const plain = `time,shop,amount\n${'2025-01-01T00:00:00Z,Nairobi,1.5\n'.repeat(20)}`
/** What is there while a part is away: an upload that was loaded, one to be planned, and the answers when all is well. */
const ground = { sold: '', planned: '', right: {} }
t.test('all is well at first', async (t) => {
  const sold = await upload({ filename: 'sales.csv', content: salesCsv }, datasource)
  await untilProfiled(sold.id)
  t.equal((await untilEnded((await ingest(sold.id)).id)).status, 'queryable', 'the sales are there')
  const planned = await upload({ filename: 'plain.csv', content: plain }, datasource)
  t.match(await untilProfiled(planned.id), { status: 'ready', profile: { rows: 20 } })
  Object.assign(ground, { sold: sold.id, planned: planned.id })
  ground.right = await rightAnswers()
  t.match(ground.right, { counted: [[salesRows.length]], sql: `[{"rows":${salesRows.length}}]\n` })
})

const query = {
  datasource,
  interval: '2000-01-01T00:00:00Z/2100-01-01T00:00:00Z',
  measures: [{ name: 'rows', kind: 'count' as const }],
}
/** What is asked, and what the answer is while all is well. */
const questions = {
  upload: [
    () =>
      send([
        { field: 'datasource', value: datasource },
        { filename: 'more.csv', content: plain },
      ]),
    201,
  ],
  uploads: [() => call(listUploads), 200],
  plan: [() => call(planUpload, { params: { id: ground.planned }, body: {} }), 200],
  submit: [() => call(createIngestion, { body: { uploadId: randomUUID() } }), 404],
  datasources: [() => call(listDatasources), 200],
  query: [() => call(runQuery, { body: query }), 200],
  sql: [() => call(runSql, { body: { query: `SELECT COUNT(*) AS "rows" FROM "${datasource}"` } }), 200],
} as const satisfies Readonly<Record<string, readonly [ask: () => Promise<Answer>, well: number]>>
type Question = keyof typeof questions

const statusOf: Partial<Record<ErrorCode, number>> = {
  store_unavailable: 502,
  druid_unavailable: 502,
  database_unavailable: 503,
}

type Wanted = ErrorCode | 'well' | 'recalled'
interface Outage {
  readonly part: PartName
  /** What cannot be answered without it; `well` is answered all the same, `recalled` for as long as the schema is recalled. */
  readonly answers: Partial<Record<Question, Wanted>>
  readonly readyMeanwhile: boolean
}
const noDruid = 'druid_unavailable'
const noTables = 'database_unavailable'
const outages: readonly Outage[] = [
  {
    part: 's3',
    answers: {
      upload: 'store_unavailable',
      plan: 'store_unavailable',
      datasources: 'well',
      query: 'well',
      sql: 'well',
    },
    readyMeanwhile: false,
  },
  {
    part: 'postgres',
    answers: {
      upload: noTables,
      uploads: noTables,
      plan: noTables,
      submit: noTables,
      datasources: noTables,
      query: noTables,
      sql: 'well',
    },
    readyMeanwhile: false,
  },
  {
    part: 'router',
    answers: { plan: noDruid, datasources: noDruid, query: 'recalled', sql: 'well', uploads: 'well' },
    readyMeanwhile: true,
  },
  {
    part: 'broker',
    answers: { plan: noDruid, datasources: noDruid, query: noDruid, sql: noDruid, submit: 'well' },
    readyMeanwhile: true,
  },
  {
    part: 'coordinator',
    answers: { plan: noDruid, datasources: noDruid, query: 'recalled', sql: 'well', submit: 'well' },
    readyMeanwhile: true,
  },
]

/** How an upload's plan, a query and SQL are answered while nothing is away. */
async function rightAnswers(): Promise<object> {
  const { spec, sample, impact } = await ask(planUpload, { params: { id: ground.planned }, body: {} })
  const table = (await ask(runQuery, { body: query })) as Table
  const sql = await questions.sql[0]()
  const names = (await ask(listDatasources)).items.map(({ name }) => name)
  return { spec, sampled: sample?.table.rows, impact, counted: table.rows, sql: sql.text, names }
}
async function isAnswered(t: Test, question: Question, asked: Wanted): Promise<void> {
  const [ask, well] = questions[question]
  const { status, json, text, elapsedMs } = await ask()
  t.ok(elapsedMs < soon, `${question}: answered after ${Math.round(elapsedMs)} ms`)
  const wanted = asked !== 'recalled' ? asked : status === well ? 'well' : noDruid
  if (wanted === 'well') {
    t.equal(status, well, `${question} does not need it: ${text.slice(0, 200)}`)
    if (question === 'query') t.match(json, { data: { rows: [[salesRows.length]] } })
    return
  }
  t.equal(status, statusOf[wanted], `${question}: ${text.slice(0, 300)}`)
  t.match(json, { data: null, error: { code: wanted, message: /[a-z].*\(request / } }, `${question}: in the envelope`)
}

for (const { part: name, answers, readyMeanwhile } of outages)
  t.test(`while ${name} is away each answer says so, and all is right when it is back`, async (t) => {
    const before = await leftBehind()
    await part('kill', name)
    try {
      for (const [question, wanted] of Object.entries(answers)) await isAnswered(t, question as Question, wanted)
      t.equal((await call(getLive)).status, 200, 'the process is alive')
      if (readyMeanwhile) t.equal((await call(getReady)).status, 200, 'Druid alone does not take it out of rotation')
      else await until('it is not ready', async () => (await call(getReady)).status === 503, { withinMs: soon })
    } finally {
      await part('start', name)
    }
    await until('the service is ready', async () => (await call(getReady)).status === 200, { withinMs: 120_000 })
    await until('all is answered as before', async () => isDeepStrictEqual(await rightAnswers(), ground.right), {
      withinMs: 120_000,
    })
    t.same(await rightAnswers(), ground.right)
    const after = await leftBehind()
    t.same(after.objects, before.objects, 'no object is left')
    t.same(after.uploads, before.uploads, 'no row is left')
  })

t.test('a plan whose rows are not on this machine any longer says that the store is away', async (t) => {
  await rm(join(stack.spoolFolder, `${ground.sold}.data`), { force: true })
  await part('kill', 's3')
  try {
    const { status, json } = await call(planUpload, { params: { id: ground.sold }, body: {} })
    t.equal(status, 502)
    t.match(json, { data: null, error: { code: 'store_unavailable' } })
  } finally {
    await part('start', 's3')
  }
  const again = await until('it is planned', () => ask(planUpload, { params: { id: ground.sold }, body: {} }))
  t.ok(again.sample, 'with a sample, once the store is back')
})
