import { Button } from '@mantine/core'
import type { ErrorBody, ErrorCode } from '@nemeton/contract'
import { Link, useNavigate } from 'react-router'
import { useTransfer, useTransfers } from '../api/TransfersProvider.tsx'
import { paths } from '../paths.ts'
import { Notice } from '../ui/Notice.tsx'
import { useDialectChoice } from './use-dialect-choice.ts'

const faultsOfTheFile: readonly ErrorCode[] = [
  'unknown_format',
  'empty_file',
  'no_rows',
  'unreadable_file',
  'no_time_column',
  'too_many_columns',
  'too_large',
]

interface FailedUploadProps {
  readonly id: string
  readonly error: ErrorBody
  /** A person said how it is written: reading it as guessed may help. */
  readonly isAsSaid: boolean
}

/** Why a file could not be read, and the way on: another file, or the same once more. */
export function FailedUpload({ id, error, isAsSaid }: FailedUploadProps) {
  const transfers = useTransfers()
  const transfer = useTransfer(id)
  const navigate = useNavigate()
  const choose = useDialectChoice(id, () => {})
  const isFileFault = faultsOfTheFile.includes(error.code)
  const again = () => {
    const next = transfers.retry(id)
    if (next !== null) navigate(paths.upload(next))
  }
  return (
    <Notice
      tone="bad"
      cause={error.message}
      remedy={
        isFileFault
          ? 'Nothing of it went into Druid. Correct the file and upload it again.'
          : 'Nothing of it went into Druid. The file itself may be in order: send it again.'
      }
      raw={error.details === undefined ? null : JSON.stringify(error.details, null, 2)}
      actions={
        isAsSaid ? (
          <Button variant="default" loading={choose.isPending} onClick={() => choose.mutate(null)}>
            Read it as guessed
          </Button>
        ) : transfer && !isFileFault ? (
          <Button variant="default" onClick={again}>
            Send it again
          </Button>
        ) : (
          <Button component={Link} to={paths.ingest()} variant="default">
            Choose a file
          </Button>
        )
      }
    />
  )
}
