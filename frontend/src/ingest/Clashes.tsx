import type { PlanClash } from '@nemeton/contract'
import { formatCount, formatNumber } from '../format/number.ts'
import { Notice } from '../ui/Notice.tsx'

const mostSentences = 3
const mostNames = 6

/** Where the plan and the datasource that exists do not agree, before anything is loaded. */
export function Clashes({ clashes }: { clashes: readonly PlanClash[] }) {
  if (clashes.length === 0) return null
  const types = clashes.filter(({ kind }) => kind === 'type')
  const fresh = clashes.filter(({ kind }) => kind === 'new')
  const missing = clashes.filter(({ kind }) => kind === 'missing')
  return (
    <div style={{ display: 'grid', gap: 8 }} data-testid="clashes">
      {types.length > 0 && (
        <Notice
          tone="warn"
          cause={`${formatCount(types.length, 'column')} of another type than in the datasource.`}
          remedy={<Sentences clashes={types} />}
        />
      )}
      {fresh.length + missing.length > 0 && (
        <Notice
          tone="info"
          cause={`${formatCount(fresh.length + missing.length, 'column')} not on both sides.`}
          remedy={
            <>
              <Names what="Only in this file" clashes={fresh} then="The rows that are there have no value in them." />
              <Names
                what="Only in the datasource"
                clashes={missing}
                then="The rows of this file have no value in them."
              />
            </>
          }
        />
      )}
    </div>
  )
}

const more = (left: number) => (left > 0 ? ` and ${formatNumber(left)} more` : '')

function Sentences({ clashes }: { clashes: readonly PlanClash[] }) {
  return (
    <>
      {clashes.slice(0, mostSentences).map(({ column, message }) => (
        <span key={column} style={{ display: 'block' }}>
          {message}
        </span>
      ))}
      {more(clashes.length - mostSentences)}
    </>
  )
}

function Names({ what, clashes, then }: { what: string; clashes: readonly PlanClash[]; then: string }) {
  if (clashes.length === 0) return null
  const names = clashes.slice(0, mostNames).map(({ column }) => column)
  return (
    <span style={{ display: 'block' }} title={clashes.map(({ column }) => column).join(', ')}>
      {what}: {names.join(', ')}
      {more(clashes.length - mostNames)}. {then}
    </span>
  )
}
