import { Button } from '@mantine/core'
import type { Drop } from '@nemeton/contract'
import { Link } from 'react-router'
import { describeError } from '../api/error.ts'
import { Ago } from '../format/Ago.tsx'
import { formatInterval } from '../format/interval.ts'
import { formatNumber } from '../format/number.ts'
import { paths } from '../paths.ts'
import { DataTable } from '../ui/DataTable.tsx'
import { Notice } from '../ui/Notice.tsx'
import { Panel } from '../ui/Panel.tsx'
import { useRestore } from './use-restore.ts'

/** Dropped datasources that Druid still has the segments of. */
export function DroppedPanel({ drops }: { drops: readonly Drop[] }) {
  const restore = useRestore()
  return (
    <Panel title="Dropped, can be restored" note={formatNumber(drops.length)} flush>
      {restore.isError && (
        <div style={{ padding: 12 }}>
          <Notice tone="bad" {...describeError(restore.error)} />
        </div>
      )}
      <DataTable
        caption="Dropped datasources"
        rows={drops}
        rowKey={({ id }) => id}
        columns={[
          {
            key: 'name',
            title: 'Datasource',
            render: ({ datasource }) => <Link to={paths.datasource(datasource)}>{datasource}</Link>,
          },
          { key: 'rows', title: 'Rows', number: true, render: ({ rows }) => formatNumber(rows) },
          { key: 'segments', title: 'Segments', number: true, render: ({ segments }) => formatNumber(segments) },
          { key: 'time', title: 'Time chunks, UTC', render: ({ interval }) => formatInterval(interval) },
          { key: 'at', title: 'Dropped', number: true, render: ({ at }) => <Ago at={at} /> },
          {
            key: 'restore',
            title: <span className="visually-hidden">Restore</span>,
            number: true,
            render: (drop) => (
              <Button
                variant="default"
                size="compact-xs"
                aria-label={`Restore ${drop.datasource}`}
                loading={restore.isPending && restore.variables.id === drop.id}
                disabled={restore.isPending}
                onClick={() => restore.mutate(drop)}
              >
                Restore
              </Button>
            ),
          },
        ]}
      />
    </Panel>
  )
}
