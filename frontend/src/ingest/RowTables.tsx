import { Skeleton } from '@mantine/core'
import { previewUpload, type Row, type Table } from '@nemeton/contract'
import { useQuery } from '@tanstack/react-query'
import { call } from '../api/call.ts'
import { describeError } from '../api/error.ts'
import { formatCount, formatExact } from '../format/number.ts'
import { Clip, type DataColumn, DataTable, NoValue } from '../ui/DataTable.tsx'
import { Empty } from '../ui/Empty.tsx'
import { Notice } from '../ui/Notice.tsx'
import type { Planned } from './use-plan.ts'

/** The first rows as they were parsed from the file. */
export function FileRows({ uploadId }: { uploadId: string }) {
  const preview = useQuery({
    queryKey: ['preview', uploadId],
    queryFn: ({ signal }) => call(previewUpload, { params: { id: uploadId }, query: { rows: 100 }, signal }),
    staleTime: Number.POSITIVE_INFINITY,
  })
  if (preview.isPending) return <RowsSkeleton />
  if (preview.isError)
    return (
      <div style={{ padding: 12 }}>
        <Notice tone="bad" {...describeError(preview.error)} />
      </div>
    )
  return <Rows caption="First rows of the file" table={preview.data} />
}

/** What Druid's own sampler makes of the first rows under the plan. */
export function SampleRows({ planned, settled }: { planned: Planned | null; settled: boolean }) {
  if (planned === null) return <RowsSkeleton />
  const { sample, sampleError } = planned
  if (sample === null)
    return (
      <div style={{ padding: 12 }}>
        <Notice
          tone="warn"
          cause={sampleError?.message ?? 'Druid was not asked.'}
          remedy="The plan can be submitted all the same; this table is only a look ahead."
        />
      </div>
    )
  return (
    <div aria-busy={!settled} style={{ opacity: settled ? 1 : 0.6 }}>
      {sample.unparseable.length > 0 && (
        <div style={{ padding: '10px 12px' }}>
          <Notice
            tone="warn"
            cause={`${formatCount(sample.unparseable.length, 'row')} of the sample cannot be read: ${sample.unparseable[0]?.error ?? ''}`}
            remedy={sample.unparseable[0]?.input}
          />
        </div>
      )}
      <Rows caption="The first rows as Druid reads them" table={sample.table} />
    </div>
  )
}

function RowsSkeleton() {
  return (
    <div style={{ padding: 12, display: 'grid', gap: 10 }} aria-busy>
      {[1, 2, 3, 4, 5, 6].map((line) => (
        <Skeleton key={line} height={18} />
      ))}
    </div>
  )
}

function Rows({ caption, table }: { caption: string; table: Table }) {
  if (table.rows.length === 0) return <Empty title="No rows to show" />
  const columns = table.columns.map(
    (column, index): DataColumn<Row> => ({
      key: column.name,
      title: column.name,
      number: column.type === 'long' || column.type === 'double',
      render: (row) => {
        const cell = row[index]
        if (cell === null || cell === undefined) return <NoValue />
        // whole numbers may be years or codes: they stand as they are
        return column.type === 'double' && typeof cell === 'number' ? formatExact(cell) : <Clip text={String(cell)} />
      },
    }),
  )
  return (
    <DataTable
      caption={caption}
      columns={columns}
      rows={table.rows}
      rowKey={(_, index) => String(index)}
      maxHeight={620}
    />
  )
}
