import type { NumberFormat } from '@nemeton/contract'
import { formatBytes } from './bytes.ts'
import { formatDuration } from './duration.ts'
import { numberFormat } from './intl.ts'
import { formatNumber, formatShort } from './number.ts'

/** A number as somebody has chosen to see it, else as any number. */
export function formatAs(value: number | null | undefined, format: NumberFormat | null, locale?: string): string {
  if (format === null || value === null || value === undefined || !Number.isFinite(value))
    return formatNumber(value, locale)
  switch (format.kind) {
    case 'number':
    case 'percent':
    case 'currency':
      return numberFormat(locale, options(format)).format(value)
    case 'bytes':
      return formatBytes(value, locale)
    case 'duration':
      return formatDuration(value)
  }
}

/** The same where there is little room: three digits that count, with K, M, B from ten thousand on. */
export function formatShortAs(value: number | null | undefined, format: NumberFormat | null, locale?: string): string {
  if (format === null) return formatShort(value, locale)
  const isLarge = value !== null && value !== undefined && Math.abs(value) >= 10_000
  if (!isLarge || (format.kind !== 'number' && format.kind !== 'currency')) return formatAs(value, format, locale)
  return numberFormat(locale, {
    ...(format.kind === 'currency' ? { style: 'currency', currency: format.currency } : {}),
    notation: 'compact',
    minimumFractionDigits: 0,
    maximumSignificantDigits: 3,
  }).format(value)
}

function options(format: Extract<NumberFormat, { readonly decimals: number }>): Intl.NumberFormatOptions {
  const digits = { minimumFractionDigits: format.decimals, maximumFractionDigits: format.decimals }
  switch (format.kind) {
    case 'number':
      return digits
    case 'percent':
      return { ...digits, style: 'percent' }
    case 'currency':
      return { ...digits, style: 'currency', currency: format.currency }
  }
}
