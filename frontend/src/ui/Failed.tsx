import { Button } from '@mantine/core'
import type { ComponentProps, ReactNode } from 'react'
import { Notice } from './Notice.tsx'

export interface FailedProps extends Omit<ComponentProps<typeof Notice>, 'tone' | 'actions'> {
  readonly onRetry: () => void
  /** Ways on beside trying again. */
  readonly more?: ReactNode
}

/** What could not be read: why, and the way on. */
export function Failed({ onRetry, more, ...words }: FailedProps) {
  return (
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
  )
}
