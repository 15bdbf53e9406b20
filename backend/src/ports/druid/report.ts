import { ProductError } from '@nemeton/contract'
import type { TaskReport } from './druid.ts'
import { readErrorObject } from './error-body.ts'

type Rec = Readonly<Record<string, unknown>>
const record = (value: unknown): Rec => (typeof value === 'object' && value !== null ? (value as Rec) : {})
const count = (value: unknown): number => (typeof value === 'number' ? value : 0)
const text = (value: unknown): string | null => (typeof value === 'string' && value !== '' ? value : null)

/** Both shapes of native batch, final (`rowStats.<phase>`) and live (`rowStats.totals.<phase>`), and that of SQL's tasks. */
export function readReport(raw: unknown): TaskReport {
  const payload = record(record(record(raw).ingestionStatsAndErrors).payload)
  const status = record(record(record(record(raw).multiStageQuery).payload).status)
  // While a task hands over to the store, its worker answers that it does not know it.
  if (Object.keys(payload).length === 0 && Object.keys(status).length === 0)
    throw new ProductError('druid_unavailable', 'Druid has no report of this task yet.')
  const stats = record(payload.rowStats)
  const rows = record(record(stats.totals ?? stats).buildSegments)
  return {
    raw,
    processed: count(rows.processed),
    processedBytes: count(rows.processedBytes),
    processedWithError: count(rows.processedWithError),
    unparseable: count(rows.unparseable),
    thrownAway: count(rows.thrownAway),
    firstError: firstErrorOf(payload.unparseableEvents),
    errorMessage: text(payload.errorMsg) ?? readErrorObject(record(status.errorReport))?.reason ?? null,
    phase: text(payload.ingestionState) ?? text(status.status),
  }
}

/** The first saved row that Druid could not read, with its words. */
function firstErrorOf(events: unknown): string | null {
  for (const phase of Object.values(record(events)))
    for (const event of Array.isArray(phase) ? phase : []) {
      const [detail] = (record(event).details as unknown[] | undefined) ?? []
      if (typeof detail === 'string') return detail
    }
  return null
}
