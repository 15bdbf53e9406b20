import { SegmentedControl, Skeleton } from '@mantine/core'
import type { getQueryLatencies, QueryLatencies, QueryMinute } from '@nemeton/contract'
import { useQuery } from '@tanstack/react-query'
import { Suspense } from 'react'
import type { z } from 'zod'
import { formatDuration } from '../format/duration.ts'
import { formatNumber } from '../format/number.ts'
import { formatTime } from '../format/time.ts'
import { type DataColumn, DataTable } from '../ui/DataTable.tsx'
import { Empty } from '../ui/Empty.tsx'
import { lazily } from '../ui/lazily.ts'
import { useNow } from '../ui/use-now.ts'
import styles from './LatencyPanel.module.css'
import { kindNames, kinds, percentiles, pointsOf } from './latencies.ts'
import { PolledPanel } from './PolledPanel.tsx'
import { latenciesQuery } from './queries.ts'
import { useAddress } from './use-address.ts'

const Chart = lazily(async () => (await import('../visualizations/SmallTimeChart.tsx')).SmallTimeChart)

type Latencies = z.infer<typeof getQueryLatencies.result>

/** How long questions took over the last hour, a chart for each kind on the same scale. */
export function LatencyPanel() {
  const latencies = useQuery(latenciesQuery)
  const { latenciesAsTable, change } = useAddress()
  return (
    <PolledPanel
      title="How long queries take"
      anchor="latencies"
      query={latencies}
      height={260}
      flush={latenciesAsTable}
      note="the last hour, through this instance"
      actions={
        <SegmentedControl
          aria-label="Show latencies as"
          value={latenciesAsTable ? 'table' : 'chart'}
          data={[
            { value: 'chart', label: 'Chart' },
            { value: 'table', label: 'Table' },
          ]}
          onChange={(next) => change({ latenciesAsTable: next === 'table' })}
        />
      }
    >
      {(data) =>
        data.minutes.length === 0 ? (
          <Empty title="No query has ended in the last hour">
            Ask something in Explore or SQL, and it is timed here.
          </Empty>
        ) : latenciesAsTable ? (
          <MinutesTable minutes={data.minutes} />
        ) : (
          <Charts latencies={data} />
        )
      }
    </PolledPanel>
  )
}

const hourMs = 3_600_000

function Charts({ latencies: { items, minutes } }: { latencies: Latencies }) {
  const { zone } = useAddress()
  const now = useNow(15_000)
  const most = Math.max(1, ...minutes.map(({ p99Ms }) => p99Ms))
  const shown = kinds.filter((kind) => minutes.some((minute) => minute.kind === kind))
  return (
    <div className={styles.charts}>
      {shown.map((kind) => {
        const points = pointsOf(minutes, kind, now)
        return (
          <figure key={kind}>
            <figcaption className={styles.caption}>
              <b>{kindNames[kind]}</b> <Figures latencies={items.find((item) => item.kind === kind)} />
            </figcaption>
            <Suspense fallback={<Skeleton height={96} />}>
              <Chart
                points={points}
                series={percentiles}
                bucket="PT1M"
                zone={zone}
                span={{ from: points[0]?.at ?? now - hourMs, to: now }}
                height={96}
                title={`${kindNames[kind]}: p50, p95 and p99 minute by minute; the table has the numbers`}
                format={(value) => formatDuration(value)}
                exact={(value) => formatDuration(value)}
                most={most}
              />
            </Suspense>
          </figure>
        )
      })}
      <ul className={styles.legend}>
        {percentiles.map(({ name, color }) => (
          <li key={name}>
            <i style={{ background: color }} /> {name}
          </li>
        ))}
      </ul>
    </div>
  )
}

function Figures({ latencies }: { latencies: QueryLatencies | undefined }) {
  if (latencies === undefined || latencies.count === 0) return <span>nothing in the last 5 min</span>
  const { count, p50Ms, p95Ms, p99Ms, baselineP95Ms } = latencies
  return (
    <span>
      last 5 min: {formatNumber(count)}, p50 {formatDuration(p50Ms)}, p95 {formatDuration(p95Ms)}, p99{' '}
      {formatDuration(p99Ms)}
      {baselineP95Ms !== null && `; p95 of the day before ${formatDuration(baselineP95Ms)}`}
    </span>
  )
}

function MinutesTable({ minutes }: { minutes: readonly QueryMinute[] }) {
  const { zone } = useAddress()
  const columns: readonly DataColumn<QueryMinute>[] = [
    { key: 'at', title: 'Minute', render: ({ at }) => formatTime(Date.parse(at), 'minute', zone) },
    { key: 'kind', title: 'Kind', render: ({ kind }) => kindNames[kind] },
    { key: 'count', title: 'Queries', number: true, render: ({ count }) => formatNumber(count) },
    { key: 'p50', title: 'p50', number: true, render: ({ p50Ms }) => formatDuration(p50Ms) },
    { key: 'p95', title: 'p95', number: true, render: ({ p95Ms }) => formatDuration(p95Ms) },
    { key: 'p99', title: 'p99', number: true, render: ({ p99Ms }) => formatDuration(p99Ms) },
  ]
  return (
    <DataTable
      caption="How long queries took, minute by minute"
      columns={columns}
      rows={[...minutes].sort((a, b) => b.at.localeCompare(a.at) || a.kind.localeCompare(b.kind))}
      rowKey={({ at, kind }) => `${at} ${kind}`}
      maxHeight={284}
    />
  )
}
