import { Button } from '@mantine/core'
import { useRouteError } from 'react-router'
import { describeError } from '../api/error.ts'
import { Notice } from '../ui/Notice.tsx'
import { Page } from '../ui/Page.tsx'

/** A page that broke: the rail stays, the reason is said. */
export function PageError() {
  const { cause, remedy, raw, requestId } = describeError(useRouteError())
  return (
    <Page title="This page broke">
      <Notice
        tone="bad"
        cause={cause}
        remedy={remedy}
        raw={raw}
        requestId={requestId}
        actions={<Button onClick={() => window.location.reload()}>Reload the page</Button>}
      />
    </Page>
  )
}
