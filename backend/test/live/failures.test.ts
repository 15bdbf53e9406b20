import {
  cancelIngestion,
  type ErrorCode,
  getIngestion,
  type Ingestion,
  type IngestionPlan,
  type Upload,
  type WaitingFor,
} from '@nemeton/contract'
import t, { type Test } from 'tap'
import { endTask, fillSlots, holdJanuary, renewWorker, replaceJanuary, statusOfTask } from './druid-tasks.ts'
import { ask, ingest, Refused, untilEnded, untilProfiled, upload } from './service.ts'
import { isSoak } from './stack.ts'
import { putObject, removeObjects } from './store.ts'
import { forget, freshName, rows } from './tables.ts'
import { until } from './until.ts'

const made: string[] = []
t.teardown(() => forget(made))

const good = Array.from({ length: 20 }, (_, n) => `2025-01-${String(n + 1).padStart(2, '0')}T00:00:00Z,Nairobi,${n}.5`)
const csv = (lines: readonly string[]) => ['time,shop,amount', ...lines, ''].join('\n')

interface Ready {
  readonly datasource: string
  readonly upload: Upload
  readonly key: string
  readonly plan: IngestionPlan
}

/** A file that Druid reads as it is, profiled and not loaded yet. */
async function ready(name: string, lines = good): Promise<Ready> {
  const datasource = freshName(name)
  made.push(datasource)
  const { id } = await upload({ filename: `${name}.csv`, content: csv(lines) }, datasource)
  const profiled = await untilProfiled(id)
  if (profiled.plan === null || profiled.object === null) throw new Error(JSON.stringify(profiled.error))
  return { datasource, upload: profiled, key: profiled.object.key, plan: profiled.plan }
}

const seen = new Set<ErrorCode>()

/** Every failure has a code of its own, one sentence and one remedy, and leaves no row behind. */
function explained(t: Test, failed: Ingestion, code: ErrorCode, raw: RegExp | null, message = /./): void {
  t.equal(failed.status, 'failed', JSON.stringify(failed.error))
  t.match(failed.error, { code, message, hint: /[A-Z].*\./ }, JSON.stringify(failed.error))
  if (raw !== null) t.match(failed.error?.raw, raw)
  t.notMatch(failed.error?.raw, /^\s+at /m, 'no stack')
  t.notOk(seen.has(code), 'a failure of its own')
  seen.add(code)
}

const run = async (uploadId: string, plan: IngestionPlan) => untilEnded((await ingest(uploadId, plan)).id)
const untilWaiting = (id: string, kind: WaitingFor['kind']): Promise<Ingestion> =>
  until(`it waits for a ${kind}`, async () => {
    const found = await ask(getIngestion, { params: { id } })
    return found.waitingFor?.kind === kind ? found : null
  })

/** As if the slots had been free when the run was taken from the queue, and somebody else had been faster with Druid. */
async function outrun(uploadId: string, plan: IngestionPlan): Promise<string> {
  const { id } = await ingest(uploadId, plan)
  await until('it waits in the queue', async () => {
    const { status, queuePosition } = await ask(getIngestion, { params: { id } })
    return status === 'queued' && queuePosition === 1
  })
  await rows(`UPDATE ingestion_tasks SET status = 'staging' WHERE id = $1 AND status = 'queued'`, [id])
  return id
}

t.test("a row that Druid's parser cannot read, none being allowed", async (t) => {
  const { upload, key, plan } = await ready('unparseable')
  await putObject(key, csv([...good.slice(1), 'soon,Nairobi,1.5']))
  const failed = await run(upload.id, { ...plan, onBadRows: 'fail' })
  explained(t, failed, 'unparseable_rows', /Max parse exceptions[\s\S]*soon/)
  t.ok(failed.report, 'its report is kept')
  t.match(failed.taskStatus, { statusCode: 'FAILED' }, 'and its status')
})

t.test('a value that is not of the type of its column', async (t) => {
  const { upload, key, plan } = await ready('clash')
  await putObject(key, csv([...good.slice(1), '2025-01-01T00:00:00Z,Nairobi,abc']))
  const failed = await run(upload.id, { ...plan, maxRejectedRows: 0 })
  explained(t, failed, 'type_clash', /\[abc\] to double for dimension \[amount\]/)
})

t.test('an object that was removed before Druid has read it', async (t) => {
  const { upload, key, plan } = await ready('removed')
  await removeObjects([key])
  explained(t, await run(upload.id, plan), 'input_missing', /NoSuchKey/)
})

