const units = ['bytes', 'kB', 'MB', 'GB', 'TB', 'PB']

export function sayBytes(bytes: number): string {
  const step = Math.min(units.length - 1, Math.max(0, Math.floor(Math.log10(Math.max(1, bytes)) / 3)))
  const value = bytes / 1000 ** step
  return `${step === 0 || value >= 100 ? Math.round(value) : value.toFixed(1)} ${units[step]}`
}

export const sayShare = (share: number): string =>
  `${share > 0.99 && share < 1 ? '99' : (share * 100).toFixed(share > 0 && share < 0.1 ? 1 : 0)} %`

export function sayTime(ms: number): string {
  if (ms < 1000) return `${Math.round(ms)} ms`
  const seconds = Math.round(ms / 1000)
  if (seconds < 120) return `${seconds} s`
  const minutes = Math.round(seconds / 60)
  if (minutes < 120) return `${minutes} minutes`
  const hours = Math.round(minutes / 60)
  return hours < 48 ? `${hours} hours` : `${Math.round(hours / 24)} days`
}

/** `1 segment`, `2 segments`. */
export const sayCount = (count: number, one: string, many = `${one}s`): string =>
  `${count.toLocaleString('en')} ${count === 1 ? one : many}`

/** A few names, and how many more. */
export function sayNames(names: readonly string[], most = 3): string {
  const distinct = [...new Set(names)]
  const shown = distinct.slice(0, most)
  const more = distinct.length - shown.length
  if (more > 0) return `${shown.join(', ')} and ${more} more`
  return shown.length < 2 ? shown.join('') : `${shown.slice(0, -1).join(', ')} and ${shown.at(-1)}`
}
