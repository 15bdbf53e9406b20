import { formatBucket, formatOffset } from '../format/time.ts'
import styles from './TimeChart.module.css'
import { isPartial, type TimeSeriesProps } from './time-series.ts'

/** What one bucket holds, greatest first. */
export function TimeTip({ at, ...props }: TimeSeriesProps & { at: number }) {
  const { points, series, bucket, zone, exact } = props
  const point = points.find((candidate) => candidate.at === at)
  if (!point) return null
  const lines = series
    .map((one, index) => ({ ...one, value: point.values[index] ?? null }))
    .sort((a, b) => (b.value ?? 0) - (a.value ?? 0))
  return (
    <div className={styles.tip}>
      <p className={styles.when}>
        {formatBucket(at, bucket, zone)} <span className={styles.hint}>{formatOffset(at, zone)}</span>
      </p>
      {lines.map(({ name, color, value }) => (
        <p key={name} className={styles.line}>
          <i className={styles.dot} style={{ background: color }} />
          <span>{name}</span>
          <b>{exact(value)}</b>
        </p>
      ))}
      {isPartial(at, props) && <p className={styles.hint}>only a part of it lies in the interval</p>}
    </div>
  )
}
