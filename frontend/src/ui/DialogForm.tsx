import { Button } from '@mantine/core'
import type { ReactNode } from 'react'
import styles from './Dialog.module.css'

interface DialogFormProps {
  /** What the button says that sends it. */
  readonly action: string
  /** Whether it may be sent as it stands. */
  readonly isRight: boolean
  readonly isPending?: boolean
  readonly onSubmit: () => void
  readonly onCancel: () => void
  readonly children: ReactNode
}

/** What a dialog asks for, with a button that sends it, once at a time, and one that leaves. */
export function DialogForm({ action, isRight, isPending = false, onSubmit, onCancel, children }: DialogFormProps) {
  return (
    <form
      className={styles.form}
      onSubmit={(event) => {
        event.preventDefault()
        if (isRight && !isPending) onSubmit()
      }}
    >
      {children}
      <div className={styles.buttons}>
        <Button type="submit" disabled={!isRight} loading={isPending}>
          {action}
        </Button>
        <Button variant="default" onClick={onCancel}>
          Cancel
        </Button>
      </div>
    </form>
  )
}
