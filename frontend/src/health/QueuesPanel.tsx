import type { LoadQueue } from '@nemeton/contract'
import { useQuery } from '@tanstack/react-query'
import { formatBytes } from '../format/bytes.ts'
import { formatNumber } from '../format/number.ts'
import { type DataColumn, DataTable } from '../ui/DataTable.tsx'
import { Empty } from '../ui/Empty.tsx'
import { PolledPanel } from './PolledPanel.tsx'
import { queuesQuery } from './queries.ts'

const amount = ({ segments, bytes }: LoadQueue['toLoad']): string =>
  segments === 0 ? 'nothing' : `${formatNumber(segments)}, ${formatBytes(bytes)}`

const columns: readonly DataColumn<LoadQueue>[] = [
  { key: 'server', title: 'Server', render: ({ server }) => server },
  { key: 'tier', title: 'Tier', render: ({ tier }) => tier ?? '–' },
  { key: 'load', title: 'To load', number: true, render: ({ toLoad }) => amount(toLoad) },
  { key: 'drop', title: 'To drop', number: true, render: ({ toDrop }) => amount(toDrop) },
]

/** Segments that servers still have to load and drop. */
export function QueuesPanel() {
  const queues = useQuery(queuesQuery)
  return (
    <PolledPanel title="Load queues" anchor="queues" query={queues} height={120} flush note="segments, by server">
      {({ items }) =>
        items.length === 0 ? (
          <Empty title="No server of segments is known">
            Historicals show here once they have announced themselves; see Parts for those that are missing.
          </Empty>
        ) : (
          <DataTable
            caption="Load queues"
            columns={columns}
            rows={items}
            rowKey={({ server }) => server}
            maxHeight={360}
          />
        )
      }
    </PolledPanel>
  )
}
