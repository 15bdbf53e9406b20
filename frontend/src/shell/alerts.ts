import type { Severity, StateChange } from '@nemeton/contract'
import { bySeverity, isTrouble } from '../format/severity.ts'

const bad: readonly (string | null)[] = ['warning', 'critical']

/** Turned bad or cannot be told, or is well again after it was bad; the first looks after a start are no alerts. */
export const isAlert = ({ severity, from }: StateChange): boolean => isTrouble(severity) || bad.includes(from)

/** What turned, or was well again, after somebody looked last; none while nobody has ever looked. */
export const unreadOf = (changes: readonly StateChange[], seenAt: string | null): readonly StateChange[] =>
  seenAt === null ? [] : changes.filter(({ at }) => Date.parse(at) > Date.parse(seenAt))

export const worstOf = (changes: readonly StateChange[]): Severity =>
  changes.map(({ severity }) => severity).sort(bySeverity)[0] ?? 'ok'

const seenKey = 'nemeton-alerts-seen'

export const readSeen = (): string | null => localStorage.getItem(seenKey)
export const writeSeen = (at: string): void => localStorage.setItem(seenKey, at)
