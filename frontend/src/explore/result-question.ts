import type { Query, Split } from '@nemeton/contract'
import type { Period } from '../format/time.ts'
import type { VisualizationName } from '../visualizations/names.ts'
import type { SplitKind } from '../visualizations/result.ts'
import { chooseVisualization, type Shape } from '../visualizations/suits.ts'
import type { ExplorationSplit } from './exploration.ts'
import type { OfferedMeasure } from './measures.ts'
import { comparison, within } from './questions.ts'
import { chooseBucket } from './range.ts'
import { measuresFor, type Scene } from './scene.ts'

const isTime = ({ datasource }: Scene, { column }: ExplorationSplit): boolean =>
  column === '__time' || datasource.columns.some(({ name, type }) => name === column && type === 'timestamp')

export const kindOf = (scene: Scene, split: ExplorationSplit): SplitKind =>
  isTime(scene, split) ? 'time' : typeof split.bucket === 'number' ? 'number' : 'value'

/** What the exploration asks to be drawn. */
export function shapeOf(scene: Scene): Shape {
  const { splits } = scene.exploration
  return {
    splits: splits.map((split) => kindOf(scene, split)),
    daily: splits.some(({ bucket }) => bucket === null || bucket === 'P1D'),
    measures: scene.measures.length,
    additive: scene.measure.additive,
    numeric: isNumeric(scene),
  }
}

function isNumeric({ datasource, measure }: Scene): boolean {
  const { kind, column } = measure.measure
  const type = datasource.columns.find(({ name }) => name === column)?.type
  return kind !== 'countDistinct' && (type === 'long' || type === 'double')
}

/** The visualization that the exploration means: the one chosen when it suits. */
export const visualizationOf = (scene: Scene): VisualizationName =>
  chooseVisualization(scene.exploration.visualization, shapeOf(scene))

const shareKey = ' share'
/** The key of the measure that a drawn one shows. */
export const plainKey = (key: string): string => (key.endsWith(shareKey) ? key.slice(0, -shareKey.length) : key)

const boxKey = 'box:'
export const isBox = (question: Query): boolean => question.measures.every(({ name }) => name.startsWith(boxKey))

/** The measures that a visualization draws: of a box its five numbers; shares of what adds up where they are asked for. */
export function drawnMeasures(scene: Scene, visualization: VisualizationName): readonly OfferedMeasure[] {
  const { measure, measures, exploration } = scene
  const { column } = measure.measure
  if (visualization === 'box' && column !== undefined)
    return [0, 0.25, 0.5, 0.75, 1].map((fraction) => {
      const key = `${boxKey}${fraction}`
      const asked = { name: key, kind: 'quantile', column, fraction } as const
      return { ...measure, key, additive: false, measure: asked }
    })
  const { share } = exploration
  if (share === null) return measures
  return measures.map((one) => {
    if (!one.additive) return one
    // formulas go on meaning the measure itself, so that its share has another name
    const key = `${one.key}${shareKey}`
    return { ...one, key, format: { kind: 'percent', decimals: 1 }, measure: { ...one.measure, name: key, of: share } }
  })
}

const alone = 100
const places = [50, 20, 10, 5]
const mostTimes = 2000

/** How many values of a split are asked for unless somebody has chosen. */
export const limitOf = (scene: Scene, split: ExplorationSplit): number => {
  const { splits } = scene.exploration
  if (split.limit !== null) return split.limit
  if (kindOf(scene, split) === 'time') return mostTimes
  return splits.length === 1 ? alone : (places[splits.findIndex(({ column }) => column === split.column)] ?? 5)
}

/** The period that a split by time is cut into. */
export function periodOf(scene: Scene, { bucket }: ExplorationSplit): Period {
  if (typeof bucket === 'string') return bucket
  const { splits, visualization } = scene.exploration
  if (visualization === 'calendar' && splits.length === 1) return 'P1D'
  return chooseBucket(
    scene.span,
    splits.length === 1 || visualization === 'line' || visualization === 'area' ? 120 : 40,
  )
}

/** Everything that is split, by everything that is measured. */
export function resultQuestion(scene: Scene): Query {
  const visualization = visualizationOf(scene)
  const shown = drawnMeasures(scene, visualization)
  const measures = visualization === 'box' ? shown.map(({ measure }) => measure) : measuresFor(scene, shown)
  return {
    ...within(scene),
    ...(visualization === 'box' ? {} : comparison(scene)),
    splits: scene.exploration.splits.map((split) => askSplit(scene, split, shown)),
    measures,
    totals: true,
  }
}

function askSplit(scene: Scene, split: ExplorationSplit, shown: readonly OfferedMeasure[]): Split {
  const kind = kindOf(scene, split)
  return {
    column: split.column,
    limit: limitOf(scene, split),
    orderBy: orderOf(scene, split, shown),
    ...(kind === 'time' ? { bucket: { granularity: periodOf(scene, split) } } : {}),
    ...(typeof split.bucket === 'number' ? { bucket: { size: split.bucket } } : {}),
    ...(split.other ? { other: true } : {}),
  }
}

function orderOf(scene: Scene, split: ExplorationSplit, shown: readonly OfferedMeasure[]): Split['orderBy'] {
  const { sort, column } = split
  if (sort?.by === column) return { column, direction: sort.ascending ? 'ascending' : 'descending' }
  const sorted = sort && shown.find(({ key }) => plainKey(key) === sort.by)
  if (sort && sorted) {
    const direction = sort.ascending ? 'ascending' : 'descending'
    const by = scene.shift === null || sort.aspect === 'value' ? {} : { by: sort.aspect }
    return { measure: sorted.key, direction, ...by }
  }
  if (kindOf(scene, split) !== 'value') return { column, direction: 'ascending' }
  const front = shown.find(({ key }) => plainKey(key) === scene.measure.key)?.key ?? `${boxKey}0.5`
  return { measure: front, direction: 'descending' }
}
