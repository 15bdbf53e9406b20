import { randomBytes, randomUUID } from 'node:crypto'
import { changeDatasource, downloadBundle, getDiagnostics, runSql } from '@nemeton/contract'
import t from 'tap'
import { exchange } from './exchange.ts'
import { startFakeDruid } from './fake-druid.ts'
import { startSecondService } from './second-service.ts'
import { ask, call } from './service.ts'
import { stack } from './stack.ts'
import { forget, freshName, rows } from './tables.ts'
import { until } from './until.ts'
import { unzip } from './unzip.ts'

const datasource = freshName('bundle')
t.teardown(() => forget([datasource]))

const planted = new Map<string, string>()
/** A secret that is nowhere else; the signs are those that URLs, JSON and shells write in their own ways. */
const plant = (where: string): string => {
  const secret = `pl${randomBytes(9).toString('hex')}`
  planted.set(where, secret)
  return secret
}
const awkward = `${plant('awkward')}/+&"=é`
planted.set('awkward', awkward)

const fake = await startFakeDruid()
const service = await startSecondService({
  DRUID_URL: fake.url.replace('//', `//me:${plant('address of Druid')}@`),
  DRUID_USERNAME: 'me',
  DRUID_PASSWORD: awkward,
  METRICS_TOKEN: plant('token of the metrics'),
  OTEL_EXPORTER_OTLP_ENDPOINT: `http://127.0.0.1:9/?token=${plant('address of the collector')}`,
  OTEL_EXPORTER_OTLP_HEADERS: `authorization=Bearer%20${plant('header of the collector')},x-org=${plant('other header')}`,
})
t.teardown(async () => {
  await service.remove()
  await fake.close()
})
const { baseUrl } = service

/** As a run that has failed is stored, with secrets in every place that text of others gets to. */
async function plantRun(): Promise<string> {
  const id = randomUUID()
  const inLog = [
    `Authorization: Basic ${Buffer.from(`me:${plant('basic authorization in a log')}`).toString('base64')}`,
    `jdbc:postgresql://db/druid?user=druid&password=${plant('JDBC address in a log')}`,
    `-----BEGIN PRIVATE KEY-----\n${plant('PEM block in a log')}\n-----END PRIVATE KEY-----`,
    `S3 said no to AKIA${randomBytes(8).toString('hex').toUpperCase()}, secretKey=${plant('key in a log')}`,
    `our own ${awkward} and ${Buffer.from(awkward).toString('base64')} and ${encodeURIComponent(awkward)}`,
    `in the middle ${Buffer.from(`of more ${awkward} than that`).toString('base64')}`,
  ]
  await rows(
    `INSERT INTO ingestion_tasks (id, upload_id, datasource_name, filename, mode, status, plan, stages, facts, spec, report,
       task_status, error, log_tail, task_id)
     VALUES ($1, $1, $2, 'a.csv', 'append', 'failed', '{}', '[]', '{}', $3, $4, $5, $6, $7, 'task-of-the-bundle')`,
    [
      id,
      datasource,
      JSON.stringify({
        type: 'index_parallel',
        context: { note: 'stays', sessionToken: plant('context of a spec') },
        spec: {
          ioConfig: {
            inputSource: {
              type: 's3',
              properties: {
                accessKeyId: { type: 'default', password: plant('key id of a spec') },
                secretAccessKey: plant('key of a spec'),
              },
              uris: [`s3://me:${plant('address in a spec')}@bucket/key`],
            },
          },
        },
      }),
      JSON.stringify({
        ingestionStatsAndErrors: { payload: { errorMsg: `{"api_key":"${plant('report of a task')}"}` } },
      }),
      JSON.stringify({ errorMsg: `Cookie: session=${plant('status of a task')}` }),
      JSON.stringify({
        code: 'druid_task_failed',
        message: `It failed with Bearer ${plant('message of an error')}.`,
        hint: null,
        raw: `{\\"password\\":\\"${plant('words of an error')}\\"}`,
      }),
      inLog.join('\n'),
    ],
  )
  return id
}

