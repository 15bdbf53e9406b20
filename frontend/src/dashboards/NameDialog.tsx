import { TextInput } from '@mantine/core'
import { useState } from 'react'
import { Dialog } from '../ui/Dialog.tsx'
import { DialogForm } from '../ui/DialogForm.tsx'

interface NameDialogProps {
  readonly title: string
  readonly name: string
  readonly onName: (name: string) => void
  readonly onClose: () => void
}

export function NameDialog({ title, name, onName, onClose }: NameDialogProps) {
  const [text, setText] = useState(name)
  return (
    <Dialog onClose={onClose} title={title} size={420}>
      <DialogForm
        action="Save"
        isRight={text.trim() !== ''}
        onSubmit={() => {
          onName(text.trim())
          onClose()
        }}
        onCancel={onClose}
      >
        <TextInput
          label="Name"
          data-autofocus
          value={text}
          maxLength={200}
          autoComplete="off"
          onChange={(event) => setText(event.currentTarget.value)}
        />
      </DialogForm>
    </Dialog>
  )
}
