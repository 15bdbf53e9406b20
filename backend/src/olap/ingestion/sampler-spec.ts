import type { IngestionPlan, IngestionSpec } from '@nemeton/contract'
import { parseInstant } from '../time.ts'
import { stagedTime } from './timestamp-spec.ts'

interface Batch {
  readonly dataSchema: object
  readonly ioConfig: { readonly inputSource: object; readonly inputFormat: object }
}

/** The same reading of the same rows for Druid's sampler, which takes no `index_parallel`. */
export function buildSamplerSpec(spec: IngestionSpec): IngestionSpec {
  const { dataSchema, ioConfig } = spec.spec as Batch
  const { inputSource, inputFormat } = ioConfig
  return {
    type: 'index',
    spec: {
      type: 'index',
      dataSchema,
      ioConfig: { type: 'index', inputSource, inputFormat },
      tuningConfig: { type: 'index' },
    },
  }
}

/** The Gregorian calendar repeats after it, days of the week included. */
const eraMs = 146_097 * 86_400_000

/**
 * Druid's sampler takes no time before 1970 (its tasks do). What is earlier is sampled some centuries later, where
 * years, months and weeks begin alike. Milliseconds; 0 when nothing has to move.
 */
export function samplerShift({ time }: IngestionPlan): number {
  if (time === null) return 0
  const first = parseInstant(time.kind === 'column' ? time.min : time.instant)
  return first < 0 ? Math.ceil(-first / eraMs) * eraMs : 0
}

/** Reads these lines of the normalised copy in place of the objects. */
export function withLines(spec: IngestionSpec, plan: IngestionPlan, lines: readonly object[]): IngestionSpec {
  const shift = samplerShift(plan)
  const moved = (line: object): object => {
    if (shift === 0) return line
    const at =
      plan.time?.kind === 'fixed' ? parseInstant(plan.time.instant) : (line as Record<string, unknown>)[stagedTime]
    return { ...line, [stagedTime]: Number(at) + shift }
  }
  const data = lines.map((line) => JSON.stringify(moved(line))).join('\n')
  const { dataSchema, ioConfig, ...rest } = spec.spec as Batch
  return {
    ...spec,
    spec: {
      ...rest,
      dataSchema: shift === 0 ? dataSchema : { ...dataSchema, timestampSpec: { column: stagedTime, format: 'millis' } },
      ioConfig: { ...ioConfig, inputSource: { type: 'inline', data } },
    },
  }
}
