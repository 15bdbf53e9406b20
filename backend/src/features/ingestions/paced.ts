import type { Patch, StoredIngestion } from '../../ports/ports.ts'
import { stageAgeMs } from './stage-age.ts'

const youngMs = 5000
const oftenMs = 50

/** Looks sooner again while a stage is young: a small file is through it in a second. A step that wants more time gets it. */
export function paced(patch: Patch, run: Pick<StoredIngestion, 'stages'>, watchIntervalMs: number): Patch {
  const isYoung = stageAgeMs(run) < youngMs
  if (patch.waitMs === undefined || patch.waitMs > watchIntervalMs || !isYoung) return patch
  return { ...patch, waitMs: Math.min(oftenMs, patch.waitMs) }
}
