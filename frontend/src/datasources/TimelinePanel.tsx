import { SegmentedControl, Skeleton } from '@mantine/core'
import type { TimeChunk } from '@nemeton/contract'
import { useQuery } from '@tanstack/react-query'
import { useSearchParams } from 'react-router'
import { describeError } from '../api/error.ts'
import { formatBytes } from '../format/bytes.ts'
import { formatInterval, readInterval } from '../format/interval.ts'
import { formatCount, formatNumber } from '../format/number.ts'
import { type DataColumn, DataTable } from '../ui/DataTable.tsx'
import { Failed } from '../ui/Failed.tsx'
import { Panel } from '../ui/Panel.tsx'
import { Availability } from './Availability.tsx'
import { timelineQuery } from './queries.ts'
import { TimelineChart } from './TimelineChart.tsx'

const height = 190

/** Rows by time chunk, and which of them can be queried. */
export function TimelinePanel({ name }: { name: string }) {
  const timeline = useQuery(timelineQuery(name))
  const [search, setSearch] = useSearchParams()
  const { chunks = [], grouped = null, complete = true } = timeline.data ?? {}
  // the single chunk over all of time has no place on an axis
  const isDrawn = chunks.length > 0 && chunks.every(({ interval }) => readInterval(interval) !== null)
  const asTable = search.get('show') === 'table' || !isDrawn
  return (
    <Panel
      title="Timeline"
      note={
        timeline.data &&
        (grouped === null
          ? formatCount(chunks.length, 'time chunk')
          : `time chunks put together by ${grouped}${complete ? '' : ', the latest are missing'}`)
      }
      busy={timeline.isPending}
      flush={asTable && timeline.isSuccess}
      actions={
        <SegmentedControl
          aria-label="Show the timeline as"
          value={asTable ? 'table' : 'chart'}
          data={[
            { value: 'chart', label: 'Chart', disabled: timeline.isSuccess && !isDrawn },
            { value: 'table', label: 'Table' },
          ]}
          onChange={(show) => setSearch(show === 'table' ? { show } : {}, { replace: true, preventScrollReset: true })}
        />
      }
    >
      {timeline.isPending ? (
        <Skeleton height={height} />
      ) : !timeline.data ? (
        <Failed {...describeError(timeline.error)} onRetry={() => void timeline.refetch()} />
      ) : asTable ? (
        <DataTable
          caption="Time chunks"
          columns={columns}
          rows={chunks}
          rowKey={({ interval }) => interval}
          maxHeight={height * 2}
        />
      ) : (
        <TimelineChart chunks={chunks} height={height} />
      )}
    </Panel>
  )
}

const columns: readonly DataColumn<TimeChunk>[] = [
  { key: 'time', title: 'Time chunk, UTC', render: ({ interval }) => formatInterval(interval) },
  { key: 'rows', title: 'Rows', number: true, render: ({ rows }) => formatNumber(rows) },
  { key: 'segments', title: 'Segments', number: true, render: ({ segments }) => formatNumber(segments) },
  { key: 'bytes', title: 'Size', number: true, render: ({ bytes }) => formatBytes(bytes) },
  {
    key: 'available',
    title: 'Available',
    render: ({ available, segments }) => (
      <Availability percent={Math.floor((100 * available) / Math.max(1, segments))} />
    ),
  },
]
