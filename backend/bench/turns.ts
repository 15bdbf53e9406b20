import { readFileSync } from 'node:fs'

interface Tick {
  readonly at: number
  /** Milliseconds of the turn before it. */
  readonly turn: number
  /** Milliseconds that it came too late. */
  readonly delay: number
}

/** What `loop-probe.ts` has noted since an instant; the last second may still be missing. */
function ticksSince(file: string, since: number): Tick[] {
  let text = ''
  try {
    text = readFileSync(file, 'utf8')
  } catch {
    return []
  }
  return text
    .split('\n')
    .map((line) => line.split(' ').map(Number))
    .map(([at = 0, turn = 0, delay = 0]) => ({ at, turn, delay }))
    .filter(({ at }) => at >= since)
}

/** The longest turn of the service's event loop since an instant, in milliseconds. */
export const longestTurn = (file: string, since: number): number =>
  ticksSince(file, since).reduce((longest, { turn }) => Math.max(longest, turn), 0)

/** How late the event loop was, 99 times of 100, in milliseconds. */
export function delayP99(file: string, since: number): number {
  const delays = ticksSince(file, since)
    .map(({ delay }) => delay)
    .sort((a, b) => a - b)
  if (delays.length === 0) throw new Error(`no tick was noted in ${file}`)
  return delays[Math.min(delays.length - 1, Math.floor(delays.length * 0.99))] as number
}
