import { Box } from '@mantine/core'
import { useElementSize } from '@mantine/hooks'
import { type KeyboardEvent, useMemo, useState } from 'react'
import { Area, CartesianGrid, ComposedChart, Line, ReferenceArea, ReferenceLine, Tooltip, XAxis, YAxis } from 'recharts'
import { formatNumber } from '../format/number.ts'
import { formatBucket, formatOffset, nextBucket } from '../format/time.ts'
import styles from './TimeChart.module.css'
import { ticksOf } from './ticks.ts'
import type { TimeChartProps } from './time-series.ts'

interface Marked {
  readonly from: number
  readonly to: number
}

/** Lines over time. Drag marks a range and zooms into it; arrow keys read bucket after bucket. */
export function TimeChart(props: TimeChartProps) {
  const { points, series, bucket, zone, height, title, format, onZoom, onZoomOut } = props
  const { ref, width } = useElementSize()
  const [marked, setMarked] = useState<Marked | null>(null)
  const [cursor, setCursor] = useState<number | null>(null)
  const first = points[0]?.at ?? 0
  const last = points.at(-1)?.at ?? 0
  const data = useMemo(() => points.map(({ at, values }) => ({ ...values, at })), [points])
  const ticks = useMemo(
    () => ticksOf({ from: first, to: last + 1 }, bucket, zone, Math.max(2, Math.floor(width / 86))),
    [first, last, bucket, zone, width],
  )

  const zoom = () => {
    if (marked && marked.from !== marked.to) onZoom(Math.min(marked.from, marked.to), Math.max(marked.from, marked.to))
    setMarked(null)
    setCursor(null)
  }
  const onKeyDown = (event: KeyboardEvent) => {
    const step = event.key === 'ArrowRight' ? 1 : event.key === 'ArrowLeft' ? -1 : 0
    if (step !== 0) {
      event.preventDefault()
      const from = cursor ?? (step > 0 ? -1 : points.length)
      const next = Math.min(points.length - 1, Math.max(0, from + step))
      const at = points[next]?.at ?? first
      setCursor(next)
      setMarked(event.shiftKey ? { from: marked?.from ?? points[Math.max(0, from)]?.at ?? at, to: at } : null)
    }
    if (event.key === 'Enter') zoom()
    if (event.key === 'Escape') {
      setMarked(null)
      setCursor(null)
    }
  }
  const read = cursor === null ? null : points[cursor]
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
        onKeyDown={onKeyDown}
        onBlur={() => setCursor(null)}
        onDoubleClick={onZoomOut}
      >
        {width > 0 && (
          <ComposedChart
            width={width}
            height={height}
            data={data}
            margin={{ top: 8, right: 14, bottom: 0, left: 2 }}
            accessibilityLayer={false}
            style={{ cursor: 'crosshair' }}
            onMouseDown={({ activeLabel }) => {
              if (activeLabel !== undefined) setMarked({ from: Number(activeLabel), to: Number(activeLabel) })
            }}
            onMouseMove={({ activeLabel }) => {
              if (marked && activeLabel !== undefined) setMarked({ ...marked, to: Number(activeLabel) })
            }}
            onMouseUp={zoom}
            onMouseLeave={() => setMarked(null)}
          >
            <CartesianGrid vertical={false} stroke="var(--n-line)" />
            <XAxis
              dataKey="at"
              type="number"
              domain={['dataMin', 'dataMax']}
              ticks={[...ticks.at]}
              tickFormatter={ticks.label}
              tickLine={{ stroke: 'var(--n-line-strong)' }}
              axisLine={{ stroke: 'var(--n-line-strong)' }}
              interval="preserveStart"
              minTickGap={10}
            />
            <YAxis
              width="auto"
              tickFormatter={(value: number) => format(value)}
              tickLine={false}
              axisLine={false}
              domain={[(low: number) => Math.min(0, low), 'auto']}
              tickCount={5}
            />
            <Tooltip
              isAnimationActive={false}
              cursor={{ stroke: 'var(--n-line-strong)' }}
              content={({ active, label }) => (active ? <Tip {...props} at={Number(label)} /> : null)}
            />
            {series.length === 1 && (
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
            {series.map(({ name, color }, index) => (
              <Line
                key={name}
                dataKey={String(index)}
                stroke={color}
                strokeWidth={series.length === 1 ? 1.8 : 1.6}
                dot={points.length <= 36 ? { r: 2.5, fill: color, strokeWidth: 0 } : false}
                activeDot={{ r: 3.5, strokeWidth: 0, fill: color }}
                isAnimationActive={false}
                type="linear"
              />
            ))}
            {read && <ReferenceLine x={read.at} stroke="var(--n-accent)" strokeWidth={1.5} />}
            {marked && marked.from !== marked.to && (
              <ReferenceArea
                x1={Math.min(marked.from, marked.to)}
                x2={Math.max(marked.from, marked.to)}
                fill="var(--n-accent)"
                fillOpacity={0.16}
              />
            )}
          </ComposedChart>
        )}
      </Box>
      {series.length > 1 && (
        <ul className={styles.legend}>
          {series.map(({ name, color }) => (
            <li key={name}>
              <i className={styles.dot} style={{ background: color }} />
              {name}
            </li>
          ))}
        </ul>
      )}
      <p className="visually-hidden" aria-live="polite">
        {read
          ? `${formatBucket(read.at, bucket, zone)}: ${series.map(({ name }, index) => `${name} ${formatNumber(read.values[index])}`).join(', ')}`
          : ''}
      </p>
    </div>
  )
}

function Tip({ points, series, bucket, zone, span, at }: TimeChartProps & { at: number }) {
  const point = points.find((candidate) => candidate.at === at)
  if (!point) return null
  const partial = at < span.from || nextBucket(at, bucket, zone) > span.to
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
          <b>{formatNumber(value)}</b>
        </p>
      ))}
      {partial && (
        <p className={styles.hint}>only a part of this {bucket === 'P1W' ? 'week' : 'bucket'} lies in the interval</p>
      )}
    </div>
  )
}
