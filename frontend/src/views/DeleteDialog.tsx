import { Button, Modal } from '@mantine/core'
import type { View } from '@nemeton/contract'
import { describeError } from '../api/error.ts'
import { Notice } from '../ui/Notice.tsx'
import { useDeleteView } from './use-views.ts'
import styles from './views.module.css'

/** Asks once more before a view goes. */
export function DeleteDialog({ view, onClose }: { view: View; onClose: () => void }) {
  const remove = useDeleteView(onClose)
  return (
    <Modal
      opened
      onClose={onClose}
      title={`Delete “${view.name}”`}
      size={440}
      closeButtonProps={{ 'aria-label': 'Close' }}
    >
      <div className={styles.form}>
        <p>Its short link stops working for everybody. The data stays.</p>
        {remove.isError && <Notice tone="bad" {...describeError(remove.error)} />}
        <div className={styles.buttons}>
          <Button data-autofocus loading={remove.isPending} onClick={() => remove.mutate(view.id)}>
            Delete the view
          </Button>
          <Button variant="default" onClick={onClose}>
            Keep it
          </Button>
        </div>
      </div>
    </Modal>
  )
}
