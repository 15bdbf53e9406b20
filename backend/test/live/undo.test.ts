import {
  createIngestion,
  getIngestion,
  getReady,
  getUpload,
  type Ingestion,
  previewUndo,
  retryIngestion,
  undoIngestion,
} from '@nemeton/contract'
import t, { type Test } from 'tap'
import { fillSlots, isRunning } from './druid-tasks.ts'
import { asJson, exchange } from './exchange.ts'
import { ask, call, untilEnded } from './service.ts'
import { ends, heldBy, load, plannedUpload, spring, winter } from './shops.ts'
import { part, stack } from './stack.ts'
import { forget, freshName, rows } from './tables.ts'
import { until } from './until.ts'

const made: string[] = []
t.teardown(() => forget(made))
function fresh(of: string): string {
  const name = freshName(of)
  made.push(name)
  return name
}

async function undo(t: Test, id: string): Promise<Ingestion> {
  const begun = await ask(undoIngestion, { params: { id } })
  t.match(begun, { kind: 'undo', undoOf: id })
  const ended = await untilEnded(begun.id)
  t.equal(ended.status, 'queryable', `undone: ${ended.error?.message ?? ''}`)
  t.same(
    ended.stages.map(({ name }) => name),
    ['queued', 'staging', 'publishing', 'loading', 'queryable'],
  )
  return ended
}

async function isRefused(t: Test, id: string, reason: RegExp): Promise<void> {
  const { status, json } = await call(undoIngestion, { params: { id } })
  t.equal(status, 409)
  t.match(json.error, { code: 'conflict', message: reason })
  t.match(await ask(previewUndo, { params: { id } }), { possible: false, reason, account: null })
}

const druid = async (path: string, body: object) => {
  const answer = await exchange({ ...asJson(body), url: `${stack.druidUrl}${path}` })
  if (answer.status !== 200) throw new Error(`${answer.status} ${answer.text}`)
  return answer.json as unknown
}

/** A task of somebody else's, waited for. */
async function runTask(spec: object): Promise<void> {
  const { task } = (await druid('/druid/indexer/v1/task', spec)) as { task: string }
  await until(`${task} ends`, async () => {
    const url = `${stack.druidUrl}/druid/indexer/v1/task/${encodeURIComponent(task)}/status`
    const { text } = await exchange({ url })
    const { statusCode } = (JSON.parse(text) as { status: { statusCode: string } }).status
    if (statusCode === 'FAILED') throw new Error(text)
    return statusCode === 'SUCCESS'
  })
}

/** Druid answers 404 of a datasource of which nothing is in use. */
async function usedIds(datasource: string): Promise<readonly string[]> {
  const url = `${stack.druidUrl}/druid/coordinator/v1/metadata/datasources/${datasource}/segments`
  const { status, text } = await exchange({ url })
  return status === 404 ? [] : JSON.parse(text)
}

t.test('an append is taken out again, and the same bytes may come a second time', async (t) => {
  const datasource = fresh('append')
  await load(t, winter, datasource)
  const before = await heldBy(datasource)
  const added = await load(t, spring, datasource)
  t.not((await heldBy(datasource))?.[0], before?.[0], 'the append shows')
  t.match(await ask(previewUndo, { params: { id: added.id } }), {
    possible: true,
    reason: null,
    account: { takesOut: { segments: 2, rows: 30 }, bringsBack: { segments: 0, rows: 0 }, rowsBefore: 80 },
  })
  const undone = await undo(t, added.id)
  t.same(await heldBy(datasource), before, 'count and sums are back')
  t.match(undone, { undoing: { takesOut: { rows: 30 }, rowsBefore: 80 }, rows: { inFile: 0, ingested: 0 } })
  const original = await ask(getIngestion, { params: { id: added.id } })
  t.match(original, { status: 'queryable', undo: { possible: false, undoneBy: undone.id } })
  await isRefused(t, added.id, /undone already/)
  await isRefused(t, undone.id, /undo is not undone/)

  const { uploadId } = await plannedUpload(spring, datasource)
  t.equal((await ask(getUpload, { params: { id: uploadId } })).duplicateOf, null, 'no duplicate of what was undone')
  await load(t, spring, datasource)
  t.equal((await heldBy(datasource))?.[0], 150, 'loaded again')
})

