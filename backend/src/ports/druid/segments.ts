import type { Segment } from './druid.ts'

interface RawSegment {
  readonly identifier?: string
  readonly dataSource?: string
  readonly interval: string
  readonly version: string
  readonly shardSpec?: { readonly partitionNum?: number }
}

/** The coordinator's full list of used segments. */
export function readSegments(raw: readonly unknown[]): readonly Segment[] {
  return (raw as readonly RawSegment[]).map(({ identifier, dataSource, interval, version, shardSpec }) => {
    const partition = shardSpec?.partitionNum ?? 0
    return { id: identifier ?? `${dataSource}_${interval}_${version}_${partition}`, interval, version, partition }
  })
}
