import type { Druid, Segment } from './druid.ts'
import { readJson } from './json.ts'
import type { CallOptions } from './transport.ts'

type Call = (path: string, options: CallOptions) => Promise<{ status: number; text: string }>

interface RawSegment {
  readonly identifier?: string
  readonly dataSource?: string
  readonly interval: string
  readonly version: string
  readonly shardSpec?: { readonly partitionNum?: number }
}

/** Ids of one call: its body stays below a megabyte. */
const mostIds = 5000

/** The coordinator's full list of used segments. */
export function readSegments(raw: readonly unknown[]): readonly Segment[] {
  return (raw as readonly RawSegment[]).map(({ identifier, dataSource, interval, version, shardSpec }) => {
    const partition = shardSpec?.partitionNum ?? 0
    return { id: identifier ?? `${dataSource}_${interval}_${version}_${partition}`, interval, version, partition }
  })
}

/** What is in use and what is not; the overlord alone changes it, as the coordinator's own calls answer 500. */
export function createSegmentCalls(
  call: Call,
): Pick<Druid, 'usedSegments' | 'unusedSegments' | 'markUsed' | 'markUnused'> {
  const list = async (path: string, signal: AbortSignal | undefined): Promise<unknown[]> => {
    const { status, text } = await call(path, { signal, accept: [404] })
    return status === 404 ? [] : readJson<unknown[]>(text)
  }
  const metadata = (datasource: string) =>
    `/druid/coordinator/v1/metadata/datasources/${encodeURIComponent(datasource)}`
  const mark =
    (as: 'markUsed' | 'markUnused'): Druid['markUsed'] =>
    async (datasource, ids, signal) => {
      for (let from = 0; from < ids.length; from += mostIds)
        await call(`/druid/indexer/v1/datasources/${encodeURIComponent(datasource)}/${as}`, {
          method: 'POST',
          body: { segmentIds: ids.slice(from, from + mostIds) },
          retry: true,
          signal,
          timeoutMs: 60_000,
        })
    }
  return {
    usedSegments: async (datasource, signal) =>
      readSegments(await list(`${metadata(datasource)}/segments?full`, signal)),
    unusedSegments: async (datasource, interval, signal) => {
      const found = await list(
        `${metadata(datasource)}/unusedSegments${interval === null ? '' : `?interval=${encodeURIComponent(interval)}`}`,
        signal,
      )
      return readSegments((found as { dataSegment: unknown }[]).map(({ dataSegment }) => dataSegment))
    },
    markUsed: mark('markUsed'),
    markUnused: mark('markUnused'),
  }
}
