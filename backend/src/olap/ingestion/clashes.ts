import type { IngestionPlan, PlanClash } from '@nemeton/contract'
import type { Existing } from './fit-columns.ts'
import { countMetricOf } from './metrics-spec.ts'
import { isStorable, typeWords } from './storable.ts'

/** Where a plan and the datasource that it adds to do not agree, the types first. An overwritten one agrees with anything. */
export function clashesOf(plan: IngestionPlan, existing: Existing | null): PlanClash[] {
  if (existing === null || plan.mode === 'overwrite') return []
  const { datasource } = existing
  const there = existing.columns.filter(({ name }) => name !== '__time')
  const known = new Map(there.map(({ name, type }) => [name, type]))
  const stored = storedColumns(plan)
  const clashes: PlanClash[] = []
  for (const [column, planType] of stored) {
    const existingType = known.get(column) ?? null
    if (existingType === null)
      clashes.push({
        kind: 'new',
        column,
        existingType,
        planType,
        message: `"${column}" is new in "${datasource}": the rows that are there have no value in it.`,
      })
    else if (planType === 'complex' ? existingType !== 'complex' : !isStorable(planType, existingType))
      clashes.push({
        kind: 'type',
        column,
        existingType,
        planType,
        message: `"${column}" holds ${typeWords[existingType]} in "${datasource}" and ${typeWords[planType]} in this plan: queries would read all of it as one of them. Change its type or its name, leave it out, or load into another datasource.`,
      })
  }
  for (const { name: column, type: existingType } of there)
    if (!stored.has(column))
      clashes.push({
        kind: 'missing',
        column,
        existingType,
        planType: null,
        message: `"${column}" is in "${datasource}" and not in this plan: the new rows have no value in it.`,
      })
  const order = { type: 0, new: 1, missing: 2 } as const
  return clashes.sort((one, other) => order[one.kind] - order[other.kind])
}

/** What Druid will hold of a plan, by name. */
function storedColumns(plan: IngestionPlan): ReadonlyMap<string, NonNullable<PlanClash['planType']>> {
  const stored = new Map<string, NonNullable<PlanClash['planType']>>()
  for (const { as, type, role, include } of plan.columns)
    if (include && (role === 'dimension' || (role === 'measure' && !plan.rollup))) stored.set(as, type)
  if (!plan.rollup) return stored
  stored.set(countMetricOf(plan) ?? 'count', 'long')
  for (const { name, kind, column, type } of plan.metrics) {
    const source = plan.columns.find((candidate) => candidate.name === column)
    if (kind === 'sum' || kind === 'min' || kind === 'max')
      stored.set(name, type ?? (source?.type === 'double' ? 'double' : 'long'))
    else if (kind !== 'count') stored.set(name, 'complex')
  }
  return stored
}
