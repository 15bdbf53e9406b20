import type { IngestionPlan } from '@nemeton/contract'
import { existingInterval } from '../../olap/ingestion/existing-interval.ts'
import { eternity, planIntervals } from '../../olap/ingestion/granularity-spec.ts'
import type { Ports } from '../../ports/ports.ts'

export interface Impact {
  readonly replacedSegments: number
  readonly replacedRows: number
  readonly existingRows: number
}

const segments = `SELECT "start", "end", "num_rows" AS "rows" FROM sys.segments WHERE "datasource" = ? AND "is_active" = 1`

/** What a submit would take away: nothing for `append`. Without Druid nobody knows, and it is not guessed. */
export async function readImpact(
  plan: IngestionPlan,
  druid: Pick<Ports['druid'], 'rows'>,
  signal: AbortSignal,
): Promise<{ impact: Impact; existingInterval: string | null }> {
  const found = await druid.rows(
    { query: segments, parameters: [{ type: 'VARCHAR', value: plan.datasource }] },
    { signal },
  )
  const existing = found.map((row) => ({ interval: `${row.start}/${row.end}`, rows: Number(row.rows ?? 0) }))
  const sum = (of: readonly { rows: number }[]) => of.reduce((total, one) => total + one.rows, 0)
  const span = plan.mode === 'overwrite' ? existingInterval(existing.map(({ interval }) => interval)) : null
  const emptied = plan.mode === 'append' ? [] : planIntervals(plan, span)
  const goes = existing.filter((one) => emptied.some((interval) => overlap(one.interval, interval)))
  return {
    impact: { replacedSegments: goes.length, replacedRows: sum(goes), existingRows: sum(existing) },
    existingInterval: span,
  }
}

function overlap(one: string, other: string): boolean {
  if (one === eternity || other === eternity) return true
  const [[start = 0, end = 0], [from = 0, to = 0]] = [one, other].map((interval) =>
    interval.split('/').map(Date.parse),
  ) as [number[], number[]]
  return start < to && end > from
}
