import { Button } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { Link, Navigate } from 'react-router'
import { describeError } from '../api/error.ts'
import { viewQuery } from '../api/views.ts'
import { paths } from '../paths.ts'
import { PageFailed } from '../ui/PageFailed.tsx'
import { PageSkeleton } from '../ui/PageSkeleton.tsx'

/** A short link: opens the exploration that was saved under an id. */
export function OpenView({ id }: { id: string }) {
  const view = useQuery(viewQuery(id))
  if (view.isPending) return <PageSkeleton />
  if (!view.data)
    return (
      <PageFailed
        title="Saved view"
        {...describeError(view.error)}
        onRetry={() => void view.refetch()}
        more={
          <Button variant="default" component={Link} to={paths.explore()}>
            Explore
          </Button>
        }
      />
    )
  return <Navigate to={paths.exploration(view.data.datasource, view.data.exploration)} replace />
}
