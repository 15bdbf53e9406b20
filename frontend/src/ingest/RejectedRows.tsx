import { Button, Skeleton } from '@mantine/core'
import { downloadRejectedRows, type Ingestion, listRejectedRows, type RejectedRow } from '@nemeton/contract'
import { IconDownload } from '@tabler/icons-react'
import { useInfiniteQuery } from '@tanstack/react-query'
import { call, urlOf } from '../api/call.ts'
import { describeError } from '../api/error.ts'
import { formatCount, formatNumber } from '../format/number.ts'
import { Clip, type DataColumn, DataTable, NoValue } from '../ui/DataTable.tsx'
import { Notice } from '../ui/Notice.tsx'
import styles from './IngestionPanel.module.css'

const rowsAtOnce = 20

const fileColumn: DataColumn<RejectedRow> = {
  key: 'file',
  title: 'File',
  render: ({ file }) => (file === undefined ? <NoValue /> : <Clip text={file} />),
}
const columns: readonly DataColumn<RejectedRow>[] = [
  { key: 'line', title: 'Line', number: true, render: ({ line }) => formatNumber(line) },
  { key: 'column', title: 'Column', render: ({ column }) => (column === null ? <NoValue /> : <Clip text={column} />) },
  { key: 'reason', title: 'Reason', render: ({ reason }) => reason },
  { key: 'value', title: 'Value', render: ({ value }) => (value === null ? <NoValue /> : <Clip text={value} />) },
  { key: 'row', title: 'Row as it stands in the file', render: ({ row }) => <Clip text={row} /> },
]

/** The rows that did not get in, each with its reason, and all of them to take away. */
export function RejectedRows({ ingestion }: { ingestion: Ingestion }) {
  const { id, rows } = ingestion
  const pages = useInfiniteQuery({
    queryKey: ['rejected-rows', id],
    queryFn: ({ signal, pageParam }) =>
      call(listRejectedRows, {
        params: { id },
        query: { limit: rowsAtOnce, ...(pageParam === null ? {} : { cursor: pageParam }) },
        signal,
      }),
    initialPageParam: null as string | null,
    getNextPageParam: (last) => last.nextCursor,
    staleTime: Number.POSITIVE_INFINITY,
    enabled: rows.rejected > 0,
  })
  if (rows.rejected === 0) return null
  if (pages.isError) return <Notice tone="bad" {...describeError(pages.error)} />
  const items = pages.data?.pages.flatMap((page) => page.items) ?? []
  return (
    <section aria-label="Rejected rows" className={styles.rejected} data-testid="rejected-rows">
      <div className={styles.numbers} style={{ alignItems: 'center' }}>
        <span>
          <b>{formatCount(rows.rejected, 'row')}</b> did not get in.
        </span>
        <Button
          component="a"
          href={urlOf(downloadRejectedRows.path, { id }, {})}
          download
          variant="default"
          leftSection={<IconDownload size={15} aria-hidden />}
        >
          Download them as CSV
        </Button>
      </div>
      {pages.isPending && (
        <div style={{ width: '100%' }} aria-busy>
          <Skeleton height={Math.min(320, 34 + 30 * rows.rejected)} />
        </div>
      )}
      {items.length > 0 && (
        <DataTable
          caption="Rejected rows"
          columns={ingestion.uploadIds.length > 1 ? [fileColumn, ...columns] : columns}
          rows={items}
          rowKey={({ file, line }, index) => `${file} ${line} ${index}`}
          maxHeight={320}
        />
      )}
      {pages.hasNextPage && (
        <Button
          variant="subtle"
          color="gray"
          loading={pages.isFetchingNextPage}
          onClick={() => void pages.fetchNextPage()}
        >
          Show more
        </Button>
      )}
    </section>
  )
}
