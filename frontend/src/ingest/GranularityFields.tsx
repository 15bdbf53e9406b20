import { Button, Checkbox, NativeSelect } from '@mantine/core'
import { type Granularity, granularity, type IngestionPlan, type PlanChanges } from '@nemeton/contract'
import { useId } from 'react'
import styles from './PlanPanel.module.css'
import { reasonWords } from './reason.ts'

interface GranularityFieldsProps {
  readonly plan: IngestionPlan
  readonly onChange: (change: PlanChanges) => void
}

const words: Partial<Readonly<Record<Granularity, string>>> = { none: 'as they are', all: 'one for everything' }
const name = (value: Granularity) => words[value] ?? value.replaceAll('_', ' ')
const segmentChoices = (
  ['hour', 'six_hour', 'eight_hour', 'day', 'week', 'month', 'quarter', 'year', 'all'] as const
).map((value) => ({ value, label: name(value) }))
const queryChoices = granularity.options.map((value) => ({ value, label: name(value) }))

/** How time is cut and kept, what rolls up, and what a bad row does. */
export function GranularityFields({ plan, onChange }: GranularityFieldsProps) {
  const segment = useId()
  const kept = useId()
  const bad = useId()
  return (
    <>
      <div className={styles.field}>
        <div className={styles.pair}>
          <div>
            <label className={styles.label} htmlFor={segment}>
              Time chunk
            </label>
            <NativeSelect
              id={segment}
              value={plan.segmentGranularity}
              data={segmentChoices}
              onChange={(event) => onChange({ segmentGranularity: event.currentTarget.value as Granularity })}
            />
          </div>
          <div>
            <label className={styles.label} htmlFor={kept}>
              Instants kept
            </label>
            <NativeSelect
              id={kept}
              value={plan.queryGranularity}
              data={queryChoices}
              onChange={(event) => onChange({ queryGranularity: event.currentTarget.value as Granularity })}
            />
          </div>
        </div>
        <p className={styles.reason}>{reasonWords(plan.reasons.segmentGranularity)}</p>
        <p className={styles.reason}>{reasonWords(plan.reasons.queryGranularity)}</p>
      </div>
      <div className={styles.field}>
        <Checkbox
          label="Roll up rows that are alike"
          checked={plan.rollup}
          onChange={(event) => onChange({ rollup: event.currentTarget.checked })}
        />
        <p className={styles.reason}>{reasonWords(plan.reasons.rollup)}</p>
        {plan.suggestions?.map(({ kind, column, message, changes }) => (
          <p key={`${kind} ${column}`} className={styles.reason}>
            {message}{' '}
            {changes && !plan.rollup && (
              <Button variant="subtle" size="compact-xs" onClick={() => onChange(changes)}>
                Roll up
              </Button>
            )}
          </p>
        ))}
        <label className={styles.label} htmlFor={bad}>
          A row that cannot be read
        </label>
        <NativeSelect
          id={bad}
          value={plan.onBadRows}
          data={[
            { value: 'reject', label: 'is set aside, the rest goes in' },
            { value: 'fail', label: 'stops the whole load' },
          ]}
          onChange={(event) => onChange({ onBadRows: event.currentTarget.value as 'reject' | 'fail' })}
        />
        <p className={styles.reason}>{reasonWords(plan.reasons.onBadRows)}</p>
      </div>
    </>
  )
}
