import type { IngestionPlan } from '@nemeton/contract'
import type { Planned } from './use-plan.ts'

/** What a person has to say before rows may go; nothing where none do. */
export type Consent = 'none' | 'tick' | 'name'

/** As long as nobody knows what is there, there may be something. */
export function consentFor({ mode }: IngestionPlan, impact: Planned['impact']): Consent {
  if (mode === 'append') return 'none'
  if (impact !== null && impact.replacedSegments === 0) return 'none'
  return mode === 'overwrite' ? 'name' : 'tick'
}
