import type { IngestionPlan, PlanChanges, PlanColumn, PlanMetric, Profile } from '@nemeton/contract'
import { changeTime } from './change-time.ts'
import { validatePlan } from './check-plan.ts'
import { inferSegments } from './infer-schema.ts'
import { invalidPlan } from './invalid-plan.ts'
import { countMetricOf } from './metrics-spec.ts'

/** A person's changes over the inferred plan. Error: `invalid_plan`, naming the field. */
export function applyChanges(plan: IngestionPlan, changes: PlanChanges, profile: Profile): IngestionPlan {
  const time = changes.time ? changeTime(plan.time, changes.time, profile) : plan.time
  const columns = changeColumns(plan.columns, changes).map((column): PlanColumn => {
    const isTime = time?.kind === 'column' && column.name === time.column
    if (isTime) return { ...column, role: 'time', include: true }
    return column.role === 'time' ? { ...column, role: 'dimension' } : column
  })
  const rollup = changes.rollup ?? plan.rollup
  const metrics = changes.metrics ?? (rollup && !plan.rollup ? measureSums(columns) : plan.metrics)
  const segments = changes.time && inferSegments(profile, time)
  const { time: _time, columns: _columns, metrics: _metrics, ...fields } = changes
  const asked = Object.entries(changes).filter(([, value]) => value !== undefined)
  const changed: IngestionPlan = {
    ...plan,
    ...(segments ? { segmentGranularity: segments.granularity } : {}),
    ...Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined)),
    time,
    columns,
    metrics: rollup ? withCount({ columns, metrics }) : metrics,
    reasons: {
      ...plan.reasons,
      ...(segments ? { segmentGranularity: segments.reason } : {}),
      ...Object.fromEntries(asked.filter(([field]) => field !== 'columns').map(([field]) => [field, 'as asked'])),
    },
  }
  validatePlan(changed)
  return changed
}

function changeColumns(columns: readonly PlanColumn[], { columns: changes = [] }: PlanChanges): PlanColumn[] {
  changes.forEach(({ name }, index) => {
    if (columns.some((column) => column.name === name)) return
    throw invalidPlan(
      `columns.${index}.name`,
      `the file has no column "${name}"; it has ${columns.map((column) => column.name).join(', ')}`,
    )
  })
  return columns.map((column) => {
    const own = changes.filter((change) => change.name === column.name)
    if (own.length === 0) return column
    const wanted = Object.assign({}, ...own.map((change) => definedOnly(change))) as Partial<PlanColumn>
    return { ...column, ...wanted, reason: 'as asked' }
  })
}

const definedOnly = (value: object): object =>
  Object.fromEntries(Object.entries(value).filter(([, field]) => field !== undefined))

/** What rollup keeps of the measures unless metrics are named: of what must not be summed its ends, of text how many values it has. */
const measureSums = (columns: readonly PlanColumn[]): PlanMetric[] =>
  columns
    .filter(({ include, role, type }) => include && role === 'measure' && type !== 'boolean')
    .flatMap(({ name, as, type, aggregate }): PlanMetric[] => {
      if (type === 'string') return [{ name: as, kind: 'hll', column: name }]
      const metric = (of: string, kind: 'sum' | 'min' | 'max'): PlanMetric => ({
        name: of,
        kind,
        column: name,
        type: type === 'long' ? 'long' : 'double',
      })
      return aggregate === 'average' ? [metric(`${as}_min`, 'min'), metric(`${as}_max`, 'max')] : [metric(as, 'sum')]
    })

function withCount({ columns, metrics }: Pick<IngestionPlan, 'columns' | 'metrics'>): PlanMetric[] {
  const name = countMetricOf({ columns, metrics, rollup: true })
  return name === null || metrics.some(({ kind }) => kind === 'count') ? metrics : [{ name, kind: 'count' }, ...metrics]
}
