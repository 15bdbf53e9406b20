import { Button } from '@mantine/core'
import type { ComponentProps, ReactNode } from 'react'
import { Notice } from './Notice.tsx'
import { Page } from './Page.tsx'

interface PageFailedProps extends Omit<ComponentProps<typeof Notice>, 'tone' | 'actions'> {
  readonly title: string
  readonly onRetry: () => void
  /** Ways on beside trying again. */
  readonly more?: ReactNode
}

/** A page whose content could not be read: why, and the way on. */
export function PageFailed({ title, onRetry, more, ...words }: PageFailedProps) {
  return (
    <Page title={title}>
      <Notice
        tone="bad"
        {...words}
        actions={
          <>
            <Button variant="default" onClick={onRetry}>
              Try again
            </Button>
            {more}
          </>
        }
      />
    </Page>
  )
}
