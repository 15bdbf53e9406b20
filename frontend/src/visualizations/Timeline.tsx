import type { TimeChunk } from '@nemeton/contract'
import { Availability } from '../format/Availability.tsx'
import { formatBytes } from '../format/bytes.ts'
import { formatInterval } from '../format/interval.ts'
import { formatNumber } from '../format/number.ts'
import { type DataColumn, DataTable } from '../ui/DataTable.tsx'
import { TimelineChart } from './TimelineChart.tsx'

interface TimelineProps {
  readonly chunks: readonly TimeChunk[]
  readonly asTable: boolean
  readonly height: number
}

/** Segments by time chunk, drawn or told. */
export const Timeline = ({ chunks, asTable, height }: TimelineProps) =>
  asTable ? (
    <DataTable
      caption="Time chunks"
      columns={columns}
      rows={chunks}
      rowKey={({ interval }) => interval}
      maxHeight={height * 2}
    />
  ) : (
    <TimelineChart chunks={chunks} height={height} />
  )

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
