import {
  getCheckHistory,
  getDiagnostics,
  getDruidHealth,
  getHousekeeping,
  getLoadQueues,
  getQueryLatencies,
  getSlowQueryPlan,
  getTaskLog,
  getTopology,
  listRunningQueries,
  listSlowQueries,
  listStateChanges,
  listTasks,
  type StateChange,
} from '@nemeton/contract'
import { infiniteQueryOptions, queryOptions } from '@tanstack/react-query'
import { call } from '../api/call.ts'
import { dayMs } from '../format/time.ts'

/** Nothing is asked while the tab is hidden; what was missed is asked as soon as it is seen again. */
const every = (refetchInterval: number) =>
  ({ refetchInterval, staleTime: 0, retry: false, refetchOnWindowFocus: true }) as const

export const diagnosticsQuery = queryOptions({
  queryKey: ['diagnostics'],
  queryFn: ({ signal }) => call(getDiagnostics, { signal }),
  ...every(5000),
})

export const topologyQuery = queryOptions({
  queryKey: ['health', 'topology'],
  queryFn: async ({ signal }) => {
    const asked = performance.now()
    const topology = await call(getTopology, { signal })
    return { ...topology, roundTripMs: performance.now() - asked }
  },
  ...every(5000),
})

export const historySpans = { '24h': dayMs, '30d': 30 * dayMs } as const

export const checkHistoryQuery = (check: string, span: keyof typeof historySpans) =>
  queryOptions({
    queryKey: ['diagnostics', 'history', check, span],
    queryFn: async ({ signal }) => {
      const to = Date.now()
      const from = to - historySpans[span]
      const query = { check, from: new Date(from).toISOString(), to: new Date(to).toISOString() }
      const { periods } = await call(getCheckHistory, { query, signal })
      return { from, to, periods }
    },
    ...every(60_000),
  })

export const changesQuery = (kind: StateChange['kind'] | null) =>
  infiniteQueryOptions({
    queryKey: ['diagnostics', 'changes', kind],
    queryFn: ({ signal, pageParam }) =>
      call(listStateChanges, { query: { limit: 30, cursor: pageParam, kind: kind ?? undefined }, signal }),
    initialPageParam: undefined as string | undefined,
    getNextPageParam: ({ nextCursor }) => nextCursor ?? undefined,
    ...every(5000),
  })

export const runningQuery = queryOptions({
  queryKey: ['operations', 'queries'],
  queryFn: ({ signal }) => call(listRunningQueries, { signal }),
  ...every(2000),
})

export const slowQuery = (orderBy: 'at' | 'elapsedMs') =>
  infiniteQueryOptions({
    queryKey: ['operations', 'slow-queries', orderBy],
    queryFn: ({ signal, pageParam }) =>
      call(listSlowQueries, { query: { limit: 10, cursor: pageParam, orderBy }, signal }),
    initialPageParam: undefined as string | undefined,
    getNextPageParam: ({ nextCursor }) => nextCursor ?? undefined,
    ...every(15_000),
  })

export const planQuery = (id: string) =>
  queryOptions({
    queryKey: ['operations', 'slow-queries', 'plan', id],
    queryFn: ({ signal }) => call(getSlowQueryPlan, { params: { id }, signal }),
    staleTime: 60_000,
    retry: false,
  })

export const latenciesQuery = queryOptions({
  queryKey: ['operations', 'latencies'],
  queryFn: ({ signal }) => call(getQueryLatencies, { signal }),
  ...every(15_000),
})

export const tasksQuery = queryOptions({
  queryKey: ['operations', 'tasks'],
  queryFn: ({ signal }) => call(listTasks, { signal }),
  ...every(5000),
})

export const taskLogQuery = (id: string, isMoving: boolean) =>
  queryOptions({
    queryKey: ['operations', 'tasks', 'log', id],
    queryFn: ({ signal }) => call(getTaskLog, { params: { id }, signal }),
    ...every(5000),
    refetchInterval: isMoving ? 5000 : false,
  })

export const queuesQuery = queryOptions({
  queryKey: ['operations', 'load-queues'],
  queryFn: ({ signal }) => call(getLoadQueues, { signal }),
  ...every(5000),
})

export const druidQuery = queryOptions({
  queryKey: ['health', 'druid'],
  queryFn: ({ signal }) => call(getDruidHealth, { signal }),
})

export const housekeepingQuery = queryOptions({
  queryKey: ['housekeeping'],
  queryFn: ({ signal }) => call(getHousekeeping, { signal }),
})
