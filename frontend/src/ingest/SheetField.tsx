import { NativeSelect } from '@mantine/core'
import { chooseSheet, type Profile } from '@nemeton/contract'
import { useId } from 'react'
import { call } from '../api/call.ts'
import { describeError } from '../api/error.ts'
import { Notice } from '../ui/Notice.tsx'
import styles from './PlanPanel.module.css'
import { useReadAnew } from './use-read-anew.ts'

interface SheetFieldProps {
  readonly uploadId: string
  readonly profile: Profile
  /** Changes to the plan of one sheet mean nothing for another. */
  readonly onChosen: () => void
}

/** Which sheet of a workbook is read; another one is profiled anew. */
export function SheetField({ uploadId, profile, onChosen }: SheetFieldProps) {
  const { sheet, sheets = [] } = profile
  const id = useId()
  const choose = useReadAnew(
    uploadId,
    (name: string) => call(chooseSheet, { params: { id: uploadId }, body: { sheet: name } }),
    onChosen,
  )
  if (sheets.length < 2) return null
  return (
    <div className={styles.field}>
      <label className={styles.label} htmlFor={id}>
        Sheet
      </label>
      <NativeSelect
        id={id}
        value={choose.isPending ? choose.variables : sheet}
        data={[...sheets]}
        disabled={choose.isPending}
        onChange={(event) => choose.mutate(event.currentTarget.value)}
      />
      <p className={styles.reason}>The workbook has {sheets.length} sheets; one of them is loaded at a time.</p>
      {choose.error && <Notice tone="bad" {...describeError(choose.error)} />}
    </div>
  )
}
