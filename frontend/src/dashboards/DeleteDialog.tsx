import { Button, Modal } from '@mantine/core'
import { deleteDashboard } from '@nemeton/contract'
import { useMutation, useQueryClient } from '@tanstack/react-query'
import { call } from '../api/call.ts'
import { dashboardQuery, dashboardsQuery } from '../api/dashboards.ts'
import { describeError } from '../api/error.ts'
import { Notice } from '../ui/Notice.tsx'
import styles from './DashboardPage.module.css'

interface DeleteDialogProps {
  readonly id: string
  readonly name: string
  readonly onDeleted: () => void
  readonly onClose: () => void
}

export function DeleteDialog({ id, name, onDeleted, onClose }: DeleteDialogProps) {
  const client = useQueryClient()
  const remove = useMutation({
    mutationFn: () => call(deleteDashboard, { params: { id } }),
    onSuccess: async () => {
      client.removeQueries({ queryKey: dashboardQuery(id).queryKey })
      client.setQueryData(dashboardsQuery.queryKey, (before) => before?.filter((other) => other.id !== id))
      onDeleted()
    },
  })
  return (
    <Modal opened onClose={onClose} title={`Delete “${name}”`} size={420} closeButtonProps={{ 'aria-label': 'Close' }}>
      <div className={styles.form}>
        <p>Its link stops working for everybody. The data and the saved views stay.</p>
        {remove.isError && <Notice tone="bad" {...describeError(remove.error)} />}
        <div className={styles.buttons}>
          <Button data-autofocus loading={remove.isPending} onClick={() => remove.mutate()}>
            Delete the dashboard
          </Button>
          <Button variant="default" onClick={onClose}>
            Keep it
          </Button>
        </div>
      </div>
    </Modal>
  )
}
