import { Button } from '@mantine/core'
import { Dialog } from '../ui/Dialog.tsx'
import styles from './UndoLoad.module.css'

interface UndoDialogProps {
  readonly datasource: string
  /** What the undo does, in rows. */
  readonly words: string | null
  readonly isPending: boolean
  readonly onUndo: () => void
  readonly onClose: () => void
}

/** Asks before a load is taken back. */
export const UndoDialog = ({ datasource, words, isPending, onUndo, onClose }: UndoDialogProps) => (
  <Dialog onClose={onClose} title={`Undo the load into ${datasource}?`}>
    <p>{words}</p>
    <p className={styles.after}>It is done when a count through the broker agrees with the count before the load.</p>
    <div className={styles.choice}>
      <Button variant="default" onClick={onClose}>
        Keep it
      </Button>
      <Button loading={isPending} onClick={onUndo}>
        Undo it
      </Button>
    </div>
  </Dialog>
)
