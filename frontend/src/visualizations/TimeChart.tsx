import { Box } from '@mantine/core'
import { useElementSize } from '@mantine/hooks'
import { memo, type RefObject, useEffect, useMemo, useRef } from 'react'
import {
  Area,
  CartesianGrid,
  ComposedChart,
  Line,
  ReferenceArea,
  ReferenceLine,
  Tooltip,
  usePlotArea,
  XAxis,
  YAxis,
} from 'recharts'
import { formatBucket } from '../format/time.ts'
import styles from './TimeChart.module.css'
import { TimeTip } from './TimeTip.tsx'
import { ticksOf } from './ticks.ts'
import { chartRows, isPartial, type Series, type TimeChartProps, type TimePoint } from './time-series.ts'
import { type Plot, useMarking } from './use-marking.ts'

/** Lines over time. Dragging marks a range and zooms into it; arrow keys read bucket after bucket. */
export const TimeChart = memo(function TimeChart(props: TimeChartProps) {
  const { points, series, bucket, zone, span, height, title, format, exact, stacked, onZoom, onZoomOut } = props
  const { ref, width } = useElementSize()
  const plot = useRef<Plot | null>(null)
  const { marked, cursor, handlers } = useMarking({ points, plot, onZoom })
  const data = useMemo(
    () => chartRows(points, (at) => !stacked && isPartial(at, { bucket, zone, span })),
    [points, bucket, zone, span, stacked],
  )
  const ticks = useMemo(() => {
    const first = points[0]?.at ?? 0
    const last = points.at(-1)?.at ?? 0
    return ticksOf({ from: first, to: last + 1 }, bucket, zone, Math.max(2, Math.floor(width / 86)))
  }, [points, bucket, zone, width])
  const read = cursor === null ? null : points[cursor]
  const markedFrom = marked && points[Math.min(marked.from, marked.to)]?.at
  const markedTo = marked && points[Math.max(marked.from, marked.to)]?.at
  return (
    <div>
      <Box
        ref={ref}
        className={styles.chart}
        role="application"
        aria-roledescription="time chart"
        aria-label={`${title}. Arrow keys read it, with Shift they mark a range, Enter zooms into the range.`}
        tabIndex={0}
        style={{ height }}
        onDoubleClick={onZoomOut}
        {...handlers}
      >
        {width > 0 && (
          <ComposedChart
            width={width}
            height={height}
            data={data}
            margin={{ top: 8, right: 14, bottom: 0, left: 2 }}
            accessibilityLayer={false}
          >
            <PlotProbe plot={plot} />
            <CartesianGrid vertical={false} stroke="var(--n-line)" />
            <XAxis
              dataKey="at"
              type="number"
              domain={['dataMin', 'dataMax']}
              ticks={[...ticks.at]}
              tickFormatter={ticks.label}
              tickLine={{ stroke: 'var(--n-line-strong)' }}
              axisLine={{ stroke: 'var(--n-line-strong)' }}
              height={24}
              interval="preserveStart"
              minTickGap={10}
            />
            <YAxis
              width={axisWidth(points, format)}
              tickFormatter={(value: number) => format(value)}
              tickLine={false}
              axisLine={false}
              domain={[(low: number) => Math.min(0, low), 'auto']}
              tickCount={5}
            />
            <Tooltip
              isAnimationActive={false}
              cursor={{ stroke: 'var(--n-line-strong)' }}
              content={({ active, label }) => (active ? <TimeTip {...props} at={Number(label)} /> : null)}
            />
            {stacked &&
              series.map(({ name, color }, index) => (
                <Area
                  key={name}
                  dataKey={String(index)}
                  stackId="parts"
                  stroke={color}
                  fill={color}
                  fillOpacity={0.65}
                  isAnimationActive={false}
                  activeDot={false}
                  type="linear"
                />
              ))}
            {!stacked && series.length === 1 && (
              <Area
                dataKey="0"
                stroke="none"
                fill={series[0]?.color ?? 'none'}
                fillOpacity={0.13}
                isAnimationActive={false}
                activeDot={false}
                type="linear"
              />
            )}
            {!stacked && lineElements(series, points.length)}
            {read && <ReferenceLine x={read.at} stroke="var(--n-accent)" strokeWidth={1.5} />}
            {marked && (
              <ReferenceArea
                x1={markedFrom ?? undefined}
                x2={markedTo ?? undefined}
                fill="var(--n-accent)"
                fillOpacity={0.16}
              />
            )}
          </ComposedChart>
        )}
        <p className={styles.read} aria-live="polite">
          {read &&
            `${formatBucket(read.at, bucket, zone)}: ${series.map(({ name }, index) => `${name} ${exact(read.values[index] ?? null)}`).join(', ')}`}
        </p>
      </Box>
      {series.length > 1 && (
        <ul className={styles.legend}>
          {series.map(({ name, color }) => (
            <li key={name} title={name}>
              <i className={styles.dot} style={{ background: color }} />
              <span className={styles.name}>{name}</span>
            </li>
          ))}
        </ul>
      )}
    </div>
  )
})

const signWidth = 7
const axisPadding = 12

/** Room for the longest number that the axis can show: to measure it in the page would lay the page out once more. */
function axisWidth(points: readonly TimePoint[], format: (value: number | null) => string): number {
  const values = points.flatMap(({ values: found }) => found.filter((value) => value !== null))
  const ends = [Math.max(0, ...values), Math.min(0, ...values)].flatMap((end) =>
    [1.2, 1, 0.8, 0.75, 0.6, 0.5, 0.4, 0.25, 0.2].map((share) => end * share),
  )
  const longest = Math.max(2, ...ends.map((end) => format(end).length))
  return Math.min(110, axisPadding + longest * signWidth)
}

function lineElements(series: readonly Series[], points: number) {
  return series.flatMap(({ name, color, earlier }, index) => {
    const look = { stroke: color, isAnimationActive: false, type: 'linear' } as const
    return [
      <Line
        {...look}
        key={name}
        dataKey={String(index)}
        strokeWidth={series.length === 1 ? 1.8 : 1.6}
        strokeDasharray={earlier ? '6 4' : undefined}
        dot={points <= 36 && !earlier ? { r: 2.5, fill: color, strokeWidth: 0 } : false}
        activeDot={{ r: 3.5, strokeWidth: 0, fill: color }}
      />,
      <Line
        {...look}
        key={`edge ${name}`}
        dataKey={`edge${index}`}
        strokeWidth={1.4}
        strokeDasharray="3 3"
        dot={false}
        activeDot={false}
      />,
    ]
  })
}

/** Tells where the axes left room for the plot. */
function PlotProbe({ plot }: { plot: RefObject<Plot | null> }) {
  const area = usePlotArea()
  useEffect(() => {
    plot.current = area ?? null
  }, [area, plot])
  return null
}
