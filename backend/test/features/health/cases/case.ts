import type { Severity } from '@nemeton/contract'
import type { Facts } from '../../../../src/features/health/collect/facts.ts'

/** Facts, and what a check makes of them: its severity, and words or a subject that it names. */
export interface Bad {
  readonly what: string
  readonly facts: Facts
  readonly severity: Severity
  readonly says: RegExp
  readonly subject?: string
}

export interface Cases {
  /** `ok`, or `info` where nothing can be better. */
  readonly good: readonly (readonly [what: string, facts: Facts])[]
  readonly bad: readonly Bad[]
  readonly unknown: readonly (readonly [what: string, facts: Facts])[]
}
