export type Row = Readonly<Record<string, unknown>>

export const text = (value: unknown): string | null =>
  value === null || value === undefined || value === '' ? null : String(value)

/** Sums of nothing are null, and old versions send longs as text. */
export function figure(value: unknown): number | null {
  if (typeof value === 'number') return value
  return typeof value === 'string' && value !== '' && !Number.isNaN(Number(value)) ? Number(value) : null
}

export const instant = (value: unknown): number | null => {
  const at = typeof value === 'string' ? Date.parse(value) : Number.NaN
  return Number.isNaN(at) || at <= 0 ? null : at
}
