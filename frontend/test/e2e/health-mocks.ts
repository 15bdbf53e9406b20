import {
  type CheckResult,
  cancelRunningQuery,
  type Endpoint,
  getCheckHistory,
  getDiagnostics,
  getDruidHealth,
  getLoadQueues,
  getQueryLatencies,
  getSlowQueryPlan,
  getTaskLog,
  getTimeline,
  getTopology,
  listDatasources,
  listRunningQueries,
  listSlowQueries,
  listStateChanges,
  listTasks,
  type Part,
  runDiagnostics,
  type Severity,
} from '@nemeton/contract'
import type { Page, Request } from 'playwright-core'
import type { z } from 'zod'

const minute = 60_000
const hour = 60 * minute
/** An instant that many milliseconds ago. */
export const ago = (ms: number): string => new Date(Date.now() - ms).toISOString()

type Answer<E extends Endpoint> = z.input<E['result']>
/** What an endpoint answers; null: it fails. */
type Mock = readonly [endpoint: Endpoint, answer: (request: Request) => unknown]

/** Answers of the contract's shape or none: a mock that drifts from it fails here, not on the page. */
export const mock = <E extends Endpoint>(endpoint: E, answer: (request: Request) => Answer<E> | null): Mock => [
  endpoint,
  answer,
]

const patternOf = (path: string): RegExp => new RegExp(`${path.replace(/:\w+/g, '[^/?]+')}(\\?.*)?$`)

export async function route(page: Page, mocks: readonly Mock[]): Promise<void> {
  for (const [endpoint, answer] of mocks)
    await page.route(patternOf(endpoint.path), async (route) => {
      const request = route.request()
      if (request.method() !== endpoint.method) return route.fallback()
      const data = answer(request)
      const metadata = { requestId: 'req-of-the-test' }
      if (data === null)
        return route.fulfill({
          status: 502,
          json: { data, error: { code: 'druid_unavailable', message: 'Druid does not answer.' }, metadata },
        })
      return route.fulfill({ json: { data: endpoint.result.parse(data), error: null, metadata } })
    })
}

export function check(name: string, severity: Severity, more: Partial<CheckResult> = {}): CheckResult {
  return {
    check: name,
    title: name.replaceAll('-', ' ').replace(/^./, (first) => first.toUpperCase()),
    group: 'druid',
    severity,
    sentence: `It is ${severity}.`,
    subjects: [],
    evidence: { facts: [{ label: 'Looked at', value: 7, unit: 'count' }], source: 'GET /status/health' },
    remedy: severity === 'ok' ? null : 'Look at the log of the part, then start it again.',
    link: null,
    firstSeen: severity === 'ok' ? null : ago(14 * minute),
    lastChanged: ago(14 * minute),
    checkedAt: ago(2000),
    ...more,
  }
}

export const segmentsMissing = check('segments-unavailable', 'critical', {
  title: 'Segments available',
  group: 'segments',
  sentence: '37 of 412 segments of 2 datasources cannot be queried.',
  subjects: ['sales', 'wikipedia'],
  evidence: {
    facts: [
      { label: 'Published', value: 412, unit: 'count' },
      { label: 'Not available', value: 37, unit: 'count' },
      { label: 'Bytes of them', value: 1_893_000_000, unit: 'bytes' },
      { label: 'Share', value: 0.0898, unit: 'share' },
      { label: 'Longest away', value: 841_000, unit: 'ms' },
      { label: 'Last load', value: ago(20 * minute), unit: 'instant' },
    ],
    source: 'SELECT datasource, COUNT(*)\nFROM sys.segments\nWHERE is_published = 1 AND is_available = 0\nGROUP BY 1',
  },
  remedy: 'Start the historical that is missing, or give the others room: the coordinator then loads what is away.',
  link: { title: 'Segments in Druid’s console', url: 'http://127.0.0.1:8888/unified-console.html#segments' },
})

