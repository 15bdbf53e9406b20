import { join } from 'node:path'
import { answersOk } from './answers.ts'
import type { DataFolders } from './data-folders.ts'
import { baseEnvironment, type PartPlan } from './part-plan.ts'
import type { Ports } from './ports.ts'
import { databaseUrl } from './postgres.ts'
import { bucket, region, s3Endpoint } from './s3.ts'
import type { Secrets } from './secrets.ts'

const repository = join(import.meta.dirname, '../..')

/** What a person may set for the service in the shell that starts the stack. */
export const passedOn = [
  'LOG_LEVEL',
  'DATABASE_POOL_SIZE',
  'SPOOL_MAX_BYTES',
  'UPLOAD_MAX_BYTES',
  'UNPACKED_MAX_BYTES',
  'RESUMABLE_EXPIRES_MS',
  'ALLOWED_HOSTS',
  'RATE_LIMIT_PER_MINUTE',
  'METRICS_TOKEN',
  'OTEL_EXPORTER_OTLP_ENDPOINT',
  'OTEL_EXPORTER_OTLP_HEADERS',
  'OTEL_SERVICE_NAME',
  'OTEL_TRACES_SAMPLER_ARG',
  'SQL_TIMEOUT_MS',
  'EXPORT_TIMEOUT_MS',
  'QUERIES_AT_ONCE',
  'QUERIES_PER_CLIENT',
  'QUERIES_WAITING',
  'SLOW_QUERY_MS',
  'SLOW_QUERY_DAYS',
  'CACHE_BYTES',
  'WATCH_INTERVAL_MS',
  'LOAD_TIMEOUT_MS',
  'UPLOAD_RETENTION_DAYS',
  'PROCESSED_RETENTION_DAYS',
  'SWEEP_GRACE_MS',
  'SHUTDOWN_TIMEOUT_MS',
  'TABULAR_MEMORY_MB',
  'HEALTH_PERIOD_MS',
  'ALERT_WEBHOOKS',
  'ALERT_WEBHOOK_SECRET',
  'ALERT_SEVERITY',
]

export function nemetonEnvironment(
  folders: DataFolders,
  ports: Ports,
  secrets: Secrets,
  source: NodeJS.ProcessEnv = process.env,
): Record<string, string> {
  return {
    LOG_LEVEL: 'info',
    ...Object.fromEntries(passedOn.flatMap((name) => (source[name] ? [[name, source[name]]] : []))),
    HOST: '127.0.0.1',
    PORT: String(ports.nemeton),
    DATABASE_URL: databaseUrl(ports, secrets),
    DRUID_URL: `http://127.0.0.1:${ports.router}`,
    DRUID_BROKER_URL: `http://127.0.0.1:${ports.broker}`,
    S3_ENDPOINT: s3Endpoint(ports),
    S3_REGION: region,
    S3_BUCKET: bucket,
    S3_ACCESS_KEY_ID: secrets.s3AccessKeyId,
    S3_SECRET_ACCESS_KEY: secrets.s3SecretAccessKey,
    SPOOL_DIR: folders.spool,
  }
}

/** glibc keeps what large buffers leave unless told otherwise: with these an upload's peak is a quarter lower. */
const returnMemory = { MALLOC_ARENA_MAX: '1', MALLOC_MMAP_THRESHOLD_: '262144', MALLOC_TRIM_THRESHOLD_: '131072' }

/** Compiled code is kept between starts, which spares a second of each. */
const keepCompiled = { NODE_COMPILE_CACHE: join(repository, 'node_modules/.cache/nemeton') }

export function planNemeton(ports: Ports, env: Readonly<Record<string, string>>): PartPlan {
  return {
    name: 'nemeton',
    command: process.execPath,
    args: ['--max-semi-space-size=4', join(repository, 'backend/src/main.ts')],
    env: { ...baseEnvironment(), ...returnMemory, ...keepCompiled, ...env },
    cwd: repository,
    stopSignal: 'SIGTERM',
    graceMs: 15_000,
    readyWithinMs: 120_000,
    isReady: () => answersOk(`http://127.0.0.1:${ports.nemeton}/api/v1/health/live`),
  }
}
