import type { IngestionPlan, PlanColumn, PlanMetric } from '@nemeton/contract'
import { invalidPlan } from './invalid-plan.ts'

type Spec = Readonly<Record<string, unknown>>

/** Empty without rollup; with it the rows that were merged are counted always. */
export function buildMetricsSpec(plan: Pick<IngestionPlan, 'columns' | 'metrics' | 'rollup'>): readonly Spec[] {
  if (!plan.rollup) return []
  const count = countMetricOf(plan)
  const rest = plan.metrics.filter((metric) => metric.kind !== 'count')
  return [{ type: 'count', name: count }, ...rest.map((metric) => buildMetric(metric, plan.columns))]
}

/** The column that holds how many rows were merged into one; null without rollup. */
export function countMetricOf({
  columns,
  metrics,
  rollup,
}: Pick<IngestionPlan, 'columns' | 'metrics' | 'rollup'>): string | null {
  if (!rollup) return null
  const named = metrics.find((metric) => metric.kind === 'count')
  if (named) return named.name
  const taken = new Set([...metrics.map(({ name }) => name), ...columns.map(({ as }) => as)])
  let name = 'count'
  for (let suffix = 2; taken.has(name); suffix += 1) name = `count_${suffix}`
  return name
}

function buildMetric(metric: PlanMetric, columns: readonly PlanColumn[]): Spec {
  const column = columns.find(({ name }) => name === metric.column)
  if (!column)
    throw invalidPlan('metrics', `"${metric.name}" names the column "${metric.column ?? ''}", which the file has not`)
  const { name } = metric
  const fieldName = column.as
  const type = metric.type ?? (column.type === 'double' ? 'double' : 'long')
  switch (metric.kind) {
    case 'count':
      return { type: 'count', name }
    case 'sum':
    case 'min':
    case 'max':
      return {
        type: `${type}${metric.kind === 'sum' ? 'Sum' : metric.kind === 'min' ? 'Min' : 'Max'}`,
        name,
        fieldName,
      }
    case 'hll':
      // Druid merges whole bytes more than twice as fast as packed halves of them, for twice the room: up to 4 KiB a row
      return { type: 'HLLSketchBuild', name, fieldName, lgK: 12, tgtHllType: 'HLL_8' }
    case 'theta':
      return { type: 'thetaSketch', name, fieldName, size: 16384 }
    case 'quantiles':
      return { type: 'quantilesDoublesSketch', name, fieldName, k: 128 }
  }
}
