import { randomUUID } from 'node:crypto'
import { mkdtemp, readdir, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import {
  CreateMultipartUploadCommand,
  DeleteObjectCommand,
  ListMultipartUploadsCommand,
  PutObjectCommand,
  S3Client,
  UploadPartCommand,
} from '@aws-sdk/client-s3'
import {
  getHousekeeping,
  getUpload,
  listRejectedRows,
  type SweepResult,
  type SweptKind,
  sweep,
} from '@nemeton/contract'
import pg from 'pg'
import t from 'tap'
import { leftBehind, listObjects } from './left-behind.ts'
import { startSecondService } from './second-service.ts'
import { ask, call, ingest, untilEnded, untilProfiled, upload } from './service.ts'
import { stack } from './stack.ts'
import { forget, freshName, rows } from './tables.ts'
import { until } from './until.ts'

const datasource = freshName('sweep')
const { endpoint, region, bucket, accessKeyId, secretAccessKey } = stack.store
const store = new S3Client({ endpoint, region, forcePathStyle: true, credentials: { accessKeyId, secretAccessKey } })
const spool = await mkdtemp(join(tmpdir(), 'nemeton-sweep-'))
/** Without the hour of grace that no test can wait for. */
const second = await startSecondService({
  SPOOL_DIR: spool,
  SWEEP_GRACE_MS: '0',
  UPLOAD_RETENTION_DAYS: '30',
  PROCESSED_RETENTION_DAYS: '7',
})
t.teardown(async () => {
  await second.remove()
  await rm(spool, { recursive: true, force: true })
  await forget([datasource])
})
const { baseUrl } = second

const lines = [
  'time,shop,open',
  ...Array.from({ length: 100 }, (_, n) => `2025-03-01T10:00:00Z,shop ${n},${n % 2 === 0}`),
]
const file = (filename: string, more: readonly string[] = []) => ({
  filename,
  content: `${[...lines, `2025-03-02T10:00:00Z,${filename},true`, ...more].join('\n')}\n`,
})
const put = (Key: string) => store.send(new PutObjectCommand({ Bucket: bucket, Key, Body: 'left behind' }))
const names = ({ groups }: SweepResult, kind: SweptKind) =>
  groups.find((group) => group.kind === kind)?.items.map(({ name }) => name) ?? []
const countOf = ({ groups }: SweepResult) => groups.reduce((sum, { count }) => sum + count, 0)
const everything = async () => ({
  ...(await leftBehind()),
  processed: await listObjects('processed/'),
  runs: await rows('SELECT id FROM ingestion_tasks ORDER BY id'),
})

const ghosts = {
  upload: `uploads/ghost/${randomUUID()}/ghost.csv`,
  copy: `processed/ghost/${randomUUID()}/${randomUUID()}/part-00000.json.zst`,
  begun: `uploads/ghost/${randomUUID()}/begun.csv`,
  spool: randomUUID(),
  evidence: `processed/metadata/ingestion_specs/${datasource}/${randomUUID()}.json`,
}
const ground = { loaded: '', lost: '', old: '', kept: '', run: '' }

t.test('what is there at first', async (t) => {
  for (const name of ['loaded', 'lost', 'old', 'kept'] as const) {
    ground[name] = (await upload(file(`${name}.csv`, name === 'loaded' ? ['yesterday,x,true'] : []), datasource)).id
    t.equal((await untilProfiled(ground[name])).status, 'ready')
  }
  const run = await untilEnded((await ingest(ground.loaded)).id)
  t.match(run, { status: 'queryable', rows: { rejected: 1 } })
  ground.run = run.id
  for (const key of [ghosts.upload, ghosts.copy, ghosts.evidence]) await put(key)
  const begun = await store.send(new CreateMultipartUploadCommand({ Bucket: bucket, Key: ghosts.begun }))
  const part = { Bucket: bucket, Key: ghosts.begun, UploadId: begun.UploadId, PartNumber: 1, Body: 'a part' }
  await store.send(new UploadPartCommand(part))
  await writeFile(join(spool, 'files', `${ghosts.spool}.data`), 'left behind')
  const lost = await ask(getUpload, { params: { id: ground.lost } })
  await store.send(new DeleteObjectCommand({ Bucket: bucket, Key: lost.object?.key ?? '' }))
  await rows(`UPDATE uploads SET updated_at = now() - interval '40 days' WHERE id = $1`, [ground.old])
})

t.test('nothing younger than an hour is touched, and nothing is due', async (t) => {
  const before = await everything()
  const dry = await ask(sweep, { body: { dryRun: true } })
  t.match(dry, { dryRun: true, policy: { graceMs: 3_600_000, uploadRetentionDays: null, processedRetentionDays: 7 } })
  t.equal(countOf(dry), 0)
  t.equal(countOf(await ask(sweep, { body: { dryRun: false } })), 0)
  t.same(await everything(), before)
})

t.test('a dry run says what would go and changes nothing', async (t) => {
  await rows(`UPDATE ingestion_tasks SET updated_at = now() - interval '8 days' WHERE id = $1`, [ground.run])
  const before = await everything()
  const dry = await ask(sweep, { body: { dryRun: true }, baseUrl })
  t.same(names(dry, 'orphan').sort(), [ghosts.upload, ghosts.copy].sort())
  t.same(names(dry, 'lost'), ['lost.csv'])
  t.same(names(dry, 'expired'), ['old.csv'])
  t.same(names(dry, 'spool'), [ghosts.spool])
  t.same(names(dry, 'transfer'), [ghosts.begun])
  t.equal(names(dry, 'copy').length, 1)
  t.match(names(dry, 'copy')[0], new RegExp(`${ground.run}/part-00000`))
  t.same(await everything(), before)
  t.notMatch(second.log(), /"swept"/)
})

t.test('one sweep at a time', async (t) => {
  const client = new pg.Client({ connectionString: stack.databaseUrl })
  await client.connect()
  await client.query(`SELECT pg_advisory_lock(hashtextextended('nemeton housekeeping', 0))`)
  const refused = await call(sweep, { body: { dryRun: false }, baseUrl })
  t.match(refused, { status: 409, json: { error: { code: 'conflict' } } })
  await client.end()
})

t.test('a sweep removes that and no more, and logs each', async (t) => {
  const done = await ask(sweep, { body: { dryRun: false }, baseUrl })
  t.equal(countOf(done), 7)
  const left = await everything()
  t.notOk(left.objects.some((key) => key === ghosts.upload || key.includes(ground.old)))
  t.same(left.uploads.filter((id) => Object.values(ground).includes(id)).sort(), [ground.loaded, ground.kept].sort())
  t.notOk(left.processed.includes(ghosts.copy))
  t.ok(left.processed.includes(ghosts.evidence), 'evidence stays')
  const pending = await store.send(new ListMultipartUploadsCommand({ Bucket: bucket }))
  t.notOk((pending.Uploads ?? []).some(({ Key }) => Key === ghosts.begun))
  // The reader of files has a place of its own there.
  t.same(
    (await readdir(join(spool, 'files'))).filter((name) => name !== 'scratch'),
    [],
  )
  // The log is written in blocks, a moment later.
  const logged = await until('each is logged', async () => {
    const lines = second.log().match(/"swept"/g)?.length ?? 0
    return lines >= 7 && lines
  })
  t.equal(logged, 7)
  t.equal((await ask(listRejectedRows, { params: { id: ground.run } })).items.length, 1, 'rejected rows stay')
  t.match((await ask(getHousekeeping, { baseUrl })).last, { count: 7 })
  t.equal(countOf(await ask(sweep, { body: { dryRun: true }, baseUrl })), 0, 'nothing is left to sweep')
})

t.test('what was kept can be loaded still', async (t) => {
  t.match(await untilEnded((await ingest(ground.kept)).id), { status: 'queryable' })
})
