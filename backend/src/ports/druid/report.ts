import type { TaskReport } from './druid.ts'

type Rec = Record<string, unknown>
const record = (value: unknown): Rec => (typeof value === 'object' && value !== null ? (value as Rec) : {})
const count = (value: unknown): number => (typeof value === 'number' ? value : 0)

/** Both shapes: final (`rowStats.<phase>`) and live (`rowStats.totals.<phase>`). */
export function readReport(raw: unknown): TaskReport {
  const payload = record(record(record(raw).ingestionStatsAndErrors).payload)
  const stats = record(payload.rowStats)
  const phases = record(stats.totals ?? stats)
  const rows = record(phases.buildSegments ?? phases.determinePartitions)
  return {
    raw,
    processed: count(rows.processed),
    processedWithError: count(rows.processedWithError),
    unparseable: count(rows.unparseable),
    thrownAway: count(rows.thrownAway),
    firstError: firstErrorOf(payload.unparseableEvents),
    phase: typeof payload.ingestionState === 'string' ? payload.ingestionState : null,
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
