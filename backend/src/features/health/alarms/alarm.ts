import type { CheckResult, Severity } from '@nemeton/contract'
import { compareSeverity } from '../checks/check.ts'

/** What was told of one check, and what may be told next. */
export interface Told {
  /** `ok` for whatever is not bad enough. */
  readonly level: Severity
  /** Another level that it has shown since; null while it is as was told. */
  readonly next: { readonly level: Severity; readonly since: number } | null
  /** When something was told of it, lately. */
  readonly at: readonly number[]
}

/** By check. */
export type AlarmState = Readonly<Record<string, Told>>

export interface Alarm {
  readonly result: CheckResult
  readonly from: Severity
  /** When it became so. */
  readonly since: number
}

export interface AlarmRules {
  /** What is less bad is not told of. */
  readonly least: 'warning' | 'critical'
  /** Since when this instance looks: parts that start together do not come up at once. */
  readonly startedAt: number
}

/** It has to be so for longer than one look. */
const sureMs = 5000
const sureAtStartMs = 45_000
const startMs = 60_000
/** Of a check that comes and goes, so much is told within so long; then the last of it once there is room again. */
const mostTold = 4
const dampMs = 600_000

/** What is to be told now, once a check has turned bad or well and stayed so. */
export function decide(
  state: AlarmState,
  results: readonly CheckResult[],
  now: number,
  { least, startedAt }: AlarmRules,
): { readonly state: AlarmState; readonly alarms: readonly Alarm[] } {
  const needed = now - startedAt < startMs ? sureAtStartMs : sureMs
  const alarms: Alarm[] = []
  const next = results.map((result): [string, Told] => {
    const told = state[result.check] ?? { level: 'ok', next: null, at: [] }
    const at = told.at.filter((each) => now - each < dampMs)
    // What could not be looked at is neither bad nor well.
    if (result.severity === 'unknown') return [result.check, { ...told, at }]
    const level = compareSeverity(result.severity, least) <= 0 ? result.severity : 'ok'
    if (level === told.level) return [result.check, { level, next: null, at }]
    const since = told.next?.level === level ? told.next.since : now
    if (now - since < needed || at.length >= mostTold) return [result.check, { ...told, next: { level, since }, at }]
    alarms.push({ result, from: told.level, since })
    return [result.check, { level, next: null, at: [...at, now] }]
  })
  return { state: Object.fromEntries(next), alarms }
}
