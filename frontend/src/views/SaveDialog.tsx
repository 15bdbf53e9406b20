import { TextInput } from '@mantine/core'
import type { View } from '@nemeton/contract'
import { useState } from 'react'
import { describeError } from '../api/error.ts'
import { Dialog } from '../ui/Dialog.tsx'
import { DialogForm } from '../ui/DialogForm.tsx'
import { Notice } from '../ui/Notice.tsx'
import { useSaveView } from './use-views.ts'

interface SaveDialogProps {
  readonly title: string
  readonly datasource: string
  readonly exploration: string
  /** The one to replace; null saves a new one. */
  readonly view: View | null
  /** Names that are taken already. */
  readonly views: readonly View[]
  readonly onClose: () => void
}

/** Gives an exploration a name. */
export function SaveDialog({ title, datasource, exploration, view, views, onClose }: SaveDialogProps) {
  const [name, setName] = useState(view?.name ?? '')
  const save = useSaveView(onClose)
  const isTaken = views.some((other) => other.id !== view?.id && other.name === name.trim())
  const isRight = name.trim() !== '' && name.trim().length <= 200 && !isTaken
  return (
    <Dialog onClose={onClose} title={title} size={440}>
      <DialogForm
        action="Save"
        isRight={isRight}
        isPending={save.isPending}
        onSubmit={() => save.mutate({ id: view?.id ?? null, name: name.trim(), datasource, exploration })}
        onCancel={onClose}
      >
        <TextInput
          label="Name"
          data-autofocus
          value={name}
          maxLength={200}
          autoComplete="off"
          error={isTaken && 'Another view has this name.'}
          onChange={(event) => setName(event.currentTarget.value)}
        />
        {save.isError && <Notice tone="bad" {...describeError(save.error)} />}
      </DialogForm>
    </Dialog>
  )
}
