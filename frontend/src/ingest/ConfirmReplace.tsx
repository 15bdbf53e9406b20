import { Checkbox, TextInput } from '@mantine/core'
import type { IngestionPlan } from '@nemeton/contract'
import { formatCount } from '../format/number.ts'
import { consentFor } from './consent.ts'
import type { Planned } from './use-plan.ts'

interface ConfirmReplaceProps {
  readonly plan: IngestionPlan
  readonly impact: Planned['impact']
  readonly typed: string
  readonly onType: (typed: string) => void
  readonly ticked: boolean
  readonly onTick: (ticked: boolean) => void
}

/** A replace asks for a tick, an overwrite for the datasource's name. */
export function ConfirmReplace({ plan, impact, typed, onType, ticked, onTick }: ConfirmReplaceProps) {
  switch (consentFor(plan, impact)) {
    case 'none':
      return null
    case 'tick':
      return (
        <Checkbox
          label={impact === null ? 'What lies there may go' : `The ${formatCount(impact.replacedRows, 'row')} may go`}
          checked={ticked}
          onChange={(event) => onTick(event.currentTarget.checked)}
        />
      )
    case 'name':
      return (
        <TextInput
          label={`Type ${plan.datasource} to replace all of it`}
          value={typed}
          spellCheck={false}
          autoComplete="off"
          onChange={(event) => onType(event.currentTarget.value)}
        />
      )
  }
}