const download = async (): Promise<ReadonlyMap<string, string>> => {
  const { status, headers, bytes, text } = await exchange({ url: `${baseUrl}${downloadBundle.path}` })
  if (status !== 200) throw new Error(`${status} ${text}`)
  t.equal(headers['content-type'], 'application/zip')
  t.match(headers['content-disposition'], /^attachment; filename="nemeton .+\.zip"/)
  return unzip(bytes)
}

t.test('no planted secret is in any file, and all the rest is', async (t) => {
  const runId = await plantRun()
  await rows('INSERT INTO data_sources (name) VALUES ($1) ON CONFLICT DO NOTHING', [datasource])
  await call(changeDatasource, {
    params: { name: datasource },
    body: { description: `The password is password=${plant('description')}` },
    baseUrl,
  })
  fake.answerWith({
    status: 500,
    chunks: [
      JSON.stringify({ error: 'x', errorMessage: `broke with {"token":"${plant('words of Druid')}"} for ${awkward}` }),
    ],
  })
  const headers = { authorization: `Bearer ${plant('header')}`, cookie: `session=${plant('cookie')}` }
  const failed = await call(runSql, {
    body: { query: `SELECT '${plant('statement')}' AS "password"` },
    headers,
    baseUrl,
  })
  t.ok(failed.status >= 500, failed.text)

  await until('the checks have run', async () => (await ask(getDiagnostics, { baseUrl })).checks.length > 0)
  const files = await download()
  const { store, databaseUrl } = stack
  planted.set('key of the store', store.secretAccessKey).set('key id of the store', store.accessKeyId)
  planted.set('password of PostgreSQL', new URL(databaseUrl).password)
  t.ok(planted.size > 20)
  for (const [path, text] of files)
    for (const [where, secret] of planted)
      for (const form of [
        secret,
        encodeURIComponent(secret),
        Buffer.from(secret).toString('base64').replace(/.=*$/, ''),
        JSON.stringify(secret).slice(1, -1),
      ])
        t.notOk(text.includes(form), `${where} is not in ${path}`)

  const read = (path: string) => JSON.parse(files.get(path) ?? 'null')
  t.match(read('settings.json'), {
    HOST: '127.0.0.1',
    METRICS_TOKEN: '***',
    DRUID_PASSWORD: '***',
    S3_BUCKET: store.bucket,
  })
  t.match(read('settings.json').DATABASE_URL, /^postgres(ql)?:\/\/\*\*\*@127\.0\.0\.1/)
  t.match(read('versions.json'), { node: process.versions.node, druid: { version: '33.0.0' }, postgresql: /^\d+/ })
  t.ok(read('versions.json').migrations.includes('0001-begin'))
  t.match(files.get('metrics.txt'), 'nemeton_build_info{version=')
  t.ok(read('topology.json').parts.length >= 3)
  t.ok(read('checks.json').checks.length > 20)
  t.match(files.get('errors.ndjson'), 'broke with')
  t.match(read(`ingestions/${runId}.json`), {
    id: runId,
    datasource,
    taskId: 'task-of-the-bundle',
    error: { code: 'druid_task_failed', message: /^It failed with Bearer \*\*\*/ },
    spec: { context: { note: 'stays', sessionToken: '***' }, spec: { ioConfig: { inputSource: { type: 's3' } } } },
  })
  t.match(files.get(`ingestions/${runId}.log`), 'S3 said no to ***')
  for (const path of files.keys()) if (path !== 'README.txt') t.match(files.get('README.txt'), `${path}\n`)
})

t.test('a bundle is handed out while Druid is away, and says so', async (t) => {
  await fake.close()
  const files = await download()
  t.match(JSON.parse(files.get('versions.json') ?? ''), { druid: { unavailable: /./ }, postgresql: /^\d+/ })
})
