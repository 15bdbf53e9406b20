import type { Ordering, Result } from '../visualizations/result.ts'
import type { ExplorationSplit } from './exploration.ts'
import { kindOf, plainKey } from './result-question.ts'
import type { Scene } from './scene.ts'

/** How a split is ordered, by the keys of what is drawn. */
export function drawnOrder(scene: Scene, split: ExplorationSplit, { measures }: Result): Ordering {
  const isValue = kindOf(scene, split) === 'value'
  const order: Ordering = split.sort ?? {
    by: isValue ? scene.measure.key : split.column,
    ascending: !isValue,
    aspect: 'value',
  }
  return { ...order, by: measures.find(({ key }) => plainKey(key) === order.by)?.key ?? order.by }
}
