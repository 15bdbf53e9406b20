import { ActionIcon, Button } from '@mantine/core'
import { IconX } from '@tabler/icons-react'
import { useQuery } from '@tanstack/react-query'
import { Link } from 'react-router'
import { describeError } from '../api/error.ts'
import { useTransferList, useTransfers } from '../api/TransfersProvider.tsx'
import { formatCount, formatNumber } from '../format/number.ts'
import { paths } from '../paths.ts'
import { type DataColumn, DataTable } from '../ui/DataTable.tsx'
import { Notice } from '../ui/Notice.tsx'
import { Panel } from '../ui/Panel.tsx'
import { Tag } from '../ui/Tag.tsx'
import { type BatchRow, batchOf, groupsOf, summaryOf } from './batch.ts'
import { CancelRun } from './CancelRun.tsx'
import styles from './History.module.css'
import { ingestionsQuery, uploadsQuery } from './queries.ts'
import { RunStatus } from './RunStatus.tsx'
import { isOver, statusWords, uploadTone } from './status.ts'
import { TogetherOffer } from './TogetherOffer.tsx'
import { progressWords } from './TransferRow.tsx'
import { useLoadEach } from './use-load-each.ts'

/** Files that were dropped together: each on its way, and what they come to. */
export function BatchPanel({ ids }: { ids: readonly string[] }) {
  const transfers = useTransferList()
  const uploads = useQuery(uploadsQuery)
  const ingestions = useQuery(ingestionsQuery)
  const each = useLoadEach()
  const rows = batchOf(ids, {
    transfers,
    uploads: uploads.data?.items ?? [],
    ingestions: ingestions.data?.items ?? [],
    refused: each.refused,
  })
  const ready = rows.filter(({ state }) => state === 'ready')
  const isComing = rows.some(({ state }) => state === 'sending' || state === 'profiling')
  const groups = isComing ? [] : groupsOf(rows)
  return (
    <>
      {groups.map((group) => (
        <TogetherOffer key={group[0]?.id} uploads={group} onRefused={each.note} />
      ))}
      <Panel
        title={formatCount(ids.length, 'file')}
        note={
          <span aria-live="polite" data-testid="batch-summary">
            {summaryOf(rows)}
          </span>
        }
        flush
        busy={uploads.isPending || ingestions.isPending}
        actions={
          <>
            {ready.length > 0 && !isComing && (
              <Button
                variant="default"
                loading={each.isPending}
                onClick={() => each.load(ready.flatMap(({ upload }) => upload ?? []))}
              >
                {ready.length === 1 ? 'Load it' : 'Load each by itself'}
              </Button>
            )}
            <Button component={Link} to={paths.ingest()} variant="subtle" color="gray">
              Close this list
            </Button>
          </>
        }
      >
        {each.errors.map(({ filename, error }) => (
          <div key={filename} style={{ padding: 12 }}>
            <Notice tone="bad" {...describeError(error)} cause={`${filename}: ${describeError(error).cause}`} />
          </div>
        ))}
        <DataTable caption="Files dropped together" columns={columns} rows={rows} rowKey={({ id }) => id} />
      </Panel>
    </>
  )
}

const columns: readonly DataColumn<BatchRow>[] = [
  {
    key: 'file',
    title: 'File',
    render: ({ id, filename, ingestion }) => (
      <Link to={paths.upload(id, ingestion?.id)} className={styles.name} title={filename}>
        {filename}
      </Link>
    ),
  },
  { key: 'state', title: 'Status', render: (row) => <State row={row} /> },
  {
    key: 'datasource',
    title: 'Datasource',
    render: ({ upload, ingestion }) =>
      ingestion?.status === 'queryable' ? (
        <Link to={paths.exploration(ingestion.datasource)}>{ingestion.datasource}</Link>
      ) : (
        (ingestion?.datasource ?? upload?.datasource ?? '–')
      ),
  },
  { key: 'rows', title: 'Rows', number: true, render: ({ upload }) => formatNumber(upload?.profile?.rows) },
  {
    key: 'rejected',
    title: 'Rejected',
    number: true,
    render: ({ ingestion }) => (ingestion?.uploadIds.length === 1 ? formatNumber(ingestion.rows.rejected) : '–'),
  },
  {
    key: 'cancel',
    title: <span className="visually-hidden">Actions</span>,
    width: 44,
    render: ({ ingestion, state, transfer }) =>
      ingestion && !isOver(ingestion.status) ? (
        <CancelRun ingestion={ingestion} />
      ) : state === 'sending' && transfer ? (
        <CancelTransfer id={transfer.id} filename={transfer.filename} />
      ) : null,
  },
]

function State({ row }: { row: BatchRow }) {
  const { state, ingestion, transfer, upload, earlier } = row
  if (ingestion) return <RunStatus ingestion={ingestion} />
  if (state === 'sending' && transfer) return <Tag tone="busy">{progressWords(transfer)}</Tag>
  if (state === 'stopped') return <Tag tone="warn">{transfer?.state === 'failed' ? 'not sent' : 'canceled'}</Tag>
  if (state === 'duplicate')
    return (
      <>
        <Tag tone="warn">already loaded</Tag>{' '}
        {upload && earlier && <Link to={paths.upload(upload.id)}>Look at it</Link>}
      </>
    )
  if (upload) return <Tag tone={uploadTone[upload.status]}>{statusWords(upload)}</Tag>
  return (
    <Tag tone={state === 'gone' ? 'quiet' : 'busy'}>{state === 'gone' ? 'not in the list any more' : 'stored'}</Tag>
  )
}

function CancelTransfer({ id, filename }: { id: string; filename: string }) {
  const transfers = useTransfers()
  return (
    <ActionIcon aria-label={`Cancel ${filename}`} onClick={() => transfers.cancel(id)}>
      <IconX size={16} />
    </ActionIcon>
  )
}
