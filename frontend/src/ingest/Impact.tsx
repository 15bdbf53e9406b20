import type { IngestionPlan } from '@nemeton/contract'
import { formatCount, formatNumber } from '../format/number.ts'
import { formatRange } from '../format/time.ts'
import { Notice } from '../ui/Notice.tsx'
import styles from './PlanPanel.module.css'
import type { Planned } from './use-plan.ts'

const mostIntervals = 4

/** What the load will take away, in rows, segments and intervals. */
export function Impact({ plan, impact }: { plan: IngestionPlan; impact: Planned['impact'] }) {
  if (impact === null)
    return plan.mode === 'append' ? (
      <p className={styles.reason}>What is there already is not known. Nothing is replaced.</p>
    ) : (
      <Notice
        tone="warn"
        cause="What is there already is not known."
        remedy={
          plan.mode === 'overwrite'
            ? 'Whatever the datasource holds will be replaced.'
            : "Whatever lies in the file's period will be replaced."
        }
      />
    )
  const { existingSegments, existingRows, replacedSegments, replacedRows, intervals } = impact
  if (existingSegments === 0) return <p className={styles.reason}>Makes a new datasource. Nothing is replaced.</p>
  if (plan.mode === 'append')
    return <p className={styles.reason}>Adds to {formatCount(existingRows, 'row')}. Nothing is replaced.</p>
  if (replacedSegments === 0)
    return (
      <p className={styles.reason}>
        Nothing lies in the file's period yet; the {formatCount(existingRows, 'row')} elsewhere stay.
      </p>
    )
  const share = replacedRows === existingRows ? `All ${formatCount(replacedRows, 'row')}` : partOf(impact)
  return (
    <Notice
      tone="warn"
      cause={`${share} will be replaced, in ${formatCount(replacedSegments, 'segment')}.`}
      remedy={
        <>
          {intervals.slice(0, mostIntervals).map((interval) => (
            <span key={interval} style={{ display: 'block' }}>
              {readInterval(interval)}
            </span>
          ))}
          {intervals.length > mostIntervals && `and ${formatCount(intervals.length - mostIntervals, 'more interval')}`}
        </>
      }
    />
  )
}

const partOf = ({ replacedRows, existingRows }: NonNullable<Planned['impact']>) =>
  `${formatNumber(replacedRows)} of ${formatCount(existingRows, 'row')}`

/** Intervals over all of time have ends that no calendar shows. */
function readInterval(interval: string): string {
  const [from, to] = interval.split('/').map((end) => Date.parse(end))
  if (from === undefined || to === undefined || Number.isNaN(from) || Number.isNaN(to)) return 'all of time'
  return formatRange(from, to, 'Etc/UTC')
}
