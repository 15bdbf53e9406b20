import { Button } from '@mantine/core'
import type { DruidTask } from '@nemeton/contract'
import { useQuery } from '@tanstack/react-query'
import { Suspense, useState } from 'react'
import { Link } from 'react-router'
import { Ago } from '../format/Ago.tsx'
import { formatDuration } from '../format/duration.ts'
import { formatNumber } from '../format/number.ts'
import { paths } from '../paths.ts'
import { Clip, type DataColumn, DataTable } from '../ui/DataTable.tsx'
import { Empty } from '../ui/Empty.tsx'
import { lazily } from '../ui/lazily.ts'
import { Tag, type Tone } from '../ui/Tag.tsx'
import { PolledPanel } from './PolledPanel.tsx'
import { tasksQuery } from './queries.ts'
import { useAddress } from './use-address.ts'

const TaskLog = lazily(async () => (await import('./TaskLog.tsx')).TaskLog)

const tones: Readonly<Record<DruidTask['state'], Tone>> = {
  waiting: 'quiet',
  pending: 'quiet',
  running: 'busy',
  succeeded: 'good',
  failed: 'bad',
}

/** Druid's tasks: those that run, those that wait, the last that ended. */
export function TasksPanel() {
  const { zone } = useAddress()
  const tasks = useQuery(tasksQuery)
  const [shown, setShown] = useState<string | null>(null)
  const slots = tasks.data?.slots
  const columns: readonly DataColumn<DruidTask>[] = [
    { key: 'state', title: 'State', render: ({ state }) => <Tag tone={tones[state]}>{state}</Tag> },
    { key: 'datasource', title: 'Datasource', render: ({ datasource }) => <Clip text={datasource} /> },
    { key: 'type', title: 'Type', render: ({ type }) => type },
    {
      key: 'at',
      title: 'Created',
      number: true,
      render: ({ createdAt }) => (createdAt ? <Ago at={createdAt} zone={zone} /> : '–'),
    },
    { key: 'took', title: 'Took', number: true, render: ({ durationMs }) => formatDuration(durationMs) },
    {
      key: 'log',
      title: <span className="visually-hidden">Log</span>,
      number: true,
      render: ({ id }) => (
        <Button variant="default" size="compact-xs" aria-label={`Log of ${id}`} onClick={() => setShown(id)}>
          Log
        </Button>
      ),
    },
    {
      key: 'ingestion',
      title: 'Belongs to',
      render: ({ ingestionId }) =>
        ingestionId ? <Link to={paths.ingestion(ingestionId)}>the ingestion</Link> : 'not ours',
    },
    { key: 'error', title: 'Error', wrap: true, render: ({ error }) => error ?? '–' },
    { key: 'location', title: 'Runs on', render: ({ location }) => location ?? '–' },
  ]
  return (
    <PolledPanel
      title="Druid’s tasks"
      anchor="tasks"
      query={tasks}
      height={240}
      flush
      note={slots && `${formatNumber(slots.used)} of ${formatNumber(slots.total)} slots in use`}
    >
      {({ items }) => (
        <>
          {items.length === 0 ? (
            <Empty
              title="No task runs, waits or has ended lately"
              actions={<Link to={paths.ingest()}>Load a file</Link>}
            >
              Every ingestion makes one.
            </Empty>
          ) : (
            <DataTable caption="Druid’s tasks" columns={columns} rows={items} rowKey={({ id }) => id} maxHeight={360} />
          )}
          <Suspense fallback={null}>
            {shown && (
              <TaskLog
                id={shown}
                isMoving={items.some(({ id, state }) => id === shown && state === 'running')}
                onClose={() => setShown(null)}
              />
            )}
          </Suspense>
        </>
      )}
    </PolledPanel>
  )
}
