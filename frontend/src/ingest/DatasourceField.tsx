import { TextInput } from '@mantine/core'
import { datasourceName, type IngestionPlan, type PlanChanges, type planImpact } from '@nemeton/contract'
import { useId, useState } from 'react'
import type { z } from 'zod'
import { formatCount } from '../format/number.ts'
import styles from './PlanPanel.module.css'
import { reasonWords } from './reason.ts'

interface DatasourceFieldProps {
  readonly plan: IngestionPlan
  /** Nobody changed it, so the reason for it still holds. */
  readonly inferred: boolean
  readonly impact: z.infer<typeof planImpact> | null
  readonly onChange: (change: PlanChanges) => void
}

/** Where the rows go; a name that Druid would refuse is said while it is typed. */
export function DatasourceField({ plan, inferred, impact, onChange }: DatasourceFieldProps) {
  const [text, setText] = useState<string | null>(null)
  const id = useId()
  const name = text ?? plan.datasource
  const checked = datasourceName.safeParse(name)
  return (
    <div className={styles.field}>
      <label className={styles.label} htmlFor={id}>
        Datasource
      </label>
      <TextInput
        id={id}
        value={name}
        error={checked.success ? undefined : checked.error.issues[0]?.message}
        spellCheck={false}
        onChange={(event) => {
          const next = event.currentTarget.value
          setText(next)
          if (datasourceName.safeParse(next).success) onChange({ datasource: next })
        }}
        onBlur={() => setText(null)}
      />
      <p className={styles.reason}>
        {inferred && reasonWords(plan.reasons.datasource)} {existing(impact)}
      </p>
    </div>
  )
}

function existing(impact: DatasourceFieldProps['impact']): string {
  if (impact === null) return 'Whether it exists is not known yet.'
  return impact.existingSegments > 0
    ? `It exists and holds ${formatCount(impact.existingRows, 'row')}.`
    : 'A new datasource.'
}
