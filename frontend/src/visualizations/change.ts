import type { NumberFormat } from '@nemeton/contract'
import { formatShare } from '../format/number.ts'
import { formatShortAs } from '../format/number-format.ts'
import type { Compared } from './result.ts'

/** `+4 %`, `−12 %`; nothing to say where there was nothing before. */
export function percentWords(percent: number | null): string {
  if (percent === null) return '–'
  const words = formatShare(Math.abs(percent))
  return percent > 0 ? `+${words}` : percent < 0 ? `−${words}` : words
}

export const deltaWords = (delta: number | null, format: NumberFormat | null): string =>
  delta === null ? '–' : `${delta > 0 ? '+' : delta < 0 ? '−' : ''}${formatShortAs(Math.abs(delta), format)}`

/** What changed, in words: from what, by how much. */
export function changeWords({ before, delta, percent }: Compared, format: NumberFormat | null): string {
  if (before === null && delta === null) return 'nothing before'
  return `before ${formatShortAs(before, format)}, ${deltaWords(delta, format)}, ${percentWords(percent)}`
}

/** Two numbers beside each other. */
export function compare(now: number | null, before: number | null): Compared {
  const delta = now === null || before === null ? null : now - before
  return {
    now,
    before,
    delta,
    percent: delta === null || before === null || before === 0 ? null : delta / Math.abs(before),
  }
}
