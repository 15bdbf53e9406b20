import type { IngestionPlan } from '@nemeton/contract'

/** A column that holds, beside merged rows, a sketch of what another column had. */
export interface Sketch {
  readonly name: string
  readonly kind: 'hll' | 'theta' | 'quantiles'
  /** The column that it is of, which need not be stored itself. */
  readonly column: string
}

/** Sketches that every plan makes alike: rows of a load without one would not be counted. */
export function sharedSketches(plans: readonly Pick<IngestionPlan, 'columns' | 'metrics'>[]): readonly Sketch[] {
  const [first = [], ...rest] = plans.map(sketchesOf)
  const isSame = (one: Sketch, other: Sketch) =>
    one.name === other.name && one.kind === other.kind && one.column === other.column
  return first.filter((sketch) => rest.every((others) => others.some((other) => isSame(sketch, other))))
}

function sketchesOf({ columns, metrics }: Pick<IngestionPlan, 'columns' | 'metrics'>): Sketch[] {
  return metrics.flatMap(({ name, kind, column }) => {
    const of = columns.find((one) => one.name === column)
    return of && (kind === 'hll' || kind === 'theta' || kind === 'quantiles') ? [{ name, kind, column: of.as }] : []
  })
}
