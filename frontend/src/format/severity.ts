import type { Severity } from '@nemeton/contract'
import type { Tone } from '../ui/Tag.tsx'

export const severityTones: Readonly<Record<Severity, Tone>> = {
  ok: 'good',
  info: 'info',
  warning: 'warn',
  critical: 'bad',
  unknown: 'unknown',
}

export const severityWords: Readonly<Record<Severity, string>> = {
  ok: 'well',
  info: 'note',
  warning: 'warning',
  critical: 'critical',
  unknown: 'unknown',
}

const ranks: Readonly<Record<Severity, number>> = { critical: 0, warning: 1, unknown: 2, info: 3, ok: 4 }

/** Worst first; what is not known stands between a warning and a note. */
export const bySeverity = (a: Severity, b: Severity): number => ranks[a] - ranks[b]

/** Asks somebody to look: a note does not, not knowing does. */
export const isTrouble = (severity: Severity): boolean => ranks[severity] < ranks.info
