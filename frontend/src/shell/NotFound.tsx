import { Button } from '@mantine/core'
import { Link } from 'react-router'
import { paths } from '../paths.ts'
import { Empty } from '../ui/Empty.tsx'
import { Page } from '../ui/Page.tsx'

export function NotFound() {
  return (
    <Page title="Not found">
      <Empty
        title="There is no page at this address"
        actions={
          <Button component={Link} to={paths.ingest()}>
            Go to Ingest
          </Button>
        }
      >
        The link may be from another version, or a letter of it got lost.
      </Empty>
    </Page>
  )
}
