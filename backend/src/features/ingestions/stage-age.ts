import type { StoredIngestion } from '../../ports/ports.ts'

/** Milliseconds since a run entered the stage that it is in. */
export function stageAgeMs({ stages }: Pick<StoredIngestion, 'stages'>): number {
  const begun = stages.at(-1)?.startedAt
  return begun === undefined ? 0 : Date.now() - Date.parse(begun)
}
