import { mkdir, rm } from 'node:fs/promises'
import { hostname } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import manifest from '../package.json' with { type: 'json' }
import { buildApp } from './app.ts'
import { type Config, ConfigError, readConfig, settingsOf } from './config.ts'
import { createMemoryCache } from './ports/cache/memory.ts'
import { createDatabase, createPool } from './ports/database/postgres.ts'
import { watchPool } from './ports/database/watch-pool.ts'
import { createDruid } from './ports/druid/http.ts'
import { basicAuthorization } from './ports/druid/transport.ts'
import { createPostgresEvents } from './ports/events/postgres.ts'
import { createLog } from './ports/log/log.ts'
import { createS3 } from './ports/object-store/s3.ts'
import { createPeer } from './ports/peer/tls.ts'
import { createTabular } from './ports/tabular/duckdb.ts'
import { createSpool } from './ports/tabular/spool.ts'
import { createTelemetry } from './ports/telemetry/create-telemetry.ts'
import { createCurrent } from './ports/telemetry/current.ts'
import { measuredCache } from './ports/telemetry/measured-cache.ts'
import { measuredDruid } from './ports/telemetry/measured-druid.ts'
import { measuredStore } from './ports/telemetry/measured-store.ts'
import { openTracer } from './ports/telemetry/open-tracer.ts'
import { watchProcess } from './ports/telemetry/process-gauges.ts'
import { createPrometheus } from './ports/telemetry/prometheus.ts'
import { createWebhooks } from './ports/webhook/undici.ts'

const leastNode = [22, 19] as const

function requireNode(): void {
  const [major = 0, minor = 0] = process.versions.node.split('.').map(Number)
  if (major > leastNode[0] || (major === leastNode[0] && minor >= leastNode[1])) return
  throw new ConfigError([`Node.js: ${leastNode.join('.')} or newer is needed, this is ${process.versions.node}`])
}