t.test('a store that refuses the keys that Druid comes with', async (t) => {
  const { datasource, upload, plan } = await ready('keys')
  await rows(`CREATE FUNCTION live_wrong_keys() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
    IF NEW.datasource_name = '${datasource}' AND NEW.status = 'submitted' THEN
      NEW.spec := jsonb_set(NEW.spec, '{spec,ioConfig,inputSource,properties}', '{"accessKeyId": "nobody", "secretAccessKey": "no"}');
    END IF;
    RETURN NEW; END $$`)
  t.teardown(() => rows('DROP FUNCTION live_wrong_keys CASCADE'))
  await rows(
    'CREATE TRIGGER live_wrong_keys BEFORE UPDATE ON ingestion_tasks FOR EACH ROW EXECUTE FUNCTION live_wrong_keys()',
  )
  explained(t, await run(upload.id, plan), 'store_denied', /403/)
})

t.test('more bad rows than the plan allows', async (t) => {
  const many = Array.from({ length: 20 }, (_, hour) =>
    good.map((line) => line.replace('T00', `T${String(hour).padStart(2, '0')}`)),
  )
  const { upload, plan } = await ready('bad', [...many.flat(), 'never,Nairobi,1.5', '2025-01-02T00:00:00Z,Nairobi,x'])
  const failed = await run(upload.id, { ...plan, maxRejectedRows: 1 })
  explained(t, failed, 'rows_rejected', null, /rows cannot be loaded; the plan allows 1/)
  t.ok(failed.rows.rejected > 1)
})

t.test('too many time chunks', async (t) => {
  const { upload, plan } = await ready('chunks')
  const refused = await ingest(upload.id, { ...plan, segmentGranularity: 'minute' }).catch((error: Refused) => error)
  t.type(refused, Refused)
  t.match(refused, { status: 422, error: { code: 'too_many_time_chunks', message: /coarser/ } })
  seen.add('too_many_time_chunks')
})

t.test('without a free slot it waits and says so; ended in Druid by somebody, it says that', async (t) => {
  const { upload, plan } = await ready('ended')
  const slots = await fillSlots()
  try {
    const id = await outrun(upload.id, plan)
    const waiting = await untilWaiting(id, 'slot')
    t.equal(waiting.status, 'waiting')
    t.match(waiting.waitingFor, { message: /4 of Druid's 4 task slots are taken/, since: /Z$/ })
    t.equal(waiting.error, null, 'to wait is no failure')
    await endTask(waiting.taskId ?? '')
    const failed = await untilEnded(id)
    explained(t, failed, 'task_canceled', /Shutdown request from user/)
    t.equal(failed.waitingFor, null)
  } finally {
    await slots.end()
    await renewWorker()
  }
})

t.test('canceled here while it waits it is not failed, and what Druid knows is kept', async (t) => {
  const { upload, plan } = await ready('canceled')
  const slots = await fillSlots()
  try {
    const id = await outrun(upload.id, plan)
    const { taskId } = await untilWaiting(id, 'slot')
    const canceled = await ask(cancelIngestion, { params: { id } })
    t.match(canceled, { status: 'canceled', error: null, waitingFor: null })
    t.match(canceled.taskStatus, { id: taskId, runnerStatusCode: 'PENDING' })
  } finally {
    await slots.end()
    await renewWorker()
  }
})

t.test('while another task has the lock it waits and names that task, then it is loaded', async (t) => {
  const { datasource, upload, plan } = await ready('locked')
  const holder = await holdJanuary(datasource)
  let id = ''
  try {
    id = (await ingest(upload.id, plan)).id
    const waiting = await untilWaiting(id, 'lock')
    t.ok(waiting.waitingFor?.message.includes(holder.ids[0] ?? '?'), waiting.waitingFor?.message ?? '')
  } finally {
    await holder.end()
  }
  const loaded = await untilEnded(id)
  t.equal(loaded.status, 'queryable', JSON.stringify(loaded.error))
  t.equal(loaded.waitingFor, null)
})

t.test('a lock that a more important task has taken away', async (t) => {
  const { datasource, upload, plan } = await ready('revoked')
  const slots = await fillSlots()
  let id = ''
  let other = ''
  try {
    id = await outrun(upload.id, plan)
    await untilWaiting(id, 'slot')
    other = await replaceJanuary(datasource, 90)
    await until('the other one has the lock', async () => (await statusOfTask(other)).runnerStatusCode === 'PENDING')
  } finally {
    await slots.end()
  }
  explained(t, await untilEnded(id), 'lock_lost', /lock|revoked/i)
  await until('the other has ended', async () => (await statusOfTask(other)).statusCode !== 'RUNNING')
})

t.test('deep storage that refuses', { skip: !isSoak && 'Druid tries for five minutes' }, async (t) => {
  const { datasource, upload, plan } = await ready('deep')
  // An object where the folder of its segments would be.
  await putObject(`segments/${datasource}`, 'in the way')
  t.teardown(() => removeObjects([`segments/${datasource}`]))
  explained(t, await untilEnded((await ingest(upload.id, plan)).id, 600_000), 'deep_storage_failed', /Status Code: 500/)
})

t.test('eight failures have told their eight reasons', async (t) => {
  t.ok(seen.size >= 8, [...seen].join(', '))
})