t.test('a replace is taken back, in its months only', async (t) => {
  const datasource = fresh('replace')
  await load(t, winter, datasource)
  const before = await heldBy(datasource)
  const wrong = await load(t, spring, datasource, { mode: 'replace' })
  t.equal((await heldBy(datasource))?.[0], 70)
  t.match(await ask(previewUndo, { params: { id: wrong.id } }), {
    account: { takesOut: { rows: 30 }, bringsBack: { segments: 2, rows: 80 }, rowsBefore: 80 },
  })
  await undo(t, wrong.id)
  t.same(await heldBy(datasource), before)
})

t.test('a replace of days within months that stay in use is taken back', async (t) => {
  const datasource = fresh('days')
  await load(t, winter, datasource)
  const before = await heldBy(datasource)
  const wrong = await load(t, spring, datasource, { mode: 'replace', segmentGranularity: 'day' })
  t.equal((await heldBy(datasource))?.[0], 110, 'of 10 February to 11 March the file alone is there')
  const undone = await undo(t, wrong.id)
  t.same(await heldBy(datasource), before)
  t.match(undone.undoing, { rowsBefore: 40 })
})

t.test('an overwrite is taken back, with the month that it emptied, though it rolled rows up', async (t) => {
  const datasource = fresh('overwrite')
  await load(t, winter, datasource)
  await load(t, spring, datasource)
  const before = await heldBy(datasource)
  const wrong = await load(t, ends, datasource, {
    mode: 'overwrite',
    rollup: true,
    queryGranularity: 'day',
    metrics: [
      { name: 'count', kind: 'count' },
      { name: 'amount_sum', kind: 'sum', column: 'amount' },
    ],
  })
  t.not((await heldBy(datasource).catch(() => ['other columns']))?.[0], before?.[0])
  const undone = await undo(t, wrong.id)
  t.same(await heldBy(datasource), before)
  t.match(undone.undoing, { bringsBack: { segments: 5, rows: 150 }, rowsBefore: 150 })
})

t.test('the first load of a datasource is taken out, then loaded again', async (t) => {
  const datasource = fresh('first')
  const { id } = await load(t, winter, datasource)
  const full = await heldBy(datasource)
  await undo(t, id)
  await until('the datasource is gone', async () => (await heldBy(datasource)) === null)
  await load(t, winter, datasource)
  t.same(await heldBy(datasource), full)
})

t.test('two undos of one ingestion at once are one', async (t) => {
  const datasource = fresh('twice')
  await load(t, winter, datasource)
  const { id } = await load(t, ends, datasource, { mode: 'overwrite' })
  const answers = await Promise.all([1, 2, 3].map(() => call(undoIngestion, { params: { id } })))
  t.same(answers.map(({ status }) => status).sort(), [202, 409, 409])
  const begun = answers.find(({ status }) => status === 202)?.json.data as Ingestion
  t.equal((await untilEnded(begun.id)).status, 'queryable')
  t.equal((await heldBy(datasource))?.[0], 120)
})

t.test('an undo needs no slot of Druid, and begins while tasks hold all of them', async (t) => {
  const datasource = fresh('slots')
  await load(t, winter, datasource)
  const before = await heldBy(datasource)
  const { id } = await load(t, ends, datasource, { mode: 'overwrite' })
  const slots = await fillSlots()
  try {
    const begun = await ask(undoIngestion, { params: { id } })
    await until('it has left the queue', async () => {
      const { status } = await ask(getIngestion, { params: { id: begun.id } })
      return status !== 'queued'
    })
    for (const task of slots.ids) t.ok(await isRunning(task), 'they still do')
    t.equal((await untilEnded(begun.id)).status, 'queryable')
  } finally {
    await slots.end()
  }
  t.same(await heldBy(datasource), before)
})

t.test('an undo is refused with its reason while and after others work on the same intervals', async (t) => {
  const datasource = fresh('refused')
  const body = await plannedUpload(winter, datasource)
  const first = await ask(createIngestion, { body })
  await isRefused(t, first.id, /not ended/)
  await untilEnded(first.id)
  const second = await load(t, spring, datasource)
  await isRefused(t, first.id, /put 2 other segments/)
  await undo(t, second.id)
  t.match(await ask(previewUndo, { params: { id: first.id } }), { possible: true }, 'the later one is away')

  const before = await usedIds(datasource)
  const third = await load(t, ends, datasource, { mode: 'overwrite' })
  await isRefused(t, first.id, /replaced 3 of its 3/)
  await druid(`/druid/indexer/v1/datasources/${datasource}/markUnused`, { segmentIds: before })
  await until('they are out of use', async () => !(await usedIds(datasource)).some((id) => before.includes(id)))
  await runTask({ type: 'kill', dataSource: datasource, interval: '2025-01-01/2025-04-01' })
  await isRefused(t, third.id, /Druid has deleted 3 of the 3 segments/)
  await isRefused(t, first.id, /3 of its 3 segments are no longer in use/)
})

