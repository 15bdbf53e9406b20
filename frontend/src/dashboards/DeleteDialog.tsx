import { deleteDashboard } from '@nemeton/contract'
import { useMutation, useQueryClient } from '@tanstack/react-query'
import { call } from '../api/call.ts'
import { dashboardQuery, dashboardsQuery } from '../api/dashboards.ts'
import { describeError } from '../api/error.ts'
import { AskToDelete } from '../ui/AskToDelete.tsx'
import { Notice } from '../ui/Notice.tsx'

interface DeleteDialogProps {
  readonly id: string
  readonly name: string
  readonly onDeleted: () => void | Promise<void>
  readonly onClose: () => void
}

export function DeleteDialog({ id, name, onDeleted, onClose }: DeleteDialogProps) {
  const client = useQueryClient()
  const remove = useMutation({
    mutationFn: () => call(deleteDashboard, { params: { id } }),
    onSuccess: async () => {
      client.setQueryData(dashboardsQuery.queryKey, (before) => before?.filter((other) => other.id !== id))
      // the page goes first: while it stands it would ask for what is gone
      await onDeleted()
      client.removeQueries({ queryKey: dashboardQuery(id).queryKey })
    },
  })
  return (
    <AskToDelete
      name={name}
      action="Delete the dashboard"
      isPending={remove.isPending}
      onDelete={() => remove.mutate()}
      onClose={onClose}
    >
      <p>Its link stops working for everybody. The data and the saved views stay.</p>
      {remove.isError && <Notice tone="bad" {...describeError(remove.error)} />}
    </AskToDelete>
  )
}
