import { Button } from '@mantine/core'
import type { Profile, Upload } from '@nemeton/contract'
import { Panel } from '../ui/Panel.tsx'
import { Tag } from '../ui/Tag.tsx'
import { DatasourceField } from './DatasourceField.tsx'
import { DialectField } from './DialectField.tsx'
import { GranularityFields } from './GranularityFields.tsx'
import { ModeField } from './ModeField.tsx'
import styles from './PlanPanel.module.css'
import { isUnchanged } from './plan-changes.ts'
import { SheetField } from './SheetField.tsx'
import { SubmitPlan } from './SubmitPlan.tsx'
import { TimeField } from './TimeField.tsx'
import type { PlanDraft } from './use-plan.ts'
import { Warnings } from './Warnings.tsx'

interface PlanPanelProps {
  readonly upload: Upload
  readonly profile: Profile
  readonly draft: PlanDraft
  readonly onSubmitted: (ingestionId: string) => void
}

/** The plan, already filled; each choice with its reason. */
export function PlanPanel({ upload, profile, draft, onSubmitted }: PlanPanelProps) {
  const { plan, planned, change, changes, reset } = draft
  return (
    <Panel
      title="Plan"
      flush
      actions={
        isUnchanged(changes) ? (
          <Tag tone="quiet">as inferred</Tag>
        ) : (
          <Button variant="subtle" color="gray" onClick={reset}>
            Undo my changes
          </Button>
        )
      }
    >
      <div className={styles.form}>
        <DatasourceField
          plan={plan}
          inferred={changes.datasource === undefined}
          impact={planned?.impact ?? null}
          onChange={change}
        />
        <SheetField uploadId={upload.id} profile={profile} onChosen={reset} />
        <DialectField upload={upload} profile={profile} onChosen={reset} />
        <ModeField plan={plan} inferred={changes.mode === undefined} onChange={change} />
        <TimeField plan={plan} profile={profile} onChange={change} />
        <Warnings warnings={planned?.warnings ?? []} />
        <GranularityFields plan={plan} onChange={change} />
        <SubmitPlan upload={upload} draft={draft} onSubmitted={onSubmitted} />
      </div>
    </Panel>
  )
}
