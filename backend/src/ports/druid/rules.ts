import type { Rule } from './druid.ts'

export interface RawRule {
  readonly type: string
  readonly interval?: string
  readonly period?: string
  readonly includeFuture?: boolean
  readonly tieredReplicants?: Readonly<Record<string, number>>
}

/** Druid includes the future unless told otherwise. */
export const readRule = (raw: RawRule): Rule => ({
  type: raw.type,
  interval: raw.interval ?? null,
  period: raw.period ?? null,
  includeFuture: raw.includeFuture ?? true,
  tiers: raw.tieredReplicants ?? {},
})
