import { numberFormat } from './intl.ts'

const missing = '–'

/** Grouped by locale; two decimals at most unless the number is small. */
export function formatNumber(value: number | null | undefined, locale?: string): string {
  if (value === null || value === undefined || !Number.isFinite(value)) return missing
  const size = Math.abs(value)
  const maximumFractionDigits = Number.isInteger(value) || size >= 1000 ? 0 : size >= 1 ? 2 : 4
  return numberFormat(locale, { maximumFractionDigits }).format(value)
}

/** Every digit that a cell holds: what a table shows where the short form would hide something. */
export function formatExact(value: number | null | undefined, locale?: string): string {
  if (value === null || value === undefined || !Number.isFinite(value)) return missing
  return numberFormat(locale, { maximumFractionDigits: 6 }).format(value)
}

/** Three significant digits with K, M, B from ten thousand on, so that neighbours compare at a glance. */
export function formatShort(value: number | null | undefined, locale?: string): string {
  if (value === null || value === undefined || !Number.isFinite(value)) return missing
  if (Math.abs(value) < 10_000) return formatNumber(value, locale)
  return numberFormat(locale, { notation: 'compact', maximumSignificantDigits: 3 }).format(value)
}

/** A share 0…1 as percent; tiny shares are never shown as nothing. */
export function formatShare(share: number | null | undefined, locale?: string): string {
  if (share === null || share === undefined || !Number.isFinite(share)) return missing
  if (share > 0 && share < 0.001) return `<${percent(0.001, 1, locale)}`
  if (share < 1 && share > 0.999) return `>${percent(0.999, 1, locale)}`
  // what is not all of it does not say so
  const isNearlyAll = share > 0.994 && share < 1
  return percent(share, share === 0 || (Math.abs(share) >= 0.1 && !isNearlyAll) ? 0 : 1, locale)
}

const percent = (value: number, digits: number, locale?: string) =>
  numberFormat(locale, { style: 'percent', maximumFractionDigits: digits }).format(value)

/** `1 row`, `2 rows`. */
export function formatCount(value: number, one: string, many = `${one}s`, locale?: string): string {
  return `${formatNumber(value, locale)} ${value === 1 ? one : many}`
}

const endings = new Map([
  ['one', 'st'],
  ['two', 'nd'],
  ['few', 'rd'],
])
const ordinals = new Intl.PluralRules('en', { type: 'ordinal' })

/** `1st`, `22nd`, `113th`. */
export const formatPlace = (place: number): string => `${place}${endings.get(ordinals.select(place)) ?? 'th'}`

/** A long beyond 2^53 arrives as text; a chart takes the nearest number. */
export function toNumber(cell: unknown): number | null {
  if (typeof cell === 'number') return Number.isFinite(cell) ? cell : null
  if (typeof cell === 'boolean') return cell ? 1 : 0
  if (typeof cell !== 'string' || cell.trim() === '') return null
  const number = Number(cell)
  return Number.isFinite(number) ? number : null
}
