import { Button, Skeleton } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { Link } from 'react-router'
import { describeError } from '../api/error.ts'
import { Ago } from '../format/Ago.tsx'
import { formatNumber } from '../format/number.ts'
import { paths } from '../paths.ts'
import { type DataColumn, DataTable } from '../ui/DataTable.tsx'
import { Notice } from '../ui/Notice.tsx'
import { Panel } from '../ui/Panel.tsx'
import { Tag } from '../ui/Tag.tsx'
import { type HistoryEntry, historyOf } from './history.ts'
import { dropsQuery, loadsQuery } from './queries.ts'
import { useRestore } from './use-restore.ts'

/** Loads, drops and restores, newest first. */
export function HistoryPanel({ name }: { name: string }) {
  const loads = useQuery(loadsQuery(name))
  const drops = useQuery(dropsQuery(name))
  const restore = useRestore()
  const entries = historyOf(loads.data?.items ?? [], drops.data?.items ?? [])
  const error = loads.error ?? drops.error
  const columns: readonly DataColumn<HistoryEntry>[] = [
    {
      key: 'what',
      title: 'What',
      render: (entry) =>
        entry.kind === 'load' ? (
          <Link to={paths.upload(entry.ingestion.uploadId, entry.ingestion.id)}>
            Load of {entry.ingestion.filename}
          </Link>
        ) : entry.kind === 'drop' ? (
          'Drop of everything'
        ) : (
          'Restore'
        ),
    },
    { key: 'state', title: 'State', render: (entry) => <Tag tone={entry.tone}>{entry.state}</Tag> },
    { key: 'rows', title: 'Rows', number: true, render: ({ rows }) => formatNumber(rows) },
    { key: 'at', title: 'When', number: true, render: ({ at }) => <Ago at={at} /> },
    {
      key: 'restore',
      title: <span className="visually-hidden">Restore</span>,
      number: true,
      render: (entry) =>
        entry.kind === 'drop' && entry.restorable ? (
          <Button
            variant="default"
            size="compact-xs"
            loading={restore.isPending && restore.variables.id === entry.drop.id}
            disabled={restore.isPending}
            onClick={() => restore.mutate(entry.drop)}
          >
            Restore
          </Button>
        ) : null,
    },
  ]
  return (
    <Panel title="Loads, drops and restores" flush busy={loads.isPending || drops.isPending}>
      {restore.isError && (
        <div style={{ padding: 12 }}>
          <Notice tone="bad" {...describeError(restore.error)} />
        </div>
      )}
      {loads.isPending || drops.isPending ? (
        <div style={{ padding: 12 }}>
          <Skeleton height={60} />
        </div>
      ) : error ? (
        <div style={{ padding: 12 }}>
          <Notice tone="bad" {...describeError(error)} />
        </div>
      ) : entries.length === 0 ? (
        <p style={{ padding: 12, color: 'var(--n-dim)' }}>Nothing was loaded or dropped through Nemeton.</p>
      ) : (
        <DataTable
          caption="Loads, drops and restores"
          columns={columns}
          rows={entries}
          rowKey={({ kind, at }, index) => `${kind} ${at} ${index}`}
        />
      )}
    </Panel>
  )
}