export const checks: readonly CheckResult[] = [
  segmentsMissing,
  check('segments-under-replicated', 'warning', {
    title: 'Segments replicated',
    group: 'segments',
    sentence: '120 segments have fewer copies than their rules ask for.',
    firstSeen: ago(3 * hour),
    lastChanged: ago(3 * hour),
  }),
  check('segment-sizes', 'info', {
    title: 'Sizes of segments',
    group: 'segments',
    sentence: '3 datasources have segments of less than 5 MB; compaction would join them.',
    firstSeen: ago(90 * hour),
  }),
  check('servers-missing', 'critical', {
    title: 'Servers of Druid',
    sentence: 'The historical at localhost:8083 is gone.',
    subjects: ['localhost:8083'],
    firstSeen: ago(13 * minute),
  }),
  check('leaders', 'ok', { title: 'Leaders', sentence: 'One coordinator and one overlord lead, for 3 d.' }),
  check('versions', 'ok', { title: 'Versions', sentence: 'All 8 servers run 33.0.0.' }),
  check('extensions', 'ok', { title: 'Extensions', sentence: 'All 5 extensions that features need are loaded.' }),
  check('task-slots', 'warning', {
    title: 'Task slots',
    group: 'ingestion',
    sentence: 'All 2 task slots are taken, and 3 tasks wait, the first for 6 min.',
  }),
  check('supervisors', 'unknown', {
    title: 'Supervisors',
    group: 'ingestion',
    sentence: 'Not known: the overlord did not answer in 5 s.',
  }),
  check('object-store', 'ok', {
    title: 'Object store',
    group: 'storage',
    sentence: 'Wrote, read, listed and deleted a canary in 31 ms.',
  }),
  check('postgresql', 'ok', { title: 'PostgreSQL', group: 'storage', sentence: 'Answers in 0.7 ms, nothing waits.' }),
  check('query-latency', 'ok', {
    title: 'Query latency',
    group: 'queries',
    sentence: 'p95 of 180 ms, as on the day before.',
  }),
  check('event-loop', 'ok', { title: 'Event loop', group: 'service', sentence: 'Late by 2 ms at most.' }),
  check('clock-skew', 'ok', { title: 'Clocks', group: 'service', sentence: 'All within 40 ms of one another.' }),
]

export const diagnosticsOf = (
  results: readonly CheckResult[],
  more: Partial<Answer<typeof getDiagnostics>> = {},
): Answer<typeof getDiagnostics> => ({
  severity: results[0]?.severity ?? 'unknown',
  checkedAt: ago(2000),
  collection: { instance: 'nemeton:host:4000', periodMs: 10_000, tookMs: 142, druidCalls: 7 },
  checks: [...results],
  ...more,
})

function part(role: Part['role'], place: string, more: Partial<Part> = {}): Part {
  return {
    id: `${role}:${place}`,
    name: ['PostgreSQL', 'Object store', 'ZooKeeper'].includes(place) ? place : `${role.replace('_', ' ')} ${place}`,
    role,
    state: 'up',
    since: ago(3 * 24 * hour),
    leader: null,
    tier: null,
    version: '33.0.0',
    startedAt: ago(3 * 24 * hour),
    latencyMs: 2.4,
    capacity: null,
    message: null,
    checkedAt: ago(1000),
    ...more,
  }
}

