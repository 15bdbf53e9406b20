const units = ['B', 'kB', 'MB', 'GB', 'TB', 'PB'] as const

/** Decimal units, as disks and networks are sold: 1 kB = 1000 B. */
export function formatBytes(bytes: number | null | undefined, locale?: string): string {
  if (bytes === null || bytes === undefined || !Number.isFinite(bytes)) return '–'
  let value = Math.abs(bytes)
  let unit = 0
  while (value >= 999.5 && unit < units.length - 1) {
    value /= 1000
    unit += 1
  }
  const maximumFractionDigits = unit === 0 || value >= 100 ? 0 : 1
  const digits = new Intl.NumberFormat(locale, { maximumFractionDigits }).format(bytes < 0 ? -value : value)
  return `${digits} ${units[unit]}`
}

export const formatBytesPerSecond = (rate: number | null | undefined, locale?: string): string =>
  `${formatBytes(rate, locale)}/s`
