import type { View } from '@nemeton/contract'
import { describeError } from '../api/error.ts'
import { AskToDelete } from '../ui/AskToDelete.tsx'
import { Notice } from '../ui/Notice.tsx'
import { useDeleteView } from './use-views.ts'

export function DeleteDialog({ view, onClose }: { view: View; onClose: () => void }) {
  const remove = useDeleteView(onClose)
  return (
    <AskToDelete
      name={view.name}
      action="Delete the view"
      isPending={remove.isPending}
      onDelete={() => remove.mutate(view.id)}
      onClose={onClose}
    >
      <p>Its short link stops working for everybody. The data stays.</p>
      {remove.isError && <Notice tone="bad" {...describeError(remove.error)} />}
    </AskToDelete>
  )
}