t.test('an undo is refused after a compaction and after a drop', async (t) => {
  const datasource = fresh('compacted')
  const { id } = await load(t, winter, datasource)
  await runTask({
    type: 'compact',
    dataSource: datasource,
    ioConfig: { type: 'compact', inputSpec: { type: 'interval', interval: '2025-02-01/2025-03-01' } },
  })
  await until('the compaction is seen', async () => (await usedIds(datasource)).length === 4)
  await isRefused(t, id, /replaced 1 of its 3/)
  await druid(`/druid/indexer/v1/datasources/${datasource}/markUnused`, { segmentIds: await usedIds(datasource) })
  await until('the drop is seen', async () => (await usedIds(datasource)).length === 0)
  await isRefused(t, id, /3 of its 3 segments are no longer in use/)
})

t.test('what a failed ingestion has put in is taken out', async (t) => {
  const datasource = fresh('failed')
  await load(t, winter, datasource)
  const before = await heldBy(datasource)
  const { id } = await ask(createIngestion, { body: await plannedUpload(spring, datasource) })
  await rows(`UPDATE ingestion_tasks SET facts = facts || '{"rowsInFile": 31}' WHERE id = $1`, [id])
  t.match(await untilEnded(id), { status: 'failed', error: { code: 'rows_missing' }, undo: { possible: true } })
  t.equal((await heldBy(datasource))?.[0], 150)
  await undo(t, id)
  t.same(await heldBy(datasource), before)
})

const whole = () =>
  until('the service is ready', async () => (await call(getReady)).status === 200, { withinMs: 120_000 })

const untilStage = (id: string, stage: string) =>
  until(
    `it is ${stage}`,
    async () => {
      const [row] = await rows<{ stages: { name: string }[] }>('SELECT stages FROM ingestion_tasks WHERE id = $1', [id])
      return row?.stages.some(({ name }) => name === stage)
    },
    { everyMs: 5 },
  )

for (const stage of ['queued', 'publishing', 'loading'])
  t.test(`a service killed while an undo is ${stage} ends it right after its start`, async (t) => {
    const datasource = fresh(`killed_${stage}`)
    await load(t, winter, datasource)
    const before = await heldBy(datasource)
    const { id } = await load(t, ends, datasource, { mode: 'overwrite' })
    const begun = await ask(undoIngestion, { params: { id } })
    await untilStage(begun.id, stage)
    await part('kill', 'nemeton')
    const [{ status } = { status: '' }] = await rows<{ status: string }>(
      'SELECT status FROM ingestion_tasks WHERE id = $1',
      [begun.id],
    )
    t.comment(`note: it was ${status}`)
    await part('start', 'nemeton')
    await whole()
    t.match(await untilEnded(begun.id), { status: 'queryable', kind: 'undo' })
    t.same(await heldBy(datasource), before)
  })

t.test('an undo whose run broke off is begun anew and ends right', async (t) => {
  const datasource = fresh('broken')
  await load(t, winter, datasource)
  const before = await heldBy(datasource)
  const { id } = await load(t, ends, datasource, { mode: 'overwrite' })
  const broken = await ask(undoIngestion, { params: { id } })
  await untilStage(broken.id, 'publishing')
  await part('kill', 'nemeton')
  await druid(`/druid/indexer/v1/datasources/${datasource}/markUnused`, { segmentIds: await usedIds(datasource) })
  await rows(`UPDATE ingestion_tasks SET status = 'failed' WHERE id = $1`, [broken.id])
  await until('nothing is in use', async () => (await usedIds(datasource)).length === 0)
  await part('start', 'nemeton')
  await whole()
  const again = await ask(retryIngestion, { params: { id: broken.id } })
  t.match(await untilEnded(again.id), { status: 'queryable', kind: 'undo', undoOf: id })
  t.same(await heldBy(datasource), before)
})
