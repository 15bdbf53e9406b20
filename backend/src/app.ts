import { randomUUID } from 'node:crypto'
import rateLimit from '@fastify/rate-limit'
import type { HousekeepingPolicy } from '@nemeton/contract'
import Fastify, { type FastifyBaseLogger, type FastifyInstance, LogController } from 'fastify'
import type { Logger } from 'pino'
import { datasourceRoutes } from './features/datasources/routes.ts'
import { exploreRoutes } from './features/explore/routes.ts'
import { exportRoutes } from './features/exports/routes.ts'
import { type HealthOptions, mountHealth } from './features/health/health.ts'
import { housekeepingRoutes } from './features/housekeeping/routes.ts'
import { ingestionRoutes } from './features/ingestions/routes.ts'
import { sqlRoutes } from './features/sql/routes.ts'
import { uploadRoutes } from './features/uploads/routes.ts'
import { viewRoutes } from './features/views/routes.ts'
import { answerError } from './http/errors.ts'
import { openapi } from './http/openapi.ts'
import { refuseForeignOrigins } from './http/origin.ts'
import { isApi, servePages } from './http/pages.ts'
import { localPrincipal } from './http/principal.ts'
import type { Ports } from './ports/ports.ts'
import { createAnswers } from './queries/answers.ts'
import { createDatasourceReader } from './queries/datasource-reader.ts'
import { createFingerprints } from './queries/fingerprint.ts'
import { createQueue, type QueueLimits } from './queries/queue.ts'
import { createSchemas } from './queries/schemas.ts'

export interface AppOptions {
  readonly version: string
  readonly log: Logger
  readonly allowedHosts: readonly string[]
  readonly rateLimitPerMinute: number
  readonly uploadMaxBytes: number
  readonly resumableExpiresMs: number
  readonly sqlTimeoutMs: number
  readonly exportTimeoutMs: number
  readonly queue: QueueLimits
  readonly watchIntervalMs: number
  readonly loadTimeoutMs: number
  readonly housekeeping: HousekeepingPolicy
  readonly stagingFolder: string
  readonly health: HealthOptions
  /** Folder of the built pages. */
  readonly pagesFolder: string
}

const mostBodyBytes = 1024 ** 2

export interface App {
  readonly app: FastifyInstance
  /** Called once the schema is up to date: from then on it may become ready. */
  schemaIsThere(): void
  /** From now on not ready, so that a balancer looks elsewhere. */
  drain(): void
}

/** The explicit, ordered list of plugins and features. */
export async function buildApp(ports: Ports, options: AppOptions): Promise<App> {
  const { version, log } = options
  const app = Fastify({
    loggerInstance: log as FastifyBaseLogger,
    bodyLimit: mostBodyBytes,
    requestIdHeader: false,
    genReqId: (request) => acceptedId(request.headers['x-request-id']) ?? randomUUID(),
    logController: new LogController({ disableRequestLogging: true }),
    forceCloseConnections: 'idle',
    return503OnClosing: false,
    routerOptions: { maxParamLength: 300 },
    frameworkErrors: answerError,
  })

  app.decorateRequest('principal', null)
  app.setErrorHandler(answerError)
  app.addHook('onRequest', async (request, reply) => {
    request.principal = localPrincipal
    reply.header('x-request-id', request.id)
    if (isApi(request.url)) reply.headers(apiHeaders)
  })
  app.addHook('onResponse', async (request, reply) => {
    request.log.info(
      {
        method: request.method,
        url: request.url.split('?')[0],
        status: reply.statusCode,
        elapsedMs: Math.round(reply.elapsedTime),
      },
      'answered',
    )
  })
  refuseForeignOrigins(app, options.allowedHosts)
  await app.register(rateLimit, {
    max: options.rateLimitPerMinute,
    timeWindow: 60_000,
    addHeadersOnExceeding: { 'x-ratelimit-limit': false, 'x-ratelimit-remaining': false, 'x-ratelimit-reset': false },
    allowList: (request) => /^\/api\/v1\/health\//.test(request.url),
  })

  const datasources = createDatasourceReader(ports)
  const timeoutMs = options.sqlTimeoutMs
  const schemas = createSchemas({ ...ports, datasources })
  const fingerprints = createFingerprints(ports.druid)
  const queue = createQueue(options.queue)
  const answers = createAnswers({ ...ports, schemas, fingerprints, queue, timeoutMs })
  const { uploadMaxBytes: maxBytes, resumableExpiresMs: expiresMs } = options
  await app.register((scope) => uploadRoutes(scope, { ...ports, datasources, log, maxBytes, expiresMs }))
  await app.register(async (scope) => ingestionRoutes(scope, { ...ports, ...options }))
  await app.register(async (scope) => housekeepingRoutes(scope, { ...ports, log, policy: options.housekeeping }))
  await app.register(async (scope) => datasourceRoutes(scope, { ...ports, datasources }))
  await app.register(async (scope) => exploreRoutes(scope, { answers, schemas }))
  await app.register(async (scope) =>
    exportRoutes(scope, { druid: ports.druid, schemas, queue, timeoutMs: options.exportTimeoutMs }),
  )
  await app.register(async (scope) => viewRoutes(scope, ports))
  await app.register(async (scope) => sqlRoutes(scope, { druid: ports.druid, queue, timeoutMs }))
  const { monitor } = mountHealth(app, ports, options.health, { log, statistics: null })
  const document = openapi(version)
  app.get('/api/v1/openapi.json', async () => document)
  await app.register((scope) => servePages(scope, options.pagesFolder))
  return { app, schemaIsThere: monitor.migrated, drain: monitor.drain }
}

/** Answers of the API are data: opened as a page, they may load and do nothing. Helmet's headers are for the pages. */
const apiHeaders = {
  'content-security-policy': "default-src 'none'; base-uri 'none'; frame-ancestors 'none'",
  'cross-origin-resource-policy': 'same-origin',
  'referrer-policy': 'no-referrer',
  'x-content-type-options': 'nosniff',
}

function acceptedId(header: string | string[] | undefined): string | null {
  return typeof header === 'string' && /^[A-Za-z0-9_.:-]{1,100}$/.test(header) ? header : null
}
