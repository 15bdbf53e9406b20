import { Button } from '@mantine/core'
import type { Profile } from '@nemeton/contract'
import { describeError } from '../api/error.ts'
import { Notice } from '../ui/Notice.tsx'
import { delimitersName } from './dialect-words.ts'
import { useDialectChoice } from './use-dialect-choice.ts'

interface RunnerUpButtonProps {
  readonly uploadId: string
  readonly profile: Profile
  /** Changes to the plan of one reading mean nothing for another. */
  readonly onChosen: () => void
}

/** Takes the other way to split a text. */
export function RunnerUpButton({ uploadId, profile, onChosen }: RunnerUpButtonProps) {
  const choose = useDialectChoice(uploadId, onChosen)
  const { dialectRunnerUp } = profile
  if (!dialectRunnerUp) return null
  const { delimiter } = dialectRunnerUp
  return (
    <>
      <Button variant="default" loading={choose.isPending} onClick={() => choose.mutate({ delimiter })}>
        Split at {delimitersName(delimiter)}
      </Button>
      {choose.error && <Notice tone="bad" {...describeError(choose.error)} />}
    </>
  )
}
