import { Skeleton } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { Link } from 'react-router'
import { describeError } from '../api/error.ts'
import { Ago } from '../format/Ago.tsx'
import { formatBytes } from '../format/bytes.ts'
import { formatDuration } from '../format/duration.ts'
import { formatNumber } from '../format/number.ts'
import { paths } from '../paths.ts'
import { type DataColumn, DataTable } from '../ui/DataTable.tsx'
import { Empty } from '../ui/Empty.tsx'
import { Notice } from '../ui/Notice.tsx'
import { Panel } from '../ui/Panel.tsx'
import { Tag } from '../ui/Tag.tsx'
import { CancelRun } from './CancelRun.tsx'
import styles from './History.module.css'
import { type HistoryEntry, historyOf, tookMs } from './history.ts'
import { ingestionsQuery, uploadsQuery } from './queries.ts'
import { RunStatus } from './RunStatus.tsx'
import { isOver, statusWords, uploadTone } from './status.ts'

/** What came in before, with what became of it. */
export function History({ hidden }: { hidden: ReadonlySet<string> }) {
  const ingestions = useQuery({
    ...ingestionsQuery,
    refetchInterval: ({ state }) => (state.data?.items.some(({ status }) => !isOver(status)) ? 2000 : 15_000),
  })
  const uploads = useQuery({
    ...uploadsQuery,
    refetchInterval: ({ state }) =>
      state.data?.items.some(({ status }) => status === 'receiving' || status === 'profiling') ? 2000 : 15_000,
  })
  const error = uploads.error ?? ingestions.error
  const entries = historyOf(uploads.data?.items ?? [], ingestions.data?.items ?? []).filter(
    ({ uploadId }) => !hidden.has(uploadId),
  )
  const loading = uploads.isPending || ingestions.isPending
  return (
    <Panel
      title="Files so far"
      note={entries.length > 0 ? formatNumber(entries.length) : undefined}
      flush
      busy={loading}
    >
      {error && !uploads.data ? (
        <div style={{ padding: 12 }}>
          <Notice tone="bad" {...describeError(error)} />
        </div>
      ) : loading ? (
        <div style={{ padding: 12, display: 'grid', gap: 10 }}>
          {[1, 2, 3].map((line) => (
            <Skeleton key={line} height={20} />
          ))}
        </div>
      ) : entries.length === 0 && hidden.size > 0 ? (
        <Empty title="Nothing else yet">All files so far are in the list above.</Empty>
      ) : entries.length === 0 ? (
        <Empty title="Nothing loaded yet">
          Drop a file above: a CSV export, an Excel sheet, a Parquet file. You will see its columns while it uploads,
          and explore it half a minute later.
        </Empty>
      ) : (
        <DataTable
          caption="Files so far"
          columns={columns}
          rows={entries.slice(0, 60)}
          rowKey={(entry) => entry.uploadId}
        />
      )}
    </Panel>
  )
}

const columns: readonly DataColumn<HistoryEntry>[] = [
  {
    key: 'file',
    title: 'File',
    render: (entry) => (
      <Link to={paths.upload(entry.uploadId, entry.ingestion?.id)} className={styles.name} title={entry.title}>
        {entry.title}
      </Link>
    ),
  },
  {
    key: 'status',
    title: 'Status',
    render: ({ ingestion, upload }) =>
      ingestion ? (
        <RunStatus ingestion={ingestion} />
      ) : upload ? (
        <Tag tone={uploadTone[upload.status]}>{statusWords(upload)}</Tag>
      ) : null,
  },
  {
    key: 'datasource',
    title: 'Datasource',
    render: ({ datasource, ingestion }) =>
      ingestion?.status === 'queryable' ? <Link to={paths.exploration(datasource)}>{datasource}</Link> : datasource,
  },
  {
    key: 'rows',
    title: 'Rows',
    number: true,
    render: ({ rows }) => formatNumber(rows),
  },
  {
    key: 'rejected',
    title: 'Rejected',
    number: true,
    render: ({ ingestion }) => (ingestion?.kind === 'load' ? formatNumber(ingestion.rows.rejected) : '–'),
  },
  { key: 'bytes', title: 'Size', number: true, render: ({ bytes }) => formatBytes(bytes) },
  {
    key: 'took',
    title: 'Took',
    number: true,
    render: ({ ingestion }) => (ingestion ? formatDuration(tookMs(ingestion)) : '–'),
  },
  { key: 'at', title: 'When', number: true, render: ({ at }) => <Ago at={at} /> },
  {
    key: 'cancel',
    title: <span className="visually-hidden">Actions</span>,
    render: ({ ingestion }) => (ingestion && !isOver(ingestion.status) ? <CancelRun ingestion={ingestion} /> : null),
  },
]
