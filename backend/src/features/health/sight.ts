import type { CheckResult, Part } from '@nemeton/contract'
import type { Stretch } from '../../ports/ports.ts'
import type { AlarmState } from './alarms/alarm.ts'
import type { ClusterFacts, Facts } from './collect/facts.ts'
import { nothingRemembered } from './collect/memory.ts'
import { notAsked } from './collect/read.ts'

/** Counts with every change of what goes through PostgreSQL: what an older or newer instance wrote is not taken up. */
export const shape = 1

/** What one look saw: plain data, which goes through PostgreSQL to the other instances. */
export interface Sight {
  readonly shape: typeof shape
  readonly at: number
  /** Who looked. */
  readonly instance: string
  readonly tookMs: number | null
  readonly druidCalls: number | null
  readonly facts: Facts
  readonly results: readonly CheckResult[]
  readonly parts: readonly Part[]
  readonly stretches: readonly Stretch[]
  readonly alarms: AlarmState
}

export const nothingKnown: ClusterFacts = {
  servers: notAsked,
  status: notAsked,
  segments: notAsked,
  tasks: notAsked,
  supervisors: notAsked,
  rules: notAsked,
  workers: notAsked,
  runs: notAsked,
  dropped: notAsked,
  orphans: notAsked,
}

export const nothingSeen = (instance: string, periodMs: number): Sight => ({
  shape,
  at: 0,
  instance,
  tookMs: null,
  druidCalls: null,
  facts: { ...nothingKnown, at: 0, periodMs, instances: [], memory: nothingRemembered },
  results: [],
  parts: [],
  stretches: [],
  alarms: {},
})

/** Without the lists that may be long: nobody else needs them. */
export const shareable = (sight: Sight): Sight => ({
  ...sight,
  facts: { ...sight.facts, tasks: notAsked, segments: notAsked, runs: notAsked, dropped: notAsked },
})
