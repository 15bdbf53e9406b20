import { Button } from '@mantine/core'
import { useEffect } from 'react'
import { useNavigate, useRouteError } from 'react-router'
import { describeError } from '../api/error.ts'
import { Notice } from '../ui/Notice.tsx'
import { Page } from '../ui/Page.tsx'

/** A page that broke: the rail stays, the reason is said. */
export function PageError() {
  const error = useRouteError()
  const lacksCode = isOutdated(error)
  const { cause, remedy, raw, requestId } = lacksCode ? (navigator.onLine ? outdated : offline) : describeError(error)
  const navigate = useNavigate()
  useEffect(() => {
    if (!lacksCode) return
    const again = () => void navigate(window.location.pathname + window.location.search, { replace: true })
    window.addEventListener('online', again)
    return () => window.removeEventListener('online', again)
  }, [lacksCode, navigate])
  return (
    <Page title={lacksCode ? 'This page did not open' : 'This page broke'}>
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

/** After an update the code of this tab is no longer there to be loaded. */
const isOutdated = (error: unknown): boolean =>
  error instanceof Error && /dynamically imported module|module script|preload CSS/i.test(error.message)

const offline = {
  cause: 'There is no connection, and the code of this page is not here yet.',
  remedy: 'The page opens by itself once there is one.',
  raw: null,
  requestId: null,
}

const outdated = {
  cause: 'Nemeton was updated, or does not answer.',
  remedy: 'Reload the page to go on with what runs now.',
  raw: null,
  requestId: null,
}