export const parts: readonly Part[] = [
  part('service', 'host:4000', {
    name: 'Nemeton host:4000',
    version: '0.1.0',
    latencyMs: 1.2,
    startedAt: ago(50 * minute),
  }),
  part('service', 'host:4001', {
    name: 'Nemeton host:4001',
    version: '0.1.0',
    latencyMs: 1.2,
    startedAt: ago(51 * minute),
  }),
  part('postgresql', 'PostgreSQL', {
    version: '18.4',
    latencyMs: 0.7,
    capacity: { used: 6, most: 20, unit: 'connections' },
  }),
  part('objectStore', 'Object store', { version: null, latencyMs: 31, startedAt: null }),
  part('zookeeper', 'ZooKeeper', { version: null, startedAt: null, state: 'unknown', message: 'Druid does not say.' }),
  part('coordinator', 'localhost:8081', { leader: true }),
  part('overlord', 'localhost:8081', { leader: true, capacity: { used: 2, most: 2, unit: 'slots' } }),
  part('broker', 'localhost:8082'),
  part('router', 'localhost:8888'),
  part('historical', 'localhost:8083', {
    state: 'down',
    since: ago(13 * minute),
    tier: '_default_tier',
    latencyMs: null,
    startedAt: null,
    message: 'It is not announced any more.',
  }),
  part('historical', 'localhost:8183', {
    tier: '_default_tier',
    capacity: { used: 1_720_000_000, most: 2_000_000_000, unit: 'bytes' },
  }),
  part('indexer', 'localhost:8091', { capacity: { used: 2, most: 2, unit: 'slots' } }),
]

const sql = `SELECT branch, SUM(amount) AS turnover\nFROM sales\nWHERE __time >= TIMESTAMP '2024-01-01'\nGROUP BY 1\nORDER BY 2 DESC\nLIMIT 5`

export const running: Answer<typeof listRunningQueries>['items'] = [
  {
    queryId: 'q-1',
    kind: 'sql',
    state: 'running',
    sql,
    datasource: 'sales',
    client: '10.0.0.7',
    instance: 'host:4000',
    startedAt: ago(84_000),
    ageMs: 84_000,
  },
  {
    queryId: 'q-2',
    kind: 'explore',
    state: 'waiting',
    sql: null,
    datasource: 'wikipedia',
    client: '10.0.0.9',
    instance: 'host:4001',
    startedAt: ago(900),
    ageMs: 900,
  },
]

export const slow: Answer<typeof listSlowQueries>['items'] = (
  ['answered', 'failed', 'timed_out', 'canceled'] as const
).map((outcome, index) => ({
  id: String(40 - index),
  queryId: `slow-${index}`,
  kind: index === 1 ? ('export' as const) : ('explore' as const),
  at: ago((index + 1) * 7 * minute),
  elapsedMs: [2400, 61_000, 300_000, 5100][index] ?? 0,
  waitedMs: index === 0 ? 310 : 0,
  outcome,
  message: outcome === 'failed' ? 'Druid ran out of merge buffers.' : null,
  datasource: 'sales',
  client: '10.0.0.7',
  sql,
  rows: outcome === 'answered' ? 5 : null,
}))

const plan = [
  {
    query: {
      queryType: 'topN',
      dataSource: { type: 'table', name: 'sales' },
      dimension: { type: 'default', dimension: 'branch', outputName: 'd0', outputType: 'STRING' },
      metric: { type: 'numeric', metric: 'a0' },
      threshold: 5,
      intervals: { type: 'intervals', intervals: ['2024-01-01T00:00:00.000Z/2025-01-01T00:00:00.000Z'] },
      aggregations: [{ type: 'doubleSum', name: 'a0', fieldName: 'amount' }],
    },
    columnMappings: [
      { queryColumn: 'd0', outputColumn: 'branch' },
      { queryColumn: 'a0', outputColumn: 'turnover' },
    ],
  },
]

