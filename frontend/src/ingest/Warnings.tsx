import type { Profile, ProfileWarning } from '@nemeton/contract'
import type { ReactNode } from 'react'
import { formatNumber } from '../format/number.ts'
import { Notice } from '../ui/Notice.tsx'

interface WarningsProps extends Pick<Profile, 'warnings'> {
  /** How the file could be read otherwise; null when that is out of the question. */
  readonly doubt?: string | null
  /** The way to read it otherwise. */
  readonly otherwise?: ReactNode
}

/** What was found odd, each with its line and column. */
export function Warnings({ warnings, doubt = null, otherwise }: WarningsProps) {
  if (warnings.length === 0 && doubt === null) return null
  return (
    <ul style={{ display: 'grid', gap: 6, padding: '10px 12px' }}>
      {doubt !== null && (
        <li>
          <Notice
            tone="info"
            cause={doubt}
            remedy="Look at the columns below. If they are torn, the other way is right."
            actions={otherwise}
          />
        </li>
      )}
      {warnings.map((warning) => {
        return (
          <li key={`${warning.code} ${warning.line} ${warning.column} ${warning.message}`}>
            <Notice tone="warn" cause={warning.message} remedy={placeOf(warning)} />
          </li>
        )
      })}
    </ul>
  )
}

/** Where it was first seen, unless the message says so itself. */
function placeOf({ message, line, column }: ProfileWarning): string | null {
  const places = [
    line === undefined ? null : `line ${formatNumber(line)}`,
    column === undefined || message.includes(`"${column}"`) ? null : `column ${column}`,
  ].filter((place) => place !== null && !message.includes(place))
  return places.length > 0 ? `First seen at ${places.join(', ')}.` : null
}
