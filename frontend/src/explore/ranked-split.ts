import { kindOf } from './result-question.ts'
import type { Scene } from './scene.ts'

/** The first split by values, whose values have lines and colours of their own. */
export const rankedSplit = (scene: Scene): string | null =>
  scene.exploration.splits.find((one) => kindOf(scene, one) === 'value')?.column ?? null
