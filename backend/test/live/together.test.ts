import { randomUUID } from 'node:crypto'
import {
  createIngestion,
  deleteUpload,
  downloadRejectedRows,
  getUpload,
  listRejectedRows,
  planUploads,
  retryIngestion,
} from '@nemeton/contract'
import t from 'tap'
import { druidSql } from './druid.ts'
import { exchange } from './exchange.ts'
import { ask, call, type File, load, send, untilEnded, untilProfiled, upload } from './service.ts'
import { stack } from './stack.ts'
import { forget, freshName } from './tables.ts'

const nameOf = (what: string) => freshName(`together_${what}`)
t.teardown(() => forget(['twenty', 'dirty', 'odd', 'twice', 'gap', 'timeless', 'again'].map(nameOf)))

/** Rows of one day, each with a number of its own. */
const day = (n: number, rows = 50): readonly string[] =>
  Array.from(
    { length: rows },
    (_, row) =>
      `2025-03-${String(n).padStart(2, '0')}T10:00:${String(row % 60).padStart(2, '0')}Z,shop ${row % 7},${n * 1000 + row}`,
  )
const csv = (n: number, lines = day(n), header = 'time,shop,amount'): File => ({
  filename: `day-${String(n).padStart(2, '0')}.csv`,
  content: `${[header, ...lines].join('\n')}\n`,
})

async function profiled(files: readonly File[], datasource: string): Promise<string[]> {
  const ids: string[] = []
  for (const file of files) ids.push((await upload(file, datasource)).id)
  for (const id of ids) {
    const { status, filename } = await untilProfiled(id)
    if (status !== 'ready') throw new Error(`${filename} is ${status}`)
  }
  return ids
}

const countAndSum = async (datasource: string) =>
  (await druidSql(`SELECT COUNT(*), SUM("amount") FROM "${datasource}"`))[0]

interface DruidTask {
  readonly id: string
  readonly type: string
}
async function loadTasks(datasource: string): Promise<readonly DruidTask[]> {
  const { text } = await exchange({
    url: `${stack.druidUrl}/druid/indexer/v1/tasks?datasource=${encodeURIComponent(datasource)}`,
  })
  return (JSON.parse(text) as DruidTask[]).filter(({ type }) => type === 'index_parallel')
}

t.test('twenty files that agree become one task over twenty objects', async (t) => {
  const datasource = nameOf('twenty')
  const numbers = Array.from({ length: 20 }, (_, index) => index + 1)
  const uploadIds = await profiled(
    numbers.map((n) => csv(n)),
    datasource,
  )
  const planned = await ask(planUploads, { body: { uploadIds } })
  t.equal(planned.staged, false)
  t.match(planned.plan.time, { min: '2025-03-01T10:00:00.000Z', max: /^2025-03-20T10:00:49/ })
  t.match(planned.impact, { existingRows: 0, replacedRows: 0 })
  const headers = { 'idempotency-key': randomUUID() }
  const queued = await ask(createIngestion, { body: { uploadIds, plan: planned.plan }, headers })
  t.same(queued.uploadIds, uploadIds)
  t.equal(queued.filenames.length, 20)
  const kept = await call(deleteUpload, { params: { id: uploadIds[14] ?? '' } })
  t.match(kept, { status: 409, json: { error: { code: 'conflict', message: /"day-15\.csv"/ } } })
  t.equal((await ask(createIngestion, { body: { uploadIds, plan: planned.plan }, headers })).id, queued.id)
  const other = await call(createIngestion, { body: { uploadIds: uploadIds.slice(1) }, headers })
  t.match(other, { status: 409, json: { error: { code: 'conflict', message: /Idempotency-Key/ } } })

  const ended = await untilEnded(queued.id)
  t.equal(ended.status, 'queryable', JSON.stringify(ended.error))
  t.same(ended.rows, { inFile: 1000, ingested: 1000, rejected: 0, missing: 0 })
  const { ioConfig } = (ended.spec as { spec: { ioConfig: { inputSource: { objects: unknown[] } } } }).spec
  t.equal(ioConfig.inputSource.objects.length, 20)
  const sum = numbers.reduce((total, n) => total + n * 1000 * 50 + (49 * 50) / 2, 0)
  t.same(await countAndSum(datasource), [1000, sum])
  t.same(
    (await loadTasks(datasource)).map(({ id }) => id),
    [ended.taskId],
    'Druid has seen one task',
  )

  const again = await upload(csv(7), datasource)
  await untilProfiled(again.id)
  t.equal((await ask(getUpload, { params: { id: again.id } })).duplicateOf, ended.id, 'each file of the run is known')
  const [fresh = ''] = await profiled([csv(21)], datasource)
  const refused = await call(createIngestion, { body: { uploadIds: [fresh, again.id] } })
  t.match(refused, {
    status: 409,
    json: {
      error: {
        code: 'already_ingested',
        message: /"day-07\.csv"/,
        details: { ingestionId: ended.id, uploadId: again.id },
      },
    },
  })
})

