import type { CheckResult, Diagnostics, Severity } from '@nemeton/contract'
import { formatLasting } from '../format/duration.ts'
import { formatCount } from '../format/number.ts'
import { bySeverity, isTrouble, severityWords } from '../format/severity.ts'

/** Whether it is all right, in one line. */
export interface Glance {
  readonly severity: Severity
  readonly sentence: string
  /** Since when it is not. */
  readonly since: string | null
  /** What else there is to know. */
  readonly more: string
  /** The worst of all. */
  readonly check: CheckResult | null
  /** What is read out: the same words while nothing has changed. */
  readonly spoken: string
}

const leastOldMs = 60_000

/** Null: the service does not answer. An old look is not known, whatever it said. */
export function glanceOf(diagnostics: Diagnostics | null, now: number): Glance {
  if (diagnostics === null)
    return unknown('The service does not answer.', 'Nothing below is known to be so any more.', 'critical')
  const { checks, checkedAt, collection } = diagnostics
  if (checkedAt === null || checks.length === 0)
    return unknown('Nothing has been looked at yet.', 'The first look comes within a moment.')
  const age = now - Date.parse(checkedAt)
  if (age > Math.max(leastOldMs, collection.periodMs * 4))
    return unknown(
      `Nobody has looked for ${formatLasting(age)}.`,
      'What is shown is as old as that, by the clock of this browser.',
      'unknown',
      'Nobody looks any more.',
    )
  const trouble = checks.filter(({ severity }) => isTrouble(severity)).sort(worstFirst)
  const [worst, ...others] = trouble
  if (worst === undefined) {
    const notes = checks.filter(({ severity }) => severity === 'info').length
    const more = `${formatCount(checks.length, 'check')}${notes > 0 ? `, ${formatCount(notes, 'note')}` : ''}`
    return { severity: 'ok', sentence: 'All is well.', since: null, more, check: null, spoken: 'All is well.' }
  }
  return {
    severity: worst.severity,
    sentence: worst.sentence,
    since: worst.firstSeen,
    more: others.length === 0 ? '' : `and ${countWords(others)}`,
    check: worst,
    spoken: `${severityWords[worst.severity]}: ${worst.title}${others.length > 0 ? `, and ${countWords(others)}` : ''}`,
  }
}

/** Of two that are equally bad, the one that began first. */
export const worstFirst = (a: CheckResult, b: CheckResult): number =>
  bySeverity(a.severity, b.severity) ||
  (a.firstSeen ?? '').localeCompare(b.firstSeen ?? '') ||
  a.title.localeCompare(b.title)

const plurals: Readonly<Record<Severity, readonly [one: string, many: string]>> = {
  critical: ['critical', 'critical'],
  warning: ['warning', 'warnings'],
  unknown: ['unknown', 'unknown'],
  info: ['note', 'notes'],
  ok: ['well', 'well'],
}

/** `1 critical, 2 warnings`, worst first. */
export function countWords(checks: readonly CheckResult[]): string {
  const severities = [...new Set(checks.map(({ severity }) => severity))].sort(bySeverity)
  return severities
    .map((one) => formatCount(checks.filter(({ severity }) => severity === one).length, ...plurals[one]))
    .join(', ')
}

const unknown = (sentence: string, more: string, severity: Severity = 'unknown', spoken = sentence): Glance => ({
  severity,
  sentence,
  since: null,
  more,
  check: null,
  spoken,
})
