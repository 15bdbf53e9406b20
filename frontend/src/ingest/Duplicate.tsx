import { Button, Checkbox } from '@mantine/core'
import type { IngestionPlan } from '@nemeton/contract'
import { Link } from 'react-router'
import { Ago } from '../format/Ago.tsx'
import { paths } from '../paths.ts'
import { Notice } from '../ui/Notice.tsx'
import type { Planned } from './use-plan.ts'

interface DuplicateProps {
  readonly plan: IngestionPlan
  readonly duplicate: NonNullable<Planned['duplicate']>
  readonly again: boolean
  readonly onAgain: (again: boolean) => void
}

/** The same bytes are in the datasource: whether rows would be there twice, and the choice to load them all the same. */
export function Duplicate({ plan, duplicate, again, onAgain }: DuplicateProps) {
  const { countsTwice, filename, at, uploadId, ingestionId } = duplicate
  return (
    <Notice
      tone={countsTwice ? 'warn' : 'info'}
      cause={
        <>
          The same bytes went into {plan.datasource} <Ago at={at} />, as {filename}.
        </>
      }
      remedy={
        countsTwice
          ? 'Loading them again would count every row twice.'
          : 'This load puts the file in the place of those rows; none is counted twice.'
      }
      actions={
        <>
          {countsTwice && (
            <Checkbox
              label="Load it again all the same"
              checked={again}
              onChange={(event) => onAgain(event.currentTarget.checked)}
            />
          )}
          <Button component={Link} to={paths.upload(uploadId, ingestionId)} variant="default">
            See the earlier load
          </Button>
        </>
      }
    />
  )
}
