import type { IngestionPlan } from '@nemeton/contract'
import { existingInterval } from '../../olap/ingestion/existing-interval.ts'
import { planIntervals } from '../../olap/ingestion/granularity-spec.ts'
import { reachingInto } from '../../olap/segment-timeline.ts'
import type { Ports } from '../../ports/ports.ts'

export interface Impact {
  readonly replacedSegments: number
  readonly replacedRows: number
  readonly existingSegments: number
  readonly existingRows: number
}

const segments = `SELECT "start", "end", "num_rows" AS "rows" FROM sys.segments WHERE "datasource" = ? AND "is_active" = 1`

/** What a submit would take away: nothing for `append`. Without Druid nobody knows, and it is not guessed. */
export async function readImpact(
  plan: IngestionPlan,
  druid: Pick<Ports['druid'], 'countIn' | 'rows'>,
  signal: AbortSignal,
): Promise<{ impact: Impact; existingInterval: string | null; chunks: readonly string[] }> {
  const { datasource, mode } = plan
  const found = await druid.rows({ query: segments, parameters: [{ type: 'VARCHAR', value: datasource }] }, { signal })
  const existing = found.map((row) => ({
    interval: `${row.start}/${row.end}`,
    version: '',
    rows: Number(row.rows ?? 0),
  }))
  const all = existingInterval(existing.map(({ interval }) => interval))
  const span = mode === 'overwrite' ? all : null
  const emptied = mode === 'append' ? [] : planIntervals(plan, span)
  const replaced = reachingInto(existing, emptied)
  // Druid says 0 of a segment until it has looked into it; and a segment may lie in the period in part only.
  const isUnsure = existing.some(({ rows }) => rows === 0)
  const [replacedRows, existingRows] = await Promise.all([
    replaced.length === 0 ? 0 : druid.countIn(datasource, emptied, signal),
    isUnsure && all !== null
      ? druid.countIn(datasource, [all], signal)
      : existing.reduce((total, { rows }) => total + rows, 0),
  ])
  return {
    impact: {
      replacedSegments: replaced.length,
      replacedRows,
      existingSegments: existing.length,
      existingRows: Math.max(existingRows, replacedRows),
    },
    existingInterval: span,
    chunks: existing.map(({ interval }) => interval),
  }
}
