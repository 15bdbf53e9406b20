import { addMonths, dateIn, dayMs, floorTo } from '../format/time.ts'
import type { Exploration } from './exploration.ts'
import type { Span } from './range.ts'

/** How far back "before" lies, as an ISO period; null when nothing is compared, or nothing can lie before. */
export function resolveShift({ compare, range, timezone }: Exploration, span: Span): string | null {
  if (compare !== 'previous') return compare
  if (range.kind === 'all') return null
  return range.kind === 'last' ? range.period : lengthOf(span, timezone)
}

/** The length of a span in the largest calendar unit that it is whole in, so that a month is compared with a month. */
export function lengthOf({ from, to }: Span, zone: string): string {
  const isDay = (instant: number) => floorTo(instant, 'P1D', zone) === instant
  if (!isDay(from) || !isDay(to)) return `PT${Math.max(1, Math.round((to - from) / 1000))}S`
  const months = Math.round((to - from) / (30.44 * dayMs))
  if (months > 0 && addMonths(from, months, zone) === to) return months % 12 === 0 ? `P${months / 12}Y` : `P${months}M`
  return `P${Math.round((Date.parse(dateIn(to, zone)) - Date.parse(dateIn(from, zone))) / dayMs)}D`
}

const units: readonly (readonly [sign: string, one: string])[] = [
  ['Y', 'year'],
  ['M', 'month'],
  ['W', 'week'],
  ['D', 'day'],
  ['H', 'hour'],
  ['m', 'minute'],
  ['S', 'second'],
]

/** `1 month`, `1 year 2 days`. */
export function shiftWords(period: string): string {
  const [date = '', time = ''] = period.slice(1).split('T')
  const parts = [...date.matchAll(/(\d+)([YMWD])/g), ...time.replace('M', 'm').matchAll(/(\d+)([HmS])/g)]
  return parts
    .map(([, count = '0', sign]) => {
      const one = units.find(([unit]) => unit === sign)?.[1] ?? ''
      return `${Number(count)} ${one}${Number(count) === 1 ? '' : 's'}`
    })
    .join(' ')
}
