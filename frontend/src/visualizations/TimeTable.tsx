import { formatBucket, formatOffset } from '../format/time.ts'
import { type DataColumn, DataTable } from '../ui/DataTable.tsx'
import type { TimeSeriesProps } from './time-series.ts'

/** The same numbers as the time chart, to read and to copy. */
export function TimeTable({ points, series, bucket, zone, span, title, height, exact }: TimeSeriesProps) {
  type Point = (typeof points)[number]
  const columns: readonly DataColumn<Point>[] = [
    {
      key: 'time',
      title: `Time, ${formatOffset(span.from, zone)}`,
      render: ({ at }) => formatBucket(at, bucket, zone),
    },
    ...series.map(
      ({ name }, index): DataColumn<Point> => ({
        key: `${index} ${name}`,
        title: name,
        number: true,
        render: ({ values }) => exact(values[index] ?? null),
      }),
    ),
  ]
  return (
    <DataTable
      caption={title}
      columns={columns}
      rows={points}
      rowKey={({ at }) => String(at)}
      maxHeight={height + 100}
    />
  )
}
