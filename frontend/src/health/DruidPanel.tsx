import { Skeleton } from '@mantine/core'
import type { DruidServer } from '@nemeton/contract'
import { useQuery } from '@tanstack/react-query'
import { describeError, isUnreachable } from '../api/error.ts'
import { Ago } from '../format/Ago.tsx'
import { formatBytes } from '../format/bytes.ts'
import { formatNumber, formatShare } from '../format/number.ts'
import { type DataColumn, DataTable } from '../ui/DataTable.tsx'
import { Empty } from '../ui/Empty.tsx'
import { Notice } from '../ui/Notice.tsx'
import { Panel } from '../ui/Panel.tsx'
import { Tag } from '../ui/Tag.tsx'
import styles from './HealthPage.module.css'
import { druidQuery } from './queries.ts'

/** Each Druid process with its role, whether it leads, and how full it is. */
export function DruidPanel() {
  const druid = useQuery(druidQuery)
  const slots = druid.data?.taskSlots
  return (
    <>
      <Panel
        title="Druid’s servers"
        note={slots ? `${formatNumber(slots.used)} of ${formatNumber(slots.total)} task slots in use` : undefined}
        flush
        busy={druid.isPending}
      >
        {druid.isPending ? (
          <div style={{ padding: 12, display: 'grid', gap: 10 }}>
            {[1, 2, 3, 4].map((line) => (
              <Skeleton key={line} height={20} />
            ))}
          </div>
        ) : druid.isError && !druid.data ? (
          <div style={{ padding: 12 }}>
            {isUnreachable(druid.error) ? (
              <Empty title="Not known while the service is silent" />
            ) : (
              <Notice tone="bad" {...describeError(druid.error)} />
            )}
          </div>
        ) : druid.data && druid.data.servers.length > 0 ? (
          <DataTable
            caption="Druid’s servers"
            columns={columns}
            rows={druid.data.servers}
            rowKey={(row) => `${row.role} ${row.server}`}
          />
        ) : (
          <Empty title="Druid names no servers">{druid.data?.message}</Empty>
        )}
      </Panel>
      {druid.data && druid.data.extensions.length > 0 && (
        <Panel title="Extensions loaded" note={formatNumber(druid.data.extensions.length)}>
          <ul className={styles.extensions}>
            {druid.data.extensions.map((name) => (
              <li key={name}>{name}</li>
            ))}
          </ul>
        </Panel>
      )}
    </>
  )
}

const columns: readonly DataColumn<DruidServer>[] = [
  { key: 'role', title: 'Role', render: ({ role }) => <b>{role}</b> },
  { key: 'server', title: 'Server', render: ({ server }) => server },
  {
    key: 'leader',
    title: 'Leader',
    render: ({ leader }) => (leader === null ? '–' : leader ? <Tag tone="good">leads</Tag> : 'stands by'),
  },
  { key: 'tier', title: 'Tier', render: ({ tier }) => tier ?? '–' },
  { key: 'version', title: 'Version', render: ({ version }) => version ?? '–' },
  { key: 'full', title: 'Filled', render: (server) => <Capacity server={server} /> },
  { key: 'up', title: 'Started', number: true, render: ({ startedAt }) => (startedAt ? <Ago at={startedAt} /> : '–') },
]

function Capacity({ server: { usedBytes, maxBytes } }: { server: DruidServer }) {
  if (usedBytes === null || maxBytes === null || maxBytes === 0) return '–'
  const share = usedBytes / maxBytes
  return (
    <span>
      <span className={styles.meter}>
        <i style={{ width: `${Math.min(100, share * 100)}%` }} />
      </span>
      {formatBytes(usedBytes)} of {formatBytes(maxBytes)}, {formatShare(share)}
    </span>
  )
}
