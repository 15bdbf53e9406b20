import type { Profile } from '@nemeton/contract'
import { formatNumber } from '../format/number.ts'
import { Notice } from '../ui/Notice.tsx'

interface WarningsProps extends Pick<Profile, 'warnings'> {
  /** How the file could be read otherwise; null when that is out of the question. */
  readonly doubt?: string | null
}

/** What was found odd, each with its line and column. */
export function Warnings({ warnings, doubt = null }: WarningsProps) {
  if (warnings.length === 0 && doubt === null) return null
  return (
    <ul style={{ display: 'grid', gap: 6, padding: '10px 12px' }}>
      {doubt !== null && (
        <li>
          <Notice
            tone="info"
            cause={doubt}
            remedy="Look at the columns below. If they are torn, save the file with another delimiter and send it again."
          />
        </li>
      )}
      {warnings.map((warning) => {
        const places = [
          warning.line === undefined ? null : `line ${formatNumber(warning.line)}`,
          warning.column === undefined ? null : `column ${warning.column}`,
        ].filter(Boolean)
        return (
          <li key={`${warning.code} ${warning.line} ${warning.column} ${warning.message}`}>
            <Notice
              tone="warn"
              cause={warning.message}
              remedy={places.length > 0 ? `First seen at ${places.join(', ')}.` : null}
            />
          </li>
        )
      })}
    </ul>
  )
}
