import { randomUUID } from 'node:crypto'
import { createIngestion, getUpload, type PlanChanges, planUpload } from '@nemeton/contract'
import t from 'tap'
import { exchange } from './exchange.ts'
import { ask, call, untilEnded, upload } from './service.ts'
import { ends, heldBy, load, plannedUpload, spring, winter } from './shops.ts'
import { stack } from './stack.ts'
import { forget, freshName } from './tables.ts'

const made: string[] = []
t.teardown(() => forget(made))
function fresh(of: string): string {
  const name = freshName(of)
  made.push(name)
  return name
}
const changes = (more: PlanChanges) => ({ changes: { segmentGranularity: 'month' as const, ...more } })

t.test('the same bytes are a warning on the upload, in the plan, and a refusal on submit', async (t) => {
  const datasource = fresh('same')
  const first = await load(t, winter, datasource)
  const again = await upload({ filename: 'again.csv', content: winter }, datasource)
  t.equal(again.duplicateOf, first.id, 'known as soon as the bytes are stored')
  const { uploadId, plan } = await plannedUpload(winter, datasource)
  t.equal((await ask(getUpload, { params: { id: uploadId } })).duplicateOf, first.id)
  const preview = (more: PlanChanges) => ask(planUpload, { params: { id: uploadId }, body: changes(more) })
  t.match(await preview({}), {
    duplicate: { ingestionId: first.id, uploadId: first.uploadId, countsTwice: true },
    impact: { replacedSegments: 0, existingSegments: 3, existingRows: 120 },
  })
  t.equal((await preview({ datasource: fresh('other') })).duplicate, null, 'another datasource does not have them')

  const otherColumns = { ...plan, columns: plan.columns.filter(({ as }) => as !== 'pieces') }
  for (const body of [{ uploadId }, { uploadId, plan }, { uploadId, plan: otherColumns }]) {
    const { status, json } = await call(createIngestion, { body })
    t.equal(status, 409)
    t.match(json.error, { code: 'already_ingested', details: { ingestionId: first.id } })
  }
  const { id } = await ask(createIngestion, { body: { uploadId, plan, allowDuplicate: true } })
  t.equal((await untilEnded(id)).status, 'queryable')
  t.equal((await heldBy(datasource))?.[0], 240, 'twice, as the caller wanted')
})

t.test('the same bytes may take their own place, where none of their rows stays elsewhere', async (t) => {
  const datasource = fresh('place')
  await load(t, winter, datasource)
  const right = await heldBy(datasource)
  const { uploadId } = await plannedUpload(winter, datasource)
  const planned = await ask(planUpload, { params: { id: uploadId }, body: changes({ mode: 'replace' }) })
  t.match(planned, {
    duplicate: { countsTwice: false },
    impact: { replacedSegments: 3, replacedRows: 120, existingSegments: 3, existingRows: 120 },
  })
  const { id } = await ask(createIngestion, { body: { uploadId, plan: planned.plan } })
  t.equal((await untilEnded(id)).status, 'queryable')
  t.same(await heldBy(datasource), right)

  const elsewhere = {
    ...planned.plan,
    time: { kind: 'fixed' as const, instant: '2026-06-01T00:00:00.000Z', reason: '' },
    columns: planned.plan.columns.filter(({ role }) => role !== 'time'),
  }
  const { status, json } = await call(createIngestion, { body: { uploadId, plan: elsewhere } })
  t.equal(status, 409, 'at another time they would be there twice')
  t.match(json.error, { code: 'already_ingested' })
  const all = await ask(createIngestion, { body: { uploadId, plan: { ...elsewhere, mode: 'overwrite' } } })
  t.equal((await untilEnded(all.id)).status, 'queryable')
  t.equal((await heldBy(datasource))?.[0], 120)
})

t.test('a plan tells which rows go, also of segments that reach beyond it', async (t) => {
  const datasource = fresh('impact')
  await load(t, winter, datasource)
  await load(t, spring, datasource)
  const { uploadId } = await plannedUpload(ends, datasource)
  const impactOf = async (more: PlanChanges) =>
    (await ask(planUpload, { params: { id: uploadId }, body: changes(more) })).impact
  t.match(await impactOf({ mode: 'replace' }), { replacedSegments: 5, replacedRows: 150, existingRows: 150 })
  t.match(await impactOf({ mode: 'overwrite' }), { replacedSegments: 5, replacedRows: 150 })
  const { uploadId: one } = await plannedUpload(spring, datasource)
  const byDay = changes({ mode: 'replace', segmentGranularity: 'day' })
  const { impact } = await ask(planUpload, { params: { id: one }, body: byDay })
  t.match(impact, { replacedSegments: 4, replacedRows: 70, existingRows: 150 }, '10 February to 11 March only')
})

t.test('two posts at once with one key are one ingestion and one task', async (t) => {
  const datasource = fresh('key')
  const body = await plannedUpload(winter, datasource)
  const headers = { 'idempotency-key': randomUUID() }
  const answers = await Promise.all(
    [1, 2, 3, 4].map(() => ask(createIngestion, { body: { ...body, allowDuplicate: true }, headers })),
  )
  t.equal(new Set(answers.map(({ id }) => id)).size, 1)
  const [{ id } = { id: '' }] = answers
  t.equal((await untilEnded(id)).status, 'queryable')
  t.equal((await heldBy(datasource))?.[0], 120)
  const { text } = await exchange({ url: `${stack.druidUrl}/druid/indexer/v1/tasks?datasource=${datasource}` })
  const tasks = (JSON.parse(text) as { type: string; groupId: string }[]).filter(
    ({ type }) => type === 'index_parallel',
  )
  t.equal(tasks.length, 1)
})