t.test('one file with bad rows: all are staged, and each rejected row says of which file it is', async (t) => {
  const datasource = nameOf('dirty')
  const dirty = [...day(2)]
  dirty.splice(10, 0, '2025-03-02T10:00:00Z,ragged')
  dirty.splice(20, 0, 'yesterday,shop 1,5')
  const uploadIds = await profiled([csv(1), csv(2, dirty), csv(3)], datasource)
  t.equal((await ask(planUploads, { body: { uploadIds } })).staged, true)
  const { id } = await ask(createIngestion, { body: { uploadIds } })
  const ended = await untilEnded(id)
  t.equal(ended.status, 'queryable', JSON.stringify(ended.error))
  t.same(ended.rows, { inFile: 152, ingested: 150, rejected: 2, missing: 0 })
  t.equal((await countAndSum(datasource))?.[0], 150)
  const { items } = await ask(listRejectedRows, { params: { id } })
  t.match(
    [...items].sort((one, other) => one.line - other.line),
    [
      { file: 'day-02.csv', line: 12, reason: /2 cells/, row: '2025-03-02T10:00:00Z,ragged' },
      { file: 'day-02.csv', line: 22, column: 'time', value: 'yesterday' },
    ],
  )
  const download = await call(downloadRejectedRows, { params: { id } })
  t.match(download.text, /^file,line,column,reason,value,row\n/)
  t.match(download.text, /^day-02\.csv,22,time,/m)
})

t.test('files that do not agree are refused by name and column', async (t) => {
  const datasource = nameOf('odd')
  const [one = '', text = '', more = ''] = await profiled(
    [
      csv(1),
      csv(
        2,
        day(2).map((line) => `${line}x`),
      ),
      csv(
        3,
        day(3).map((line) => `${line},1`),
        'time,shop,amount,extra',
      ),
    ],
    datasource,
  )
  for (const [id, filename, column] of [
    [text, 'day-02.csv', 'amount'],
    [more, 'day-03.csv', 'extra'],
  ] as const)
    for (const endpoint of [planUploads, createIngestion])
      t.match(await call(endpoint, { body: { uploadIds: [one, id] } }), {
        status: 422,
        json: { error: { code: 'invalid_plan', message: new RegExp(filename), details: { filename, column } } },
      })
  for (const body of [
    { uploadIds: [one] },
    { uploadIds: [one, one] },
    { uploadId: one, uploadIds: [one, text] },
    {},
    { uploadIds: Array.from({ length: 101 }, () => randomUUID()) },
  ])
    t.match(await call(createIngestion, { body }), { status: 400, json: { error: { code: 'invalid_request' } } })
  t.equal((await call(createIngestion, { body: { uploadIds: [one, randomUUID()] } })).status, 404)
})

t.test('the same bytes twice in one run are refused unless that is wanted', async (t) => {
  const datasource = nameOf('twice')
  const uploadIds = await profiled([csv(1), { ...csv(1), filename: 'copy.csv' }], datasource)
  t.match(await call(createIngestion, { body: { uploadIds } }), {
    status: 409,
    json: { error: { code: 'conflict', message: /"copy\.csv".*"day-01\.csv"/ } },
  })
  const both = await untilEnded((await ask(createIngestion, { body: { uploadIds, allowDuplicate: true } })).id)
  t.match(both, { status: 'queryable', rows: { inFile: 100, ingested: 100 } })
})

t.test('a replace by several empties all that lies between their times', async (t) => {
  const datasource = nameOf('gap')
  t.equal((await load(csv(5), datasource)).status, 'queryable')
  const uploadIds = await profiled([csv(1), csv(9)], datasource)
  const planned = await ask(planUploads, { body: { uploadIds, mode: 'replace' } })
  t.match(planned.impact, { existingRows: 50, replacedRows: 50 })
  const ended = await untilEnded((await ask(createIngestion, { body: { uploadIds, plan: planned.plan } })).id)
  t.equal(ended.status, 'queryable', JSON.stringify(ended.error))
  t.same(await druidSql(`SELECT DISTINCT TIME_EXTRACT("__time", 'DAY') FROM "${datasource}" ORDER BY 1`), [[1], [9]])
})

t.test('files without times are one once the plan says when', async (t) => {
  const datasource = nameOf('timeless')
  const plain = (n: number): File => ({ filename: `list-${n}.csv`, content: `shop,amount\nA,${n}\nB,${n + 1}\n` })
  const uploadIds = await profiled([plain(1), plain(5)], datasource)
  const { plan, impact } = await ask(planUploads, { body: { uploadIds } })
  t.equal(plan.time, null)
  t.equal(impact, null)
  t.match(await call(createIngestion, { body: { uploadIds } }), {
    status: 422,
    json: { error: { code: 'invalid_plan' } },
  })
  const time = { kind: 'fixed' as const, instant: '2025-01-01T00:00:00Z', reason: 'chosen' }
  const ended = await untilEnded((await ask(createIngestion, { body: { uploadIds, plan: { ...plan, time } } })).id)
  t.equal(ended.status, 'queryable', JSON.stringify(ended.error))
  t.same(await countAndSum(datasource), [4, 14])
})

t.test('a run that failed for lack of a time column is not simply repeated', async (t) => {
  const answer = await send([
    { field: 'datasource', value: nameOf('again') },
    { field: 'ingest', value: 'true' },
    { filename: 'list.csv', content: 'shop,amount\nA,1\nB,2\n' },
  ])
  const { ingestionId } = answer.json.data as { ingestionId: string }
  t.match(await untilEnded(ingestionId), {
    status: 'failed',
    plan: { time: null },
    error: { message: /no time column/ },
  })
  t.match(await call(retryIngestion, { params: { id: ingestionId } }), {
    status: 422,
    json: { error: { code: 'no_time_column', message: /"list\.csv"/ } },
  })
})
