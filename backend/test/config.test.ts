import t from 'tap'
import { ConfigError, readConfig } from '../src/config.ts'

const least = { DATABASE_URL: 'postgres://nemeton:very-secret@127.0.0.1:5433/nemeton' }

t.test('needs the database alone and fills in the rest', async (t) => {
  const config = readConfig(least)
  t.equal(config.HOST, '127.0.0.1')
  t.equal(config.PORT, 4000)
  t.equal(config.DRUID_URL, 'http://127.0.0.1:8888')
  t.same(config.ALLOWED_HOSTS, [])
  t.ok(config.SPOOL_DIR.startsWith('/'), 'the spool folder is absolute')
  t.ok(Object.isFrozen(config))
})

const wrong: readonly [name: string, value: string][] = [
  ['PORT', 'eighty'],
  ['PORT', '70000'],
  ['PORT', '-1'],
  ['PORT', '40.5'],
  ['LOG_LEVEL', 'loud'],
  ['DATABASE_URL', 'mysql://127.0.0.1/nemeton'],
  ['DATABASE_URL', 'not an address'],
  ['DATABASE_POOL_SIZE', '0'],
  ['DRUID_URL', 'ftp://127.0.0.1'],
  ['DRUID_URL', '127.0.0.1:8888'],
  ['S3_ENDPOINT', 'store'],
  ['S3_BUCKET', 'Upper Case'],
  ['S3_FORCE_PATH_STYLE', 'maybe'],
  ['SPOOL_MAX_BYTES', '0'],
  ['UPLOAD_MAX_BYTES', '1 GB'],
  ['UNPACKED_MAX_BYTES', '-5'],
  ['RESUMABLE_EXPIRES_MS', '1 day'],
  ['TABULAR_MEMORY_MB', '1'],
  ['RATE_LIMIT_PER_MINUTE', '0'],
  ['SQL_TIMEOUT_MS', 'soon'],
  ['WATCH_INTERVAL_MS', '0'],
  ['LOAD_TIMEOUT_MS', 'x'],
  ['SHUTDOWN_TIMEOUT_MS', '-1'],
  ['UPLOAD_RETENTION_DAYS', '0'],
  ['PROCESSED_RETENTION_DAYS', 'never'],
  ['SWEEP_GRACE_MS', '-1'],
  ['CACHE_BYTES', '-1'],
  ['QUERIES_AT_ONCE', '0'],
  ['QUERIES_PER_CLIENT', 'all'],
  ['QUERIES_WAITING', '-1'],
  ['SLOW_QUERY_MS', '-1'],
  ['SLOW_QUERY_DAYS', '0'],
  ['CACHE_BYTES', '128 MB'],
  ['HEALTH_PERIOD_MS', '10'],
  ['ALERT_WEBHOOKS', 'ftp://127.0.0.1'],
  ['ALERT_WEBHOOK_SECRET', 'short'],
  ['ALERT_SEVERITY', 'info'],
  ['METRICS_TOKEN', 'short'],
  ['OTEL_EXPORTER_OTLP_ENDPOINT', 'collector:4318'],
  ['OTEL_EXPORTER_OTLP_HEADERS', 'no-value-here'],
  ['OTEL_EXPORTER_OTLP_HEADERS', 'a=%zz'],
  ['OTEL_EXPORTER_OTLP_HEADERS', 'a=1,b=%ff'],
  ['OTEL_TRACES_SAMPLER_ARG', '2'],
]
for (const [name, value] of wrong) {
  t.test(`names ${name} when it is "${value}", and does not repeat the value`, async (t) => {
    const error = refusal({ ...least, [name]: value })
    t.match(error.message, new RegExp(`^ {2}${name}: expected `, 'm'))
    if (value.length > 2) t.notMatch(error.message, value)
  })
}

t.test('takes several webhooks, and none without a secret to sign with', async (t) => {
  const ALERT_WEBHOOKS = 'https://one.example/hook, http://two.example/hook?token=x,'
  const { message } = refusal({ ...least, ALERT_WEBHOOKS })
  t.match(message, /^ {2}ALERT_WEBHOOK_SECRET: missing; expected at least 16 characters/m)
  t.notMatch(message, 'token')
  const config = readConfig({ ...least, ALERT_WEBHOOKS, ALERT_WEBHOOK_SECRET: 'a secret of some length' })
  t.same(config.ALERT_WEBHOOKS, ['https://one.example/hook', 'http://two.example/hook?token=x'])
  t.same(readConfig(least).ALERT_WEBHOOKS, [])
})

t.test('names every wrong value at once', async (t) => {
  const { message } = refusal({ PORT: 'x', LOG_LEVEL: 'loud', S3_BUCKET: '!' })
  for (const name of ['PORT', 'LOG_LEVEL', 'S3_BUCKET']) t.match(message, new RegExp(`^ {2}${name}: expected`, 'm'))
  t.match(message, /^ {2}DATABASE_URL: missing; expected a postgres:\/\/ address$/m)
})

t.test('takes an empty value for none', async (t) => {
  t.equal(readConfig({ ...least, PORT: '', S3_ENDPOINT: '' }).PORT, 4000)
  t.match(refusal({ DATABASE_URL: '' }).message, /DATABASE_URL: missing/)
})

t.test('reads further host names without regard to case and spaces', async (t) => {
  t.same(readConfig({ ...least, ALLOWED_HOSTS: ' Druid.Example , ,b.example' }).ALLOWED_HOSTS, [
    'druid.example',
    'b.example',
  ])
})

function refusal(env: Record<string, string>): Error {
  try {
    readConfig(env)
  } catch (error) {
    if (error instanceof ConfigError) return error
    throw error
  }
  throw new Error('the environment was taken')
}

t.test('reads the headers of the collector as OpenTelemetry writes them', async (t) => {
  const config = readConfig({ ...least, OTEL_EXPORTER_OTLP_HEADERS: 'authorization=Basic%20YTpi, x-org = a=b ,' })
  t.same(config.OTEL_EXPORTER_OTLP_HEADERS, { authorization: 'Basic YTpi', 'x-org': 'a=b' })
  t.same(readConfig(least).OTEL_EXPORTER_OTLP_HEADERS, {})
})
