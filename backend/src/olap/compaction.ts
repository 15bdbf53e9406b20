import type { Compaction } from '@nemeton/contract'

type Json = Readonly<Record<string, unknown>>
type Settings = Pick<Compaction, 'targetRows' | 'skipOffset'>

export const standardCompaction: Settings = { targetRows: 5_000_000, skipOffset: 'P1D' }

const part = (of: Json | null | undefined, name: string): Json | null => (of?.[name] as Json | null | undefined) ?? null

/** What of Druid's configuration people are asked for. */
export function readCompaction(config: Json): Settings {
  const partitions = part(part(config, 'tuningConfig'), 'partitionsSpec')
  const rows = partitions?.targetRowsPerSegment ?? partitions?.maxRowsPerSegment ?? config.maxRowsPerSegment
  return {
    targetRows: typeof rows === 'number' ? rows : standardCompaction.targetRows,
    skipOffset:
      typeof config.skipOffsetFromLatest === 'string' ? config.skipOffsetFromLatest : standardCompaction.skipOffset,
  }
}

/** Druid's configuration with these settings; what somebody has set beside them stays. */
export function writeCompaction(before: Json | null, { targetRows, skipOffset }: Settings): Json {
  const tuning = part(before, 'tuningConfig')
  const partitions = part(tuning, 'partitionsSpec')
  const target =
    partitions === null || partitions.type === 'dynamic'
      ? { ...partitions, type: 'dynamic', maxRowsPerSegment: targetRows }
      : { ...partitions, targetRowsPerSegment: targetRows, maxRowsPerSegment: null }
  return {
    ...before,
    maxRowsPerSegment: null,
    skipOffsetFromLatest: skipOffset,
    tuningConfig: { ...tuning, partitionsSpec: target },
  }
}
