import type { Patch, StoredIngestion } from '../../ports/ports.ts'

const youngMs = 5000
const oftenMs = 100

/** Looks sooner again while a stage is young: a small file is through it in a second. A step that wants more time gets it. */
export function paced(patch: Patch, { stages }: Pick<StoredIngestion, 'stages'>, watchIntervalMs: number): Patch {
  const begun = stages.at(-1)?.startedAt
  const isYoung = begun !== undefined && Date.now() - Date.parse(begun) < youngMs
  if (patch.waitMs === undefined || patch.waitMs > watchIntervalMs || !isYoung) return patch
  return { ...patch, waitMs: Math.min(oftenMs, patch.waitMs) }
}
