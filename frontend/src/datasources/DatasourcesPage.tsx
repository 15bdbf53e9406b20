import { Button, Skeleton } from '@mantine/core'
import type { Datasource } from '@nemeton/contract'
import { useQuery } from '@tanstack/react-query'
import { Link } from 'react-router'
import { datasourcesQuery } from '../api/datasources.ts'
import { describeError } from '../api/error.ts'
import { Ago } from '../format/Ago.tsx'
import { Availability } from '../format/Availability.tsx'
import { formatBytes } from '../format/bytes.ts'
import { formatInterval } from '../format/interval.ts'
import { formatNumber } from '../format/number.ts'
import { paths } from '../paths.ts'
import { type DataColumn, DataTable } from '../ui/DataTable.tsx'
import { Empty } from '../ui/Empty.tsx'
import { Failed } from '../ui/Failed.tsx'
import { Page } from '../ui/Page.tsx'
import { Panel } from '../ui/Panel.tsx'
import { DroppedPanel } from './DroppedPanel.tsx'

/** What Druid holds, and what was dropped and can come back. */
export function DatasourcesPage() {
  const datasources = useQuery(datasourcesQuery)
  const items = datasources.data?.items ?? []
  const dropped = datasources.data?.dropped ?? []
  return (
    <Page title="Datasources">
      <Panel
        title="In Druid"
        note={items.length > 0 ? formatNumber(items.length) : undefined}
        flush
        busy={datasources.isPending}
      >
        {datasources.isPending ? (
          <div style={{ padding: 12, display: 'grid', gap: 10 }}>
            {[1, 2, 3].map((line) => (
              <Skeleton key={line} height={20} />
            ))}
          </div>
        ) : datasources.isError && !datasources.data ? (
          <div style={{ padding: 12 }}>
            <Failed {...describeError(datasources.error)} onRetry={() => void datasources.refetch()} />
          </div>
        ) : items.length === 0 ? (
          <Empty
            title="No datasource yet"
            actions={
              <Button component={Link} to={paths.ingest()}>
                Load a file
              </Button>
            }
          >
            A file that you load becomes a datasource, and appears here half a minute later.
          </Empty>
        ) : (
          <DataTable caption="Datasources" columns={columns} rows={items} rowKey={({ name }) => name} />
        )}
      </Panel>
      {dropped.length > 0 && <DroppedPanel drops={dropped} />}
    </Page>
  )
}

const columns: readonly DataColumn<Datasource>[] = [
  {
    key: 'name',
    title: 'Datasource',
    render: ({ name }) => (
      <Link to={paths.datasource(name)} style={{ fontWeight: 600 }}>
        {name}
      </Link>
    ),
  },
  { key: 'rows', title: 'Rows', number: true, render: ({ rows }) => formatNumber(rows) },
  { key: 'bytes', title: 'Size', number: true, render: ({ bytes }) => formatBytes(bytes) },
  { key: 'segments', title: 'Segments', number: true, render: ({ segments }) => formatNumber(segments) },
  { key: 'time', title: 'Time chunks, UTC', render: ({ interval }) => formatInterval(interval) },
  { key: 'available', title: 'Available', render: ({ availability }) => <Availability percent={availability} /> },
  {
    key: 'last',
    title: 'Last load',
    number: true,
    render: ({ lastIngestion }) => (lastIngestion ? <Ago at={lastIngestion.at} /> : '–'),
  },
  {
    key: 'explore',
    title: <span className="visually-hidden">Open</span>,
    number: true,
    render: ({ name }) => (
      <Link to={paths.exploration(name)} aria-label={`Explore ${name}`}>
        Explore
      </Link>
    ),
  },
]
