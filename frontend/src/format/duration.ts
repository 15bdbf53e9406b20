const second = 1000
const minute = 60 * second
const hour = 60 * minute
const day = 24 * hour

/** Two units at most: `340 ms`, `4.2 s`, `2 min 5 s`, `3 h 10 min`, `2 d 4 h`. */
export function formatDuration(ms: number | null | undefined): string {
  if (ms === null || ms === undefined || !Number.isFinite(ms)) return '–'
  const value = Math.max(0, ms)
  if (value < 999.5) return `${Math.round(value)} ms`
  if (value < 9.95 * second) return `${(value / second).toFixed(1)} s`
  if (value < 59.5 * second) return `${Math.round(value / second)} s`
  if (value < hour - 500) return pair(value, minute, 'min', second, 's')
  if (value < day - 30 * second) return pair(value, hour, 'h', minute, 'min')
  return pair(value, day, 'd', hour, 'h')
}

function pair(value: number, big: number, bigName: string, small: number, smallName: string): string {
  const whole = Math.round(value / small) * small
  const rest = Math.round((whole % big) / small)
  return rest === 0
    ? `${Math.floor(whole / big)} ${bigName}`
    : `${Math.floor(whole / big)} ${bigName} ${rest} ${smallName}`
}

/** How long something has been so: whole seconds, and from a minute on no seconds, so that it does not flicker. */
export function formatLasting(ms: number): string {
  const value = Math.max(0, ms)
  if (value < minute) return `${Math.floor(value / second)} s`
  return value < day ? formatDuration(Math.floor(value / minute) * minute) : formatDuration(value)
}

/** How long ago, in one unit: `just now`, `5 min ago`, `3 d ago`. */
export function formatAgo(then: number, now: number): string {
  const gone = Math.max(0, now - then)
  if (gone < 10 * second) return 'just now'
  if (gone < minute) return `${Math.floor(gone / second)} s ago`
  if (gone < hour) return `${Math.floor(gone / minute)} min ago`
  if (gone < day) return `${Math.floor(gone / hour)} h ago`
  return `${Math.floor(gone / day)} d ago`
}
