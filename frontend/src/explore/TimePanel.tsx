import { Button, NativeSelect, SegmentedControl, Skeleton } from '@mantine/core'
import { IconArrowBackUp, IconZoomOut } from '@tabler/icons-react'
import { memo, Suspense, useCallback, useMemo } from 'react'
import { describeError } from '../api/error.ts'
import { formatAs, formatShortAs } from '../format/number-format.ts'
import { formatTime, nextBucket, type Period, periodNames } from '../format/time.ts'
import { Arriving } from '../ui/Arriving.tsx'
import { Empty } from '../ui/Empty.tsx'
import { Failed } from '../ui/Failed.tsx'
import { IconButton } from '../ui/IconButton.tsx'
import { Panel } from '../ui/Panel.tsx'
import { Waiting } from '../ui/Waiting.tsx'
import { overview } from '../visualizations/registry.ts'
import type { TimeChartProps } from '../visualizations/time-series.ts'
import styles from './ExplorePage.module.css'
import { start, zoomTo } from './exploration.ts'
import { QueryLine } from './QueryLine.tsx'
import { chooseBucket, offeredBuckets, type Span } from './range.ts'
import { kindOf } from './result-question.ts'
import type { Scene } from './scene.ts'
import type { Update } from './use-exploration.ts'
import { useTimeSeries } from './use-time-series.ts'
import { widen } from './widen.ts'

const chartHeight = 264
const legendHeight = 24
const waiting = <Waiting height={chartHeight} />
const { timeChart, timeTable: TimeTable } = overview

interface TimePanelProps {
  readonly scene: Scene
  readonly bounds: Span
  readonly update: Update
}

/** The measure over time; drag to zoom, double-click to zoom out. */
export const TimePanel = memo(function TimePanel({ scene, bounds, update }: TimePanelProps) {
  const { exploration, span, measure } = scene
  const bucket = exploration.bucket ?? chooseBucket(span)
  const { question, query, shown, error } = useTimeSeries(scene, bucket)
  const whole = span.from <= bounds.from && span.to >= bounds.to
  const legend = exploration.splits.some((split) => kindOf(scene, split) === 'value') ? legendHeight : 0
  const wider = useCallback(() => update((state) => widen(state, span, bounds)), [update, span, bounds])
  const zoom = useCallback(
    (from: number, last: number) => {
      if (!shown) return
      update((state) => zoomTo(state, from, nextBucket(last, shown.frame.bucket, shown.frame.zone)))
    },
    [shown, update],
  )
  // what has not changed is not drawn again, and while an answer is on its way that is all of it
  const chart = useMemo(
    () =>
      shown && {
        ...shown.frame,
        points: shown.points,
        series: shown.series,
        height: chartHeight,
        title: `${measure.title} by ${periodNames[shown.frame.bucket]}`,
        format: (value: number | null) => formatShortAs(value, measure.format),
        exact: (value: number | null) => formatAs(value, measure.format),
      },
    [shown, measure],
  )
  return (
    <Panel
      title={measure.title}
      note={<>by {periodNames[bucket]}</>}
      busy={(query.isPending && !error) || query.isPlaceholderData}
      actions={
        <>
          {!whole && (
            <IconButton label="Zoom out" onPress={wider}>
              <IconZoomOut size={16} />
            </IconButton>
          )}
          {exploration.range.kind !== 'all' && (
            <IconButton
              label="Show all of the time"
              onPress={() => update((state) => ({ ...state, range: start.range, bucket: null }))}
            >
              <IconArrowBackUp size={16} />
            </IconButton>
          )}
          <BucketPicker scene={scene} bucket={bucket} update={update} />
          <ShowAs asTable={exploration.asTable} update={update} />
        </>
      }
      foot={<QueryLine question={question} table={query.data?.table} of="the time chart" />}
    >
      <div className={styles.fade} data-stale={query.isPlaceholderData} style={{ minHeight: chartHeight + legend }}>
        {error ? (
          <Failed {...describeError(error)} onRetry={() => void query.refetch()} />
        ) : !chart ? (
          <Skeleton height={chartHeight} />
        ) : bounds.to - bounds.from <= 1 ? (
          <Empty title={`All rows have one instant: ${formatTime(bounds.from, 'second', exploration.timezone)}`}>
            There is no course over time to draw; the totals and the top values below say what there is.
          </Empty>
        ) : query.data?.table.rows.length === 0 ? (
          <Empty
            title="No rows in this interval under these filters"
            actions={
              <Button
                variant="default"
                onClick={() => update((state) => ({ ...state, filters: [], range: start.range, bucket: null }))}
              >
                Clear filters and interval
              </Button>
            }
          />
        ) : (
          <Shape asTable={exploration.asTable} chart={{ ...chart, onZoom: zoom, onZoomOut: wider }} />
        )}
      </div>
    </Panel>
  )
})

function Shape({ asTable, chart }: { asTable: boolean; chart: TimeChartProps }) {
  if (!asTable) return <Arriving code={timeChart} waiting={waiting} props={chart} />
  return (
    <Suspense fallback={waiting}>
      <TimeTable {...chart} />
    </Suspense>
  )
}

const shapes = [
  { value: 'chart', label: 'Chart' },
  { value: 'table', label: 'Table' },
]

/** Lays the page out to place its mark, so it is drawn when it changes and not with all else. */
const ShowAs = memo(function ShowAs({ asTable, update }: { asTable: boolean; update: Update }) {
  return (
    <SegmentedControl
      aria-label="Show the time as"
      value={asTable ? 'table' : 'chart'}
      data={shapes}
      onChange={(show) => update((state) => ({ ...state, asTable: show === 'table' }))}
    />
  )
})

function BucketPicker({ scene, bucket, update }: { scene: Scene; bucket: Period; update: Update }) {
  const { exploration, span } = scene
  const offered = offeredBuckets(span)
  const auto = chooseBucket(span)
  const periods = offered.includes(bucket) ? offered : [bucket, ...offered]
  return (
    <NativeSelect
      aria-label="Time bucket"
      value={exploration.bucket ?? ''}
      data={[
        { value: '', label: `auto (${periodNames[auto]})` },
        ...periods.map((period) => ({ value: period, label: periodNames[period] })),
      ]}
      onChange={(event) => {
        const chosen = periods.find((period) => period === event.currentTarget.value) ?? null
        update((state) => ({ ...state, bucket: chosen }))
      }}
    />
  )
}
