import type { Profile } from '@nemeton/contract'
import { formatNumber } from '../format/number.ts'
import { Notice } from '../ui/Notice.tsx'

/** What was found odd, each with its line and column. */
export function Warnings({ warnings }: Pick<Profile, 'warnings'>) {
  if (warnings.length === 0) return null
  return (
    <ul style={{ display: 'grid', gap: 6, padding: '10px 12px' }}>
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
