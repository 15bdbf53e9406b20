import { Button, Tabs } from '@mantine/core'
import { useClipboard } from '@mantine/hooks'
import type { IngestionPlan, Profile, Upload } from '@nemeton/contract'
import { IconCopy } from '@tabler/icons-react'
import { Panel } from '../ui/Panel.tsx'
import { ScrollBox } from '../ui/ScrollBox.tsx'
import { ColumnsTable } from './ColumnsTable.tsx'
import { dialectDoubt } from './dialect-words.ts'
import { PlanPanel } from './PlanPanel.tsx'
import { FileRows, SampleRows } from './RowTables.tsx'
import { RunnerUpButton } from './RunnerUpButton.tsx'
import styles from './UploadPage.module.css'
import { usePlan } from './use-plan.ts'
import { Warnings } from './Warnings.tsx'

interface PlanEditorProps {
  readonly upload: Upload
  readonly plan: IngestionPlan
  readonly profile: Profile
  readonly editing: boolean
  readonly onSubmitted: (ingestionId: string) => void
  readonly tab: string
  readonly onTab: (tab: string) => void
}

/** The file's content on the left, the plan on the right; both are the same plan. */
export function PlanEditor({ upload, plan: inferred, profile, editing, onSubmitted, tab, onTab }: PlanEditorProps) {
  const draft = usePlan(upload.id, inferred)
  const { plan, planned, change, error } = draft
  const spec = JSON.stringify(planned?.spec ?? {}, null, 2)
  return (
    <div className={editing ? styles.columns : undefined}>
      {editing && (
        <aside className={styles.aside} aria-label="Plan">
          <PlanPanel upload={upload} profile={profile} draft={draft} onSubmitted={onSubmitted} />
        </aside>
      )}
      <div className={styles.main}>
        <Panel title="Content" bare flush>
          <Tabs value={tab} onChange={(value) => onTab(value ?? 'columns')}>
            <Tabs.List className={styles.tabs}>
              <Tabs.Tab value="columns">Columns</Tabs.Tab>
              <Tabs.Tab value="rows">Rows of the file</Tabs.Tab>
              <Tabs.Tab value="sample">As Druid reads them</Tabs.Tab>
              <Tabs.Tab value="spec">Spec</Tabs.Tab>
            </Tabs.List>
            <Tabs.Panel value="columns">
              <Warnings
                warnings={profile.warnings}
                doubt={dialectDoubt(profile)}
                otherwise={editing && <RunnerUpButton uploadId={upload.id} profile={profile} onChosen={draft.reset} />}
              />
              <ColumnsTable
                profile={profile}
                planned={plan.columns}
                onChange={editing ? (column) => change({ columns: [column] }) : undefined}
              />
            </Tabs.Panel>
            <Tabs.Panel value="rows">
              <FileRows uploadId={upload.id} />
            </Tabs.Panel>
            <Tabs.Panel value="sample">
              {(planned !== null || !error) && <SampleRows planned={planned} settled={draft.settled} />}
            </Tabs.Panel>
            <Tabs.Panel value="spec">
              <Spec text={spec} />
            </Tabs.Panel>
          </Tabs>
        </Panel>
      </div>
    </div>
  )
}

function Spec({ text }: { text: string }) {
  const clipboard = useClipboard()
  return (
    <div>
      <div style={{ padding: '8px 12px 0' }}>
        <Button variant="default" leftSection={<IconCopy size={14} aria-hidden />} onClick={() => clipboard.copy(text)}>
          {clipboard.copied ? 'Copied' : 'Copy the spec'}
        </Button>
      </div>
      <ScrollBox label="Ingestion spec" maxHeight={620}>
        <pre className={styles.pre}>{text}</pre>
      </ScrollBox>
    </div>
  )
}
