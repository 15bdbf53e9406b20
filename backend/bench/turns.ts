import { readFileSync } from 'node:fs'

/** The longest turn of the service's event loop since an instant, in milliseconds; 0 when none was worth a note. */
export function longestTurn(file: string, since: number): number {
  let text = ''
  try {
    text = readFileSync(file, 'utf8')
  } catch {
    return 0
  }
  return text
    .split('\n')
    .map((line) => line.split(' ').map(Number))
    .reduce((longest, [at = 0, ms = 0]) => (at >= since ? Math.max(longest, ms) : longest), 0)
}
