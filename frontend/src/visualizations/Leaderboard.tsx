import { IconCheck, IconCircleMinus } from '@tabler/icons-react'
import { memo, useLayoutEffect, useRef } from 'react'
import { formatExact, formatShare } from '../format/number.ts'
import { classes } from '../ui/classes.ts'
import { percentWords } from './change.ts'
import styles from './Leaderboard.module.css'

export interface LeaderboardRow {
  readonly value: string | null
  readonly name: string
  readonly number: number | null
  /** In parts of before; only where it is compared. */
  readonly change?: number | null
  readonly chosen: boolean
  /** Filtered away by the choice of others. */
  readonly quiet: boolean
}

interface LeaderboardProps {
  readonly title: string
  readonly rows: readonly LeaderboardRow[]
  /** What the rows are parts of; null where a share has no meaning. */
  readonly whole: number | null
  readonly format: (value: number | null) => string
  readonly onPress: (value: string | null, exclude: boolean) => void
}

/** The greatest values of one dimension; a press filters, with Shift it excludes. */
export const Leaderboard = memo(function Leaderboard({ title, rows, whole, format, onPress }: LeaderboardProps) {
  const most = Math.max(0, ...rows.map(({ number }) => number ?? 0))
  const board = useRef<HTMLUListElement>(null)
  /** The row that has the focus: when it goes, as the value that was excluded, the one in its place has it. */
  const focused = useRef<number | null>(null)
  useLayoutEffect(() => {
    if (focused.current === null || document.activeElement !== document.body) return
    const places = board.current?.querySelectorAll<HTMLElement>(`.${styles.row}`) ?? []
    places[Math.min(focused.current, places.length - 1)]?.focus({ preventScroll: true })
  })
  // not called when a row goes while it is drawn anew
  const onBlur = () => {
    focused.current = null
  }
  if (rows.length === 0) return <p className={styles.empty}>No values under these filters</p>
  return (
    <ul ref={board} className={styles.board} aria-label={title} onBlur={onBlur}>
      {rows.map(({ value, name, number, change, chosen, quiet }, index) => {
        const share = whole !== null && whole > 0 && number !== null ? number / whole : null
        const width = most > 0 && number !== null && number > 0 ? (number / most) * 100 : 0
        return (
          <li key={value ?? '\u0000'} className={classes(styles.item, quiet && styles.quiet)}>
            <button
              type="button"
              className={styles.row}
              aria-pressed={chosen}
              onFocus={() => {
                focused.current = index
              }}
              title={`${name}: ${formatExact(number)}`}
              onClick={(event) => onPress(value, event.shiftKey)}
            >
              <i className={styles.bar} style={{ width: `calc(${width}% - ${(width * 0.3).toFixed(1)}px)` }} />
              <span className={styles.check}>{chosen && <IconCheck size={14} stroke={2.6} aria-hidden />}</span>
              <span className={classes(styles.name, value === null && styles.none)}>{name}</span>
              <span className={styles.number}>{format(number)}</span>
              <span className={styles.share}>
                {change !== undefined ? percentWords(change) : share === null ? '' : formatShare(share)}
              </span>
            </button>
            <button
              type="button"
              className={styles.exclude}
              tabIndex={-1}
              aria-label={`Exclude ${name}`}
              title={`Exclude ${name} (Shift and click)`}
              onClick={() => onPress(value, true)}
            >
              <IconCircleMinus size={15} aria-hidden />
            </button>
          </li>
        )
      })}
    </ul>
  )
})
