import type { IngestionPlan } from '@nemeton/contract'
import { formatInstant, parseInstant } from '../time.ts'
import { requireTime } from './check-plan.ts'
import { type Input, type Source, timeField } from './input.ts'

/** The key of the time in a staged copy: epoch milliseconds. */
export const stagedTime = '__time'

/** A file without times gets one instant: Druid falls back to it because no row has the column named here. */
const noColumn = '!!!_no_such_column_!!!'

export function buildTimestampSpec(
  plan: IngestionPlan,
  source: Source,
  input: Input,
): Readonly<Record<string, unknown>> {
  const time = requireTime(plan)
  if (time.kind === 'fixed') {
    return { column: noColumn, format: 'iso', missingValue: formatInstant(parseInstant(time.instant)) }
  }
  if (input.kind === 'staged') return { column: stagedTime, format: 'millis' }
  return { column: timeField(plan, source), format: time.format }
}
