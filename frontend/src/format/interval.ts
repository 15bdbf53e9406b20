import { formatRange } from './time.ts'

/** The ends of an ISO interval in epoch milliseconds; null for one beyond the years of ISO-8601, which is all of time. */
export function readInterval(interval: string): { readonly from: number; readonly to: number } | null {
  const [from = Number.NaN, to = Number.NaN] = interval.split('/').map(Date.parse)
  return Number.isFinite(from) && Number.isFinite(to) ? { from, to } : null
}

/** `1 Jan 2024 – 31 Dec 2025`, in UTC, as time chunks are cut. */
export function formatInterval(interval: string | null): string {
  if (interval === null) return '–'
  const span = readInterval(interval)
  return span === null ? 'all of time' : formatRange(span.from, span.to, 'Etc/UTC')
}
