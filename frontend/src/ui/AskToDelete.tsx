import { Button } from '@mantine/core'
import type { ReactNode } from 'react'
import styles from './Dialog.module.css'
import { Dialog } from './Dialog.tsx'

interface AskToDeleteProps {
  readonly name: string
  /** What the button says that deletes. */
  readonly action: string
  readonly isPending: boolean
  readonly onDelete: () => void
  readonly onClose: () => void
  /** What goes and what stays, and why it could not go. */
  readonly children: ReactNode
}

/** Asks once more before something that a person has saved goes. */
export function AskToDelete({ name, action, isPending, onDelete, onClose, children }: AskToDeleteProps) {
  return (
    <Dialog onClose={onClose} title={`Delete “${name}”`} size={440}>
      <div className={styles.form}>
        {children}
        <div className={styles.buttons}>
          <Button data-autofocus loading={isPending} onClick={onDelete}>
            {action}
          </Button>
          <Button variant="default" onClick={onClose}>
            Keep it
          </Button>
        </div>
      </div>
    </Dialog>
  )
}
