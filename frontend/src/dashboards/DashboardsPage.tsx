import { Button } from '@mantine/core'
import { createDashboard, type Dashboard } from '@nemeton/contract'
import { IconPlus } from '@tabler/icons-react'
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { Link, useNavigate } from 'react-router'
import { call } from '../api/call.ts'
import { dashboardQuery, dashboardsQuery } from '../api/dashboards.ts'
import { describeError } from '../api/error.ts'
import { Ago } from '../format/Ago.tsx'
import { formatNumber } from '../format/number.ts'
import { paths } from '../paths.ts'
import { type DataColumn, DataTable } from '../ui/DataTable.tsx'
import { Empty } from '../ui/Empty.tsx'
import { Notice } from '../ui/Notice.tsx'
import { Page } from '../ui/Page.tsx'
import { PageFailed } from '../ui/PageFailed.tsx'
import { PageSkeleton } from '../ui/PageSkeleton.tsx'
import { Panel } from '../ui/Panel.tsx'
import { NameDialog } from './NameDialog.tsx'

const columns: readonly DataColumn<Dashboard>[] = [
  {
    key: 'name',
    title: 'Name',
    wrap: true,
    render: ({ id, name }) => <Link to={paths.dashboard(id)}>{name}</Link>,
  },
  { key: 'tiles', title: 'Tiles', number: true, render: ({ tiles }) => formatNumber(tiles.length) },
  {
    key: 'datasources',
    title: 'Datasources',
    wrap: true,
    render: ({ tiles }) => [...new Set(tiles.map(({ datasource }) => datasource))].join(', ') || '–',
  },
  { key: 'changed', title: 'Changed', render: ({ updatedAt }) => <Ago at={updatedAt} /> },
]

/** Every dashboard that somebody has saved. */
export function DashboardsPage() {
  const dashboards = useQuery(dashboardsQuery)
  const client = useQueryClient()
  const navigate = useNavigate()
  const [isNaming, setNaming] = useState(false)
  const create = useMutation({
    mutationFn: (name: string) => call(createDashboard, { body: { name, tiles: [] } }),
    onSuccess: (dashboard) => {
      client.setQueryData(dashboardQuery(dashboard.id).queryKey, dashboard)
      void client.invalidateQueries({ queryKey: dashboardsQuery.queryKey })
      navigate(paths.dashboard(dashboard.id))
    },
  })
  if (dashboards.isPending) return <PageSkeleton />
  if (!dashboards.data)
    return (
      <PageFailed title="Dashboards" {...describeError(dashboards.error)} onRetry={() => void dashboards.refetch()} />
    )
  const button = (
    <Button leftSection={<IconPlus size={14} aria-hidden />} loading={create.isPending} onClick={() => setNaming(true)}>
      New dashboard
    </Button>
  )
  return (
    <Page title="Dashboards" actions={dashboards.data.length > 0 && button}>
      {create.isError && <Notice tone="bad" {...describeError(create.error)} />}
      {dashboards.data.length === 0 ? (
        <Empty title="No dashboard yet" actions={button}>
          A dashboard holds several explorations side by side. Explore a datasource, then press “Views” and “Add to a
          dashboard”; or begin with an empty one.
        </Empty>
      ) : (
        <Panel title="Saved dashboards" bare flush>
          <DataTable caption="Dashboards" columns={columns} rows={dashboards.data} rowKey={({ id }) => id} />
        </Panel>
      )}
      {isNaming && (
        <NameDialog
          title="New dashboard"
          name=""
          onClose={() => setNaming(false)}
          onName={(name) => create.mutate(name)}
        />
      )}
    </Page>
  )
}