export const tasks: Answer<typeof listTasks>['items'] = [
  {
    id: 'index_parallel_sales_running',
    type: 'index_parallel',
    datasource: 'sales',
    state: 'running',
    createdAt: ago(80_000),
    durationMs: 80_000,
    location: 'localhost:8100',
    error: null,
    ingestionId: '0b9c9a52-6f0b-4c56-9a55-6a64e1b3a001',
  },
  {
    id: 'index_parallel_sales_waiting',
    type: 'index_parallel',
    datasource: 'sales',
    state: 'waiting',
    createdAt: ago(40_000),
    durationMs: null,
    location: null,
    error: null,
    ingestionId: '0b9c9a52-6f0b-4c56-9a55-6a64e1b3a002',
  },
  {
    id: 'compact_wikipedia_failed',
    type: 'compact',
    datasource: 'wikipedia',
    state: 'failed',
    createdAt: ago(2 * hour),
    durationMs: 33_000,
    location: 'localhost:8101',
    error: 'Not enough direct memory: 512 MiB asked for, 256 MiB there.',
    ingestionId: null,
  },
]

export const changes: Answer<typeof listStateChanges>['items'] = [
  {
    id: '912',
    at: ago(13 * minute),
    kind: 'check',
    subject: 'segments-unavailable',
    severity: 'critical',
    from: 'ok',
    to: 'critical',
    sentence: '37 of 412 segments of 2 datasources cannot be queried.',
  },
  {
    id: '911',
    at: ago(13 * minute + 4000),
    kind: 'server',
    subject: 'historical:localhost:8083',
    severity: 'critical',
    from: 'up',
    to: 'down',
    sentence: 'The historical at localhost:8083 is gone.',
  },
  {
    id: '910',
    at: ago(50 * minute),
    kind: 'instance',
    subject: 'nemeton:host:4000',
    severity: 'ok',
    from: null,
    to: 'up',
    sentence: 'An instance of Nemeton 0.1.0 has started.',
  },
  {
    id: '870',
    at: ago(26 * hour),
    kind: 'leader',
    subject: 'coordinator',
    severity: 'info',
    from: 'localhost:8181',
    to: 'localhost:8081',
    sentence: 'The coordinator at localhost:8081 leads now.',
  },
]

const minutes: Answer<typeof getQueryLatencies>['minutes'] = Array.from({ length: 60 }, (_, index) => index).flatMap(
  (index) =>
    (['explore', 'sql', 'export'] as const).flatMap((kind, place) =>
      (index + place) % (place * 5 + 1) > 0
        ? []
        : [
            {
              at: new Date(Math.floor(Date.now() / minute - (59 - index)) * minute).toISOString(),
              kind,
              count: 3 + (index % 7),
              p50Ms: 40 + 30 * place + (index % 9) * 4,
              p95Ms: 180 + 90 * place + (index % 11) * 20,
              p99Ms: 320 + 200 * place + (index % 13) * 40 + (index === 41 ? 1400 : 0),
            },
          ],
    ),
)

