import type { CheckPeriod, Severity } from '@nemeton/contract'
import { formatCount, formatShare } from '../format/number.ts'
import { bySeverity, severityWords } from '../format/severity.ts'

export interface Span {
  readonly from: number
  readonly to: number
}

export interface Bar {
  readonly period: CheckPeriod
  readonly x: number
  readonly width: number
  /** 0…100: the worse, the higher, so that it is read without colour. */
  readonly size: number
}

const sizes: Readonly<Record<Severity, number>> = { ok: 22, info: 40, unknown: 55, warning: 70, critical: 100 }
const least = 3

/** A bar for each stretch; a short one is never too narrow to see, a time that nobody recorded stays empty. */
export function barsOf(periods: readonly CheckPeriod[], span: Span, wide: number): readonly Bar[] {
  const scale = wide / Math.max(1, span.to - span.from)
  return periods.flatMap((period) => {
    const [from, to] = within(period, span)
    if (to <= from) return []
    const width = Math.max(period.severity === 'ok' ? 0.5 : least, (to - from) * scale)
    return { period, x: Math.min(wide - width, (from - span.from) * scale), width, size: sizes[period.severity] }
  })
}

/** `well 96 % of the time, warning 3 % (2 times), not recorded 1 %`. */
export function historyWords(periods: readonly CheckPeriod[], span: Span): string {
  const whole = Math.max(1, span.to - span.from)
  const spans = periods.map((period) => {
    const [from, to] = within(period, span)
    return { severity: period.severity, length: Math.max(0, to - from) }
  })
  const severities = [...new Set(spans.filter(({ length }) => length > 0).map(({ severity }) => severity))]
  const told = severities
    .sort((a, b) => bySeverity(b, a))
    .map((one) => {
      const of = spans.filter(({ severity, length }) => severity === one && length > 0)
      const share = of.reduce((sum, { length }) => sum + length, 0) / whole
      const times = one === 'ok' ? '' : ` (${formatCount(of.length, 'time')})`
      return `${severityWords[one]} ${formatShare(Math.min(1, share))}${times}`
    })
  const rest = 1 - spans.reduce((sum, { length }) => sum + length, 0) / whole
  if (rest > 0.005) told.push(`not recorded ${formatShare(rest)}`)
  return told.join(', ')
}

const within = ({ from, to }: CheckPeriod, span: Span): readonly [from: number, to: number] => [
  Math.max(span.from, Date.parse(from)),
  Math.min(span.to, Date.parse(to)),
]
