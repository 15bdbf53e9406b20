import { Button } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { Link, Navigate, useSearchParams } from 'react-router'
import { datasourcesQuery } from '../api/datasources.ts'
import { describeError } from '../api/error.ts'
import { paths } from '../paths.ts'
import { Empty } from '../ui/Empty.tsx'
import { Page } from '../ui/Page.tsx'
import { PageFailed } from '../ui/PageFailed.tsx'
import { PageSkeleton } from '../ui/PageSkeleton.tsx'
import { OpenView } from '../views/OpenView.tsx'

/** Opens a saved view when the address names one, else what was loaded last: an answer, not a form. */
export function ExploreStart() {
  const view = useSearchParams()[0].get('view')
  return view === null ? <Latest /> : <OpenView id={view} />
}

function Latest() {
  const datasources = useQuery(datasourcesQuery)
  if (datasources.isPending) return <PageSkeleton />
  if (!datasources.data)
    return (
      <PageFailed title="Explore" {...describeError(datasources.error)} onRetry={() => void datasources.refetch()} />
    )
  const [latest] = datasources.data.items.toSorted((one, other) =>
    (other.lastIngestion?.at ?? '').localeCompare(one.lastIngestion?.at ?? ''),
  )
  if (latest) return <Navigate to={paths.exploration(latest.name)} replace />
  return (
    <Page title="Explore">
      <Empty
        title="No datasource yet"
        actions={
          <Button component={Link} to={paths.ingest()}>
            Load a file
          </Button>
        }
      >
        A file that you load becomes a datasource, and can be explored half a minute later.
      </Empty>
    </Page>
  )
}
