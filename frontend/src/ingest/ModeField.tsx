import type { IngestionMode, IngestionPlan, PlanChanges } from '@nemeton/contract'
import styles from './PlanPanel.module.css'
import { reasonWords } from './reason.ts'

const modes: readonly { readonly mode: IngestionMode; readonly title: string; readonly does: string }[] = [
  {
    mode: 'append',
    title: 'Add',
    does: 'The rows of the file come beside those that are there. Nothing is taken away.',
  },
  {
    mode: 'replace',
    title: 'Replace this period',
    does: 'From the file’s first to its last time chunk, whatever is there goes and the file takes its place.',
  },
  { mode: 'overwrite', title: 'Replace everything', does: 'All that the datasource holds goes; it becomes this file.' },
]

interface ModeFieldProps {
  readonly plan: IngestionPlan
  /** Nobody changed it, so the reason for it still holds. */
  readonly inferred: boolean
  readonly onChange: (change: PlanChanges) => void
}

/** Beside, instead of a part, or instead of everything: in people's words. */
export function ModeField({ plan, inferred, onChange }: ModeFieldProps) {
  return (
    <div className={styles.field}>
      <fieldset className={styles.modes}>
        <legend className={styles.label} style={{ padding: 0, marginBottom: 4 }}>
          How it goes in
        </legend>
        {modes.map(({ mode, title, does }) => (
          <label key={mode} className={styles.mode}>
            <input
              type="radio"
              name="mode"
              value={mode}
              checked={plan.mode === mode}
              onChange={() => onChange({ mode })}
            />
            <strong>{title}</strong>
            <span className={styles.reason}>{does}</span>
          </label>
        ))}
      </fieldset>
      {inferred && <p className={styles.reason}>{reasonWords(plan.reasons.mode)}</p>}
    </div>
  )
}
