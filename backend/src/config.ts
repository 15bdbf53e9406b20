import { isAbsolute, resolve } from 'node:path'
import { z } from 'zod'

const MiB = 1024 ** 2
const GiB = 1024 ** 3

const flag = z.enum(['true', 'false']).transform((value) => value === 'true')
const bytes = (standard: number) => z.coerce.number().int().positive().default(standard)
const names = z
  .string()
  .default('')
  .transform((value) =>
    value
      .split(',')
      .map((name) => name.trim().toLowerCase())
      .filter((name) => name !== ''),
  )
/** As OpenTelemetry writes them: `name=value`, percent-encoded, separated by commas. */
const headers = z
  .string()
  .default('')
  .transform((value, context) => {
    const pairs = value.split(',').filter((pair) => pair.trim() !== '')
    try {
      return Object.fromEntries(
        pairs.map((pair) => {
          const [, name, text] = /^\s*([\w-]+)\s*=(.*)$/.exec(pair) ?? []
          if (name === undefined || text === undefined) throw new Error('no pair')
          return [name, decodeURIComponent(text.trim())]
        }),
      )
    } catch {
      context.addIssue({ code: 'custom', message: 'name=value, separated by commas' })
      return z.NEVER
    }
  })
const httpUrl = z.url({ protocol: /^https?$/, error: 'an http:// or https:// address' })

const addresses = z
  .string()
  .default('')
  .transform((value) => value.split(',').map((address) => address.trim()))
  .transform((list) => list.filter((address) => address !== ''))
  .refine((list) => list.every((address) => httpUrl.safeParse(address).success), {
    error: 'http:// or https:// addresses, separated by commas',
  })

const environment = z.object({
  HOST: z.string().min(1).default('127.0.0.1'),
  PORT: z.coerce.number().int().min(0).max(65_535).default(4000),
  LOG_LEVEL: z.enum(['fatal', 'error', 'warn', 'info', 'debug', 'trace', 'silent']).default('info'),
  DATABASE_URL: z.url({ protocol: /^postgres(ql)?$/, error: 'a postgres:// address' }),
  DATABASE_POOL_SIZE: z.coerce.number().int().min(2).max(200).default(10),
  DRUID_URL: httpUrl.default('http://127.0.0.1:8888'),
  DRUID_BROKER_URL: httpUrl.optional(),
  DRUID_USERNAME: z.string().optional(),
  DRUID_PASSWORD: z.string().optional(),
  S3_ENDPOINT: httpUrl.optional(),
  S3_REGION: z.string().min(1).default('us-east-1'),
  S3_BUCKET: z
    .string()
    .regex(/^[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]$/, '3 to 63 lower-case letters, digits, dots and hyphens')
    .default('nemeton'),
  S3_ACCESS_KEY_ID: z.string().min(1).optional(),
  S3_SECRET_ACCESS_KEY: z.string().min(1).optional(),
  S3_FORCE_PATH_STYLE: flag.default(true),
  SPOOL_DIR: z.string().min(1).default('.data/spool'),
  SPOOL_MAX_BYTES: bytes(50 * GiB),
  UPLOAD_MAX_BYTES: bytes(10 * GiB),
  RESUMABLE_EXPIRES_MS: z.coerce.number().int().min(1000).default(86_400_000),
  UNPACKED_MAX_BYTES: bytes(40 * GiB),
  TABULAR_MEMORY_MB: z.coerce.number().int().min(64).default(200),
  ALLOWED_HOSTS: names,
  METRICS_TOKEN: z.string().min(16, 'at least 16 characters').optional(),
  OTEL_EXPORTER_OTLP_ENDPOINT: httpUrl.optional(),
  OTEL_EXPORTER_OTLP_HEADERS: headers,
  OTEL_SERVICE_NAME: z.string().min(1).default('nemeton'),
  OTEL_TRACES_SAMPLER_ARG: z.coerce.number().min(0).max(1).default(1),
  RATE_LIMIT_PER_MINUTE: z.coerce.number().int().min(1).default(3000),
  SQL_TIMEOUT_MS: z.coerce.number().int().min(1000).default(300_000),
  EXPORT_TIMEOUT_MS: z.coerce.number().int().min(1000).default(3_600_000),
  QUERIES_AT_ONCE: z.coerce.number().int().min(1).default(32),
  QUERIES_PER_CLIENT: z.coerce.number().int().min(1).default(16),
  QUERIES_WAITING: z.coerce.number().int().min(0).default(200),
  SLOW_QUERY_MS: z.coerce.number().int().min(0).default(2000),
  SLOW_QUERY_DAYS: z.coerce.number().int().min(1).max(36_500).default(14),
  CACHE_BYTES: z.coerce
    .number()
    .int()
    .min(0)
    .default(128 * MiB),
  WATCH_INTERVAL_MS: z.coerce.number().int().min(50).default(500),
  LOAD_TIMEOUT_MS: z.coerce.number().int().min(1000).default(600_000),
  UPLOAD_RETENTION_DAYS: z.coerce.number().int().min(1).max(36_500).optional(),
  PROCESSED_RETENTION_DAYS: z.coerce.number().int().min(0).max(36_500).default(7),
  SWEEP_GRACE_MS: z.coerce.number().int().min(0).default(3_600_000),
  HEALTH_PERIOD_MS: z.coerce.number().int().min(1000).max(600_000).default(10_000),
  ALERT_WEBHOOKS: addresses,
  ALERT_WEBHOOK_SECRET: z.string().min(16, 'at least 16 characters').optional(),
  ALERT_SEVERITY: z.enum(['warning', 'critical']).default('warning'),
  SHUTDOWN_TIMEOUT_MS: z.coerce.number().int().min(0).default(10_000),
})

const whole = environment.refine(
  ({ ALERT_WEBHOOKS, ALERT_WEBHOOK_SECRET }) => ALERT_WEBHOOKS.length === 0 || ALERT_WEBHOOK_SECRET !== undefined,
  { path: ['ALERT_WEBHOOK_SECRET'], error: 'at least 16 characters, for ALERT_WEBHOOKS are set' },
)

export type Config = Readonly<z.infer<typeof environment>>

/** Every setting by its name, null for one that is not set. */
export const settingsOf = (config: Config): Readonly<Record<string, unknown>> =>
  Object.fromEntries(Object.keys(environment.shape).map((name) => [name, config[name as keyof Config] ?? null]))

/** Names every wrong value at once; values themselves stay unsaid, they may be secrets. */
export class ConfigError extends Error {
  constructor(problems: readonly string[]) {
    super(`The environment is not right:\n${problems.map((problem) => `  ${problem}`).join('\n')}`)
    this.name = 'ConfigError'
  }
}

export function readConfig(env: Readonly<Record<string, string | undefined>>): Config {
  const present = Object.fromEntries(Object.entries(env).filter(([, value]) => value !== undefined && value !== ''))
  const parsed = whole.safeParse(present)
  if (!parsed.success) {
    throw new ConfigError(
      parsed.error.issues.map((issue) => {
        const name = issue.path.join('.')
        return `${name}: ${present[name] === undefined ? 'missing; expected' : 'expected'} ${expectation(issue.message)}`
      }),
    )
  }
  const config = parsed.data
  const spool = isAbsolute(config.SPOOL_DIR) ? config.SPOOL_DIR : resolve(config.SPOOL_DIR)
  return Object.freeze({ ...config, SPOOL_DIR: spool })
}

function expectation(message: string): string {
  return message.replace(/^Invalid (input|option): expected /, '').replace(/, received .*$/, '')
}