async function start(config: Config): Promise<void> {
  const metrics = createPrometheus()
  const current = createCurrent()
  const { log, recent } = createLog({ level: config.LOG_LEVEL, about: current.about })
  const tracer = await openTracer({
    endpoint: config.OTEL_EXPORTER_OTLP_ENDPOINT,
    headers: config.OTEL_EXPORTER_OTLP_HEADERS,
    serviceName: config.OTEL_SERVICE_NAME,
    share: config.OTEL_TRACES_SAMPLER_ARG,
    version: manifest.version,
    metrics,
    log,
  })
  const telemetry = createTelemetry({ metrics, tracer, current })
  const unwatchProcess = watchProcess(metrics, manifest.version)
  const spoolFolder = join(config.SPOOL_DIR, 'files')
  const stagingFolder = join(config.SPOOL_DIR, 'staging')
  await rm(stagingFolder, { recursive: true, force: true })
  await mkdir(stagingFolder, { recursive: true })

  const pool = createPool({ connectionString: config.DATABASE_URL, size: config.DATABASE_POOL_SIZE, log })
  const aside = createPool({ connectionString: config.DATABASE_URL, size: 2, log, statementTimeoutMs: 4000 })
  watchPool(pool, metrics)
  const database = createDatabase(pool, { aside, telemetry })
  const events = createPostgresEvents({ connectionString: config.DATABASE_URL, pool, log })
  const objectStore = measuredStore(
    createS3({
      endpoint: config.S3_ENDPOINT,
      region: config.S3_REGION,
      bucket: config.S3_BUCKET,
      credentials:
        config.S3_ACCESS_KEY_ID !== undefined && config.S3_SECRET_ACCESS_KEY !== undefined
          ? { accessKeyId: config.S3_ACCESS_KEY_ID, secretAccessKey: config.S3_SECRET_ACCESS_KEY }
          : undefined,
      forcePathStyle: config.S3_FORCE_PATH_STYLE,
      largestBytes: config.UPLOAD_MAX_BYTES,
    }),
    telemetry,
  )
  const druid = measuredDruid(
    createDruid({
      url: config.DRUID_URL,
      brokerUrl: config.DRUID_BROKER_URL,
      authorization: basicAuthorization(config.DRUID_USERNAME, config.DRUID_PASSWORD),
    }),
    telemetry,
  )
  const spool = createSpool({
    folder: spoolFolder,
    maxBytes: config.SPOOL_MAX_BYTES,
    maxUnpackedBytes: config.UNPACKED_MAX_BYTES,
  })
  await spool.clear()
  const tabular = createTabular({ memoryMb: config.TABULAR_MEMORY_MB, spoolFolder })
  const cache = config.CACHE_BYTES === 0 ? null : measuredCache(createMemoryCache(config.CACHE_BYTES), metrics)
  const webhooks = createWebhooks({
    addresses: config.ALERT_WEBHOOKS,
    secret: config.ALERT_WEBHOOK_SECRET ?? null,
  })
  const ports = { druid, database, objectStore, tabular, spool, events, peer: createPeer(), webhooks, cache, telemetry }
  const instance = `${hostname()}:${config.PORT || process.pid}`
  const { app, schemaIsThere, drain } = await buildApp(ports, {
    version: manifest.version,
    log,
    settings: settingsOf(config),
    recentErrors: recent,
    allowedHosts: config.ALLOWED_HOSTS,
    metricsToken: config.METRICS_TOKEN ?? null,
    rateLimitPerMinute: config.RATE_LIMIT_PER_MINUTE,
    uploadMaxBytes: config.UPLOAD_MAX_BYTES,
    resumableExpiresMs: config.RESUMABLE_EXPIRES_MS,
    sqlTimeoutMs: config.SQL_TIMEOUT_MS,
    exportTimeoutMs: config.EXPORT_TIMEOUT_MS,
    queue: {
      atOnce: config.QUERIES_AT_ONCE,
      perClient: config.QUERIES_PER_CLIENT,
      waiting: config.QUERIES_WAITING,
    },
    slowQueryMs: config.SLOW_QUERY_MS,
    slowQueryDays: config.SLOW_QUERY_DAYS,
    instance,
    watchIntervalMs: config.WATCH_INTERVAL_MS,
    loadTimeoutMs: config.LOAD_TIMEOUT_MS,
    housekeeping: {
      graceMs: config.SWEEP_GRACE_MS,
      uploadRetentionDays: config.UPLOAD_RETENTION_DAYS ?? null,
      processedRetentionDays: config.PROCESSED_RETENTION_DAYS,
    },
    stagingFolder,
    health: {
      identity: {
        id: instance,
        version: manifest.version,
        startedAt: Date.now(),
      },
      periodMs: config.HEALTH_PERIOD_MS,
      spoolFolder: config.SPOOL_DIR,
      origins: [config.DRUID_URL, config.DRUID_BROKER_URL, config.S3_ENDPOINT].flatMap((url) => url ?? []),
      alertSeverity: config.ALERT_SEVERITY,
      limits: { uploadBytes: config.UPLOAD_MAX_BYTES },
    },
    pagesFolder: fileURLToPath(new URL('../../frontend/dist', import.meta.url)),
  })

  const stopping = new AbortController()
  const stop = async (signal: string) => {
    if (stopping.signal.aborted) return
    log.info({ signal }, 'stopping')
    stopping.abort()
    drain()
    const late = setTimeout(() => {
      log.warn('stopped with requests in flight')
      process.exit(1)
    }, config.SHUTDOWN_TIMEOUT_MS)
    await app.close()
    await Promise.allSettled([tabular.close(), events.close()])
    await Promise.allSettled([database.close(), druid.close(), webhooks.close(), tracer?.close()])
    objectStore.close()
    unwatchProcess()
    clearTimeout(late)
    log.info('stopped')
  }
  process.once('SIGTERM', () => void stop('SIGTERM'))
  process.once('SIGINT', () => void stop('SIGINT'))

  await app.listen({ host: config.HOST, port: config.PORT })
  const waiting = (error: Error) => log.warn({ err: error }, 'waiting for PostgreSQL and the object store')
  try {
    const applied = await database.migrate(stopping.signal, waiting)
    if (applied.length > 0) log.info({ applied }, 'the database schema is up to date')
    await objectStore.ensureBucket(stopping.signal, waiting)
    schemaIsThere()
  } catch (error) {
    if (!stopping.signal.aborted) throw error
  }
}

try {
  requireNode()
  await start(readConfig(process.env))
} catch (error) {
  if (!(error instanceof ConfigError)) throw error
  process.stderr.write(`${error.message}\n`)
  process.exitCode = 2
}
