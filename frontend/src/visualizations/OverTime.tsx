import { useMemo } from 'react'
import { formatAs, formatShortAs } from '../format/number-format.ts'
import styles from './ChartFrame.module.css'
import { colorsOf } from './colors.ts'
import { overTime } from './matrix.ts'
import type { VisualizationProps } from './result.ts'
import { summarize } from './summary.ts'
import { TimeChart } from './TimeChart.tsx'

/** The measure in front over time, a series for each value of the other split. */
function OverTime({ stacked, ...props }: VisualizationProps & { stacked: boolean }) {
  const { result, title, height, onZoom, onZoomOut } = props
  const measure = result.measures[result.front]
  const { at, series, colors: given, left } = useMemo(() => overTime(result), [result])
  const period = result.splits.find(({ kind }) => kind === 'time')?.period
  if (!period || measure === undefined) return null
  const colors = colorsOf(
    series.map(({ head }) => head),
    given,
  )
  const lines = series.map(({ head, values }, index) => ({
    name: head?.label ?? measure.title,
    color: colors[index] ?? '',
    values: values.map(({ now }) => now),
    earlier: false,
  }))
  const alone = series.length === 1 && !stacked ? series[0] : undefined
  const shown =
    alone && result.before !== null
      ? [
          ...lines,
          {
            name: result.before,
            color: 'var(--n-series-7)',
            values: alone.values.map(({ before }) => before),
            earlier: true,
          },
        ]
      : lines
  return (
    <div>
      <p className="visually-hidden">{summarize(result)}</p>
      <TimeChart
        title={title}
        height={height}
        bucket={period}
        zone={result.zone}
        span={result.span}
        series={shown}
        points={at.map((instant, index) => ({ at: instant, values: shown.map(({ values }) => values[index] ?? null) }))}
        format={(value) => formatShortAs(value, measure.format)}
        exact={(value) => formatAs(value, measure.format)}
        stacked={stacked}
        onZoom={onZoom}
        onZoomOut={onZoomOut}
      />
      {left > 0 && <p className={styles.note}>{left} more are not drawn; the table has all of them.</p>}
    </div>
  )
}

export const LineOverTime = (props: VisualizationProps) => <OverTime {...props} stacked={false} />
export const AreaOverTime = (props: VisualizationProps) => <OverTime {...props} stacked />
