import type { Druid } from './druid.ts'
import type { CallOptions } from './transport.ts'

type Call = (path: string, options: CallOptions) => Promise<{ text: string }>

interface Located {
  readonly interval: string
  readonly version: string
  readonly partitionNumber: number
  readonly size: number
  readonly locations: readonly { readonly type: string }[]
}

const timeoutMs = 5000
/** Of some ten thousand segments: beyond them it costs more to look than to ask. */
const mostBytes = 8 * 1024 ** 2

/** The broker's own timeline, the one that it plans queries by. */
export const createVisible =
  (call: Call): NonNullable<Druid['visibleSegments']> =>
  async (datasource, intervals, signal) => {
    const path = `/druid/v2/datasources/${encodeURIComponent(datasource)}/candidates`
    const { text } = await call(`${path}?intervals=${encodeURIComponent(intervals.join(','))}`, {
      signal,
      timeoutMs,
      mostBytes,
    })
    return (JSON.parse(text) as Located[]).map(({ interval, version, partitionNumber, size, locations }) => ({
      id: `${interval} ${version} ${partitionNumber} ${size}`,
      isGrowing: locations.length === 0 || locations.some(({ type }) => type !== 'historical'),
    }))
  }
