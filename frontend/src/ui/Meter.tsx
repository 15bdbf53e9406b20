import styles from './Meter.module.css'

interface MeterProps {
  readonly share: number
  readonly words: string
  /** To be full is what it is for. */
  readonly calm?: boolean
}

/** How full something is: a bar for the eye beside the words that say it. */
export function Meter({ share, words, calm }: MeterProps) {
  return (
    <span className={styles.meter}>
      <span className={styles.track} aria-hidden>
        <i
          className={styles.bar}
          data-full={calm ? 'no' : share >= 0.9 ? 'nearly' : share >= 0.75 ? 'well' : 'no'}
          style={{ width: `${Math.min(100, share * 100)}%` }}
        />
      </span>
      <span className={styles.words}>{words}</span>
    </span>
  )
}
