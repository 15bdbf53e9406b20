import type { PlanClash } from '@nemeton/contract'
import { formatCount, formatNumber } from '../format/number.ts'
import { Notice } from '../ui/Notice.tsx'

const mostShown = 5

/** Where the plan and the datasource that exists do not agree, before anything is loaded. */
export function Clashes({ clashes }: { clashes: readonly PlanClash[] }) {
  if (clashes.length === 0) return null
  const types = clashes.filter(({ kind }) => kind === 'type')
  const others = clashes.filter(({ kind }) => kind !== 'type')
  return (
    <div style={{ display: 'grid', gap: 8, marginBottom: 10 }} data-testid="clashes">
      {types.length > 0 && (
        <Notice
          tone="warn"
          cause={`${formatCount(types.length, 'column')} of another type than in the datasource.`}
          remedy={<Sentences clashes={types} />}
        />
      )}
      {others.length > 0 && (
        <Notice
          tone="warn"
          cause={`${formatCount(others.length, 'column')} not on both sides.`}
          remedy={<Sentences clashes={others} />}
        />
      )}
    </div>
  )
}

function Sentences({ clashes }: { clashes: readonly PlanClash[] }) {
  return (
    <>
      {clashes.slice(0, mostShown).map(({ kind, column, message }) => (
        <span key={`${kind} ${column}`} style={{ display: 'block' }}>
          {message}
        </span>
      ))}
      {clashes.length > mostShown && `and ${formatNumber(clashes.length - mostShown)} more`}
    </>
  )
}
