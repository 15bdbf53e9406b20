import type { IngestionPlan, PlanChanges, PlanColumn } from '@nemeton/contract'

export type ColumnChange = NonNullable<PlanChanges['columns']>[number]

/** A later change wins over an earlier one; columns are merged one by one. */
export function mergeChanges(before: PlanChanges, after: PlanChanges): PlanChanges {
  const columns = new Map<string, ColumnChange>()
  for (const column of [...(before.columns ?? []), ...(after.columns ?? [])])
    columns.set(column.name, { ...columns.get(column.name), ...column })
  const merged = { ...before, ...after }
  return columns.size === 0 ? merged : { ...merged, columns: [...columns.values()] }
}

/** The plan as it will look, at once; the service's answer replaces it a moment later. */
export function applyChanges(plan: IngestionPlan, changes: PlanChanges): IngestionPlan {
  const { time, columns = [], ...rest } = changes
  const byName = new Map(columns.map((column) => [column.name, column]))
  return {
    ...plan,
    ...rest,
    time: time === undefined ? plan.time : applyTime(plan.time, time),
    columns: plan.columns.map((column): PlanColumn => ({ ...column, ...byName.get(column.name) })),
  }
}

function applyTime(time: IngestionPlan['time'], change: NonNullable<PlanChanges['time']>): IngestionPlan['time'] {
  if (change.kind === 'fixed') return { kind: 'fixed', instant: change.instant, reason: '' }
  const before = time?.kind === 'column' ? time : null
  const clock = change.clock === undefined && before?.column === change.column ? before.clock : change.clock
  const epoch = '1970-01-01T00:00:00.000Z'
  return {
    kind: 'column',
    column: change.column,
    format: change.format ?? before?.format ?? 'auto',
    ...(clock ? { clock } : {}),
    timezone: change.timezone ?? before?.timezone ?? 'Etc/UTC',
    min: before?.min ?? epoch,
    max: before?.max ?? epoch,
    reason: before?.reason ?? '',
  }
}

export const isUnchanged = (changes: PlanChanges): boolean => Object.keys(changes).length === 0
