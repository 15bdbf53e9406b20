import type { TimeChunk } from '@nemeton/contract'
import { formatInterval } from '../format/interval.ts'
import { formatCount, formatShort } from '../format/number.ts'
import { formatRange, formatTime } from '../format/time.ts'
import styles from './TimelineChart.module.css'
import { barsOf, spanOf } from './timeline.ts'

const wide = 1000

/** A bar a time chunk, as wide as its time and as high as its rows; what cannot be queried is hatched from top to bottom. */
export function TimelineChart({ chunks, height }: { chunks: readonly TimeChunk[]; height: number }) {
  const span = spanOf(chunks)
  if (span === null) return null
  const most = Math.max(...chunks.map(({ rows }) => rows))
  const missing = chunks.filter(({ available, segments }) => available < segments).length
  const middle = (span.from + span.to) / 2
  const label = `${formatCount(chunks.length, 'time chunk')} ${formatRange(span.from, span.to, 'Etc/UTC')}, up to ${formatCount(most, 'row')} each, ${
    missing === 0 ? 'all available' : `${missing} not wholly available`
  }`
  return (
    <figure className={styles.chart} style={{ height }}>
      <svg viewBox={`0 0 ${wide} 100`} preserveAspectRatio="none" role="img" aria-label={label} className={styles.bars}>
        <title>{label}</title>
        <defs>
          <pattern id="missing" width="6" height="6" patternUnits="userSpaceOnUse" patternTransform="rotate(45)">
            <rect width="6" height="6" fill="var(--n-bad-soft)" />
            <rect width="2.5" height="6" fill="var(--n-bad)" />
          </pattern>
        </defs>
        {barsOf(chunks, wide).map(({ chunk, x, width, size, whole }) => (
          <g key={chunk.interval}>
            {!whole && <rect x={x} y={0} width={width} height={100} fill="url(#missing)" opacity={0.5} />}
            <rect x={x} y={100 - size} width={width} height={size} fill={whole ? 'var(--n-series-0)' : 'url(#missing)'}>
              <title>
                {`${formatInterval(chunk.interval)}: ${formatCount(chunk.rows, 'row')}, ${chunk.available} of ${formatCount(chunk.segments, 'segment')} available`}
              </title>
            </rect>
          </g>
        ))}
      </svg>
      <div className={styles.axis} aria-hidden>
        <span>{formatTime(span.from, 'day', 'Etc/UTC')}</span>
        <span className={styles.middle}>{formatTime(middle, 'month', 'Etc/UTC')}</span>
        <span>{formatTime(span.to - 1, 'day', 'Etc/UTC')} UTC</span>
      </div>
      <figcaption className={styles.legend}>
        <span>highest bar {formatShort(most)} rows</span>
        {missing > 0 && (
          <span>
            <i className={styles.hatch} /> {formatCount(missing, 'chunk')} not wholly available
          </span>
        )}
      </figcaption>
    </figure>
  )
}
