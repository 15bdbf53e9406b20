import { Box } from '@mantine/core'
import { useElementSize } from '@mantine/hooks'
import { useMemo } from 'react'
import { CartesianGrid, Line, LineChart, Tooltip, XAxis, YAxis } from 'recharts'
import styles from './TimeChart.module.css'
import { TimeTip } from './TimeTip.tsx'
import { ticksOf } from './ticks.ts'
import type { TimeSeriesProps } from './time-series.ts'

/** One of several charts over the same time, to be looked at side by side; its numbers are told beside it. */
export function SmallTimeChart(props: TimeSeriesProps & { readonly most: number }) {
  const { points, series, bucket, zone, span, height, title, format, most } = props
  const { ref, width } = useElementSize()
  const data = useMemo(
    () => points.map(({ at, values }) => ({ at, ...Object.fromEntries(values.map((value, index) => [index, value])) })),
    [points],
  )
  const ticks = ticksOf(span, bucket, zone, Math.max(2, Math.floor(width / 86)))
  return (
    <Box ref={ref} className={styles.chart} role="img" aria-label={title} style={{ height }}>
      {width > 0 && (
        <LineChart
          width={width}
          height={height}
          data={data}
          margin={{ top: 6, right: 8, bottom: 0, left: 0 }}
          accessibilityLayer={false}
        >
          <CartesianGrid vertical={false} stroke="var(--n-line)" />
          <XAxis
            dataKey="at"
            type="number"
            domain={[span.from, span.to]}
            ticks={[...ticks.at]}
            tickFormatter={ticks.label}
            tickLine={{ stroke: 'var(--n-line-strong)' }}
            axisLine={{ stroke: 'var(--n-line-strong)' }}
            height={24}
          />
          <YAxis
            width={58}
            domain={[0, most]}
            tickFormatter={(value: number) => format(value)}
            tickLine={false}
            axisLine={false}
            tickCount={3}
          />
          <Tooltip
            isAnimationActive={false}
            cursor={{ stroke: 'var(--n-line-strong)' }}
            content={({ active, label }) => (active ? <TimeTip {...props} at={Number(label)} /> : null)}
          />
          {series.map(({ name, color }, index) => (
            <Line
              key={name}
              dataKey={String(index)}
              stroke={color}
              strokeWidth={1.5}
              type="linear"
              isAnimationActive={false}
              dot={{ r: 2, fill: color, strokeWidth: 0 }}
              activeDot={{ r: 3.5, strokeWidth: 0, fill: color }}
            />
          ))}
        </LineChart>
      )}
    </Box>
  )
}
