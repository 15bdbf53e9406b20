import { Skeleton } from '@mantine/core'
import { formatExact } from '../format/number.ts'
import { formatAs, formatShortAs } from '../format/number-format.ts'
import { Sparkline } from '../ui/Sparkline.tsx'
import { changeWords, percentWords } from './change.ts'
import type { Compared, ShownMeasure } from './result.ts'
import styles from './Total.module.css'

interface TotalProps {
  readonly measure: ShownMeasure
  readonly isRows: boolean
  readonly pressed: boolean
  /** Null while it is on its way. */
  readonly value: Compared | null
  readonly stale: boolean
  /** What the change is on, in words; null when there is none to show. */
  readonly before: string | null
  readonly change: Compared | null
  readonly shape: readonly (number | null)[] | null
  readonly onPress: () => void
}

/** One measure over everything: its value, what has changed, and its course. */
export function Total({ measure, isRows, pressed, value, stale, before, change, shape, onPress }: TotalProps) {
  const now = value?.now ?? null
  const sign = Math.sign(change?.delta ?? 0)
  return (
    <button
      type="button"
      className={styles.card}
      aria-pressed={pressed}
      title={`${measure.title}: ${formatExact(now)}${measure.approximate ? ' (approximate)' : ''}`}
      onClick={onPress}
    >
      <span className={styles.title}>{measure.title}</span>
      {value === null ? (
        <span className={styles.waiting}>
          <Skeleton height={22} width="60%" />
        </span>
      ) : (
        <span
          className={styles.value}
          data-testid={isRows ? 'total-rows' : undefined}
          data-value={isRows && !stale ? String(now ?? 0) : undefined}
          data-stale={stale}
        >
          {measure.approximate && <abbr title="approximate">≈ </abbr>}
          {isRows || (now !== null && Math.abs(now) < 1e7)
            ? formatAs(now, measure.format)
            : formatShortAs(now, measure.format)}
        </span>
      )}
      <span className={styles.change} data-sign={sign}>
        {before !== null && change !== null && (
          <span title={changeWords(change, measure.format)}>
            <b>{percentWords(change.percent)}</b> {before}
          </span>
        )}
      </span>
      <span className={styles.spark}>
        {shape && <Sparkline values={shape} height={26} color={pressed ? 'var(--n-series-0)' : 'var(--n-series-7)'} />}
      </span>
    </button>
  )
}
