import type { Datasource, Measure } from '@nemeton/contract'
import { askedMeasures, shownMeasures } from './chosen-measures.ts'
import type { Exploration } from './exploration.ts'
import { chooseMeasure, measuresOf, type OfferedMeasure } from './measures.ts'
import { resolveRange, type Span } from './range.ts'
import { resolveShift } from './shift.ts'

/** What a question needs besides its own choice. */
export interface Scene {
  readonly datasource: Datasource
  readonly exploration: Exploration
  readonly span: Span
  /** Of the data. */
  readonly bounds: Span
  /** All that are shown, in their order. */
  readonly measures: readonly OfferedMeasure[]
  /** The one in front. */
  readonly measure: OfferedMeasure
  /** The period between now and before; null compares with nothing. */
  readonly shift: string | null
}

/** An exploration of a datasource whose data lies within bounds. */
export function sceneOf(datasource: Datasource, bounds: Span, exploration: Exploration): Scene {
  const span = resolveRange(exploration.range, bounds, exploration.timezone)
  const measures = shownMeasures(datasource, exploration)
  const chosen = datasource.measures !== null || exploration.measures !== null
  const front = exploration.measure ?? (chosen ? (measures[0]?.key ?? null) : null)
  return {
    datasource,
    exploration,
    span,
    bounds,
    measures,
    measure: chooseMeasure(measures, front),
    shift: resolveShift(exploration, span),
  }
}

/** The measures of a question: those to show, and those that their formulas need. */
export const measuresFor = (scene: Scene, shown: readonly OfferedMeasure[]): Measure[] =>
  askedMeasures(shown, [...scene.measures, ...measuresOf(scene.datasource)], scene.datasource)
