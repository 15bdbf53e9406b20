import { Skeleton } from '@mantine/core'
import { Suspense, useState } from 'react'
import { formatExact, formatShort } from '../format/number.ts'
import { nextBucket } from '../format/time.ts'
import { Empty } from '../ui/Empty.tsx'
import { lazily } from '../ui/lazily.ts'
import styles from './ResultChart.module.css'
import type { Result } from './result.ts'
import { type ChartPoint, chartOf } from './result-chart.ts'

const TimeChart = lazily(async () => (await import('../visualizations/TimeChart.tsx')).TimeChart)
const zone = 'Etc/UTC'
const height = 320

/** The result drawn, where it has a shape that can be. */
export function ResultChart({ result }: { result: Result }) {
  const [zoom, setZoom] = useState<{ readonly from: number; readonly last: number } | null>(null)
  const chart = chartOf(result)
  if (chart.kind === 'none') return <Empty title={chart.why}>The table shows the rows.</Empty>
  if (chart.kind === 'bars') return <Bars name={chart.name} bars={chart.bars} />
  const inZoom = ({ at }: ChartPoint) => zoom === null || (at >= zoom.from && at <= zoom.last)
  const points = chart.points.filter(inZoom)
  const span = {
    from: points[0]?.at ?? 0,
    to: nextBucket(points.at(-1)?.at ?? 0, chart.bucket, zone),
  }
  return (
    <div className={styles.time}>
      <Suspense fallback={<Skeleton height={height} />}>
        <TimeChart
          points={points}
          series={chart.names.map((name, index) => ({ name, color: `var(--n-series-${index})` }))}
          bucket={chart.bucket}
          zone={zone}
          span={span}
          title={`${chart.names.join(', ')} over time, UTC`}
          height={height}
          format={formatShort}
          exact={formatExact}
          onZoom={(from, last) => setZoom({ from, last })}
          onZoomOut={() => setZoom(null)}
        />
      </Suspense>
    </div>
  )
}

interface BarsProps {
  readonly name: string
  readonly bars: readonly { readonly name: string; readonly value: number }[]
}

/** Bars from nought, each with its number beside it. */
function Bars({ name, bars }: BarsProps) {
  const most = Math.max(0, ...bars.map(({ value }) => value))
  const least = Math.min(0, ...bars.map(({ value }) => value))
  const share = (value: number) => (value / (most - least || 1)) * 100
  return (
    <ul className={styles.bars} aria-label={name}>
      {bars.map((bar, index) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: a result may hold the same text twice
        <li key={index} className={styles.bar}>
          <span className={styles.name} title={bar.name}>
            {bar.name}
          </span>
          <span className={styles.track} aria-hidden>
            <i
              style={{
                left: `${share(Math.min(0, bar.value) - least)}%`,
                width: `${share(Math.abs(bar.value))}%`,
              }}
            />
          </span>
          <span className={styles.value}>{formatExact(bar.value)}</span>
        </li>
      ))}
    </ul>
  )
}