/** Every severity, a part that is down and one that nobody knows, queries, tasks, changes. */
export const troubled: readonly Mock[] = [
  mock(getDiagnostics, () => diagnosticsOf(checks)),
  mock(runDiagnostics, () => diagnosticsOf(checks)),
  mock(getCheckHistory, (request) => {
    const named = new URL(request.url()).searchParams.get('check') ?? ''
    const said = (from: number, to: number, severity: Severity, sentence: string) => ({
      from: ago(from),
      to: ago(to),
      severity,
      sentence,
    })
    return {
      check: named,
      periods: [
        said(22 * hour, 11 * hour, 'ok', 'All segments can be queried.'),
        said(11 * hour, 10 * hour, 'unknown', 'Not known: the broker did not answer.'),
        said(10 * hour, 7 * hour, 'ok', 'All segments can be queried.'),
        said(7 * hour, 6.5 * hour, 'warning', '2 segments are on their way.'),
        said(6.5 * hour, 14 * minute, 'ok', 'All segments can be queried.'),
        said(14 * minute, 0, 'critical', '37 of 412 segments cannot be queried.'),
      ],
    }
  }),
  mock(listStateChanges, (request) => {
    const { searchParams } = new URL(request.url())
    const kind = searchParams.get('kind')
    const of = changes.filter((change) => kind === null || change.kind === kind)
    const limit = Number(searchParams.get('limit') ?? 50)
    if (searchParams.get('cursor') === 'older')
      return { items: changes.slice(3).filter((change) => kind === null || change.kind === kind), nextCursor: null }
    return kind === null && limit >= 30
      ? { items: of.slice(0, 3), nextCursor: 'older' }
      : { items: of, nextCursor: null }
  }),
  mock(getTopology, () => ({ checkedAt: ago(1000), parts: [...parts] })),
  mock(listRunningQueries, () => ({ items: running, complete: true })),
  mock(cancelRunningQuery, () => ({ queryId: 'q-1' })),
  mock(listSlowQueries, (request) => {
    const { searchParams } = new URL(request.url())
    const items =
      searchParams.get('orderBy') === 'elapsedMs' ? [...slow].sort((a, b) => b.elapsedMs - a.elapsedMs) : slow
    return searchParams.get('cursor') === 'more'
      ? { items: items.slice(2), nextCursor: null, thresholdMs: 2000, dropped: 0 }
      : { items: items.slice(0, 2), nextCursor: 'more', thresholdMs: 2000, dropped: 0 }
  }),
  mock(getSlowQueryPlan, () => ({ plan, attributes: { statementType: 'SELECT' } })),
  mock(listTasks, () => ({ items: tasks, slots: { used: 2, total: 2 } })),
  mock(getTaskLog, () => ({ id: tasks[0]?.id ?? '', tail: '2026-11-28T13:00:01Z INFO [main] read 10,000 rows\n' })),
  mock(getLoadQueues, () => ({
    items: [
      {
        server: 'localhost:8183',
        tier: '_default_tier',
        toLoad: { segments: 37, bytes: 1_893_000_000 },
        toDrop: { segments: 0, bytes: 0 },
      },
    ],
  })),
  mock(getQueryLatencies, () => ({
    items: (['explore', 'sql', 'export'] as const).map((kind, place) => ({
      kind,
      count: place === 2 ? 0 : 31 - 9 * place,
      p50Ms: place === 2 ? null : 44,
      p95Ms: place === 2 ? null : 190,
      p99Ms: place === 2 ? null : 410,
      baselineP95Ms: place === 0 ? 170 : null,
    })),
    minutes,
  })),
  mock(getDruidHealth, () => ({
    state: 'up' as const,
    message: null,
    checkedAt: ago(1000),
    servers: [],
    taskSlots: { used: 2, total: 2 },
    extensions: ['druid-datasketches', 'druid-s3-extensions', 'postgresql-metadata-storage'],
  })),
]

/** A place where nothing has happened yet. */
export const quiet: readonly Mock[] = [
  mock(getDiagnostics, () => diagnosticsOf(checks.filter(({ severity }) => severity === 'ok'))),
  mock(getTopology, () => ({ checkedAt: ago(1000), parts: parts.filter(({ state }) => state === 'up') })),
  mock(getCheckHistory, () => ({ check: 'leaders', periods: [] })),
  mock(listStateChanges, () => ({ items: [], nextCursor: null })),
  mock(listRunningQueries, () => ({ items: [], complete: true })),
  mock(listSlowQueries, () => ({ items: [], nextCursor: null, thresholdMs: 2000, dropped: 0 })),
  mock(listTasks, () => ({ items: [], slots: { used: 0, total: 2 } })),
  mock(getLoadQueues, () => ({ items: [] })),
  mock(getQueryLatencies, () => ({ items: [], minutes: [] })),
  mock(listDatasources, () => ({ items: [], nextCursor: null, dropped: [] })),
]

/** Every call of the page fails, each for itself. */
export const failing: readonly Mock[] = [
  getDiagnostics,
  getTopology,
  listStateChanges,
  listRunningQueries,
  listSlowQueries,
  listTasks,
  getLoadQueues,
  getQueryLatencies,
  getTimeline,
].map((endpoint) => mock(endpoint, () => null))
