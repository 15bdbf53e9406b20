import type { Druid, Segment } from './druid.ts'
import { readJson } from './json.ts'
import type { CallOptions } from './transport.ts'

type Call = (path: string, options: CallOptions) => Promise<{ text: string }>

interface Boundary {
  readonly result: { readonly minTime: string; readonly maxTime: string }
}

/** Rows as the broker sees them now, past every cache, and when they begin and end. */
export function createCounts(call: Call): Pick<Druid, 'countOver' | 'countIn' | 'timeBoundary'> {
  const count = async (
    dataSource: string,
    intervals: unknown,
    countMetric: string | null,
    signal: AbortSignal | undefined,
  ): Promise<number> => {
    const rows =
      countMetric === null ? { type: 'count', name: 'rows' } : { type: 'longSum', name: 'rows', fieldName: countMetric }
    const { text } = await call('/druid/v2', {
      method: 'POST',
      body: {
        queryType: 'timeseries',
        dataSource,
        granularity: 'all',
        intervals,
        aggregations: [rows],
        context: { useCache: false, populateCache: false, timeout: 30_000 },
      },
      retry: true,
      signal,
      timeoutMs: 35_000,
      about: 'query',
    })
    const [first] = readJson<{ result: { rows: number | null } }[]>(text)
    return first?.result.rows ?? 0
  }
  const specOf = ({ interval, version, partition }: Segment) => ({ itvl: interval, ver: version, part: partition })
  return {
    countOver: async (datasource, segments, countMetric, signal) =>
      segments.length === 0
        ? 0
        : count(datasource, { type: 'segments', segments: segments.map(specOf) }, countMetric, signal),
    countIn: async (datasource, intervals, signal) =>
      intervals.length === 0 ? 0 : count(datasource, intervals, null, signal),
    timeBoundary: async (dataSource, signal) => {
      const { text } = await call('/druid/v2', {
        method: 'POST',
        body: { queryType: 'timeBoundary', dataSource, context: { useCache: false, populateCache: false } },
        retry: true,
        signal,
        about: 'query',
      })
      const [found] = readJson<Boundary[]>(text)
      return found === undefined ? null : { first: found.result.minTime, last: found.result.maxTime }
    },
  }
}
