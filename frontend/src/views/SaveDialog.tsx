import { Button, Modal, TextInput } from '@mantine/core'
import type { View } from '@nemeton/contract'
import { useState } from 'react'
import { describeError } from '../api/error.ts'
import { Notice } from '../ui/Notice.tsx'
import { useSaveView } from './use-views.ts'
import styles from './views.module.css'

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
    <Modal opened onClose={onClose} title={title} size={440} closeButtonProps={{ 'aria-label': 'Close' }}>
      <form
        className={styles.form}
        onSubmit={(event) => {
          event.preventDefault()
          if (isRight && !save.isPending)
            save.mutate({ id: view?.id ?? null, name: name.trim(), datasource, exploration })
        }}
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
        <div className={styles.buttons}>
          <Button type="submit" disabled={!isRight} loading={save.isPending}>
            Save
          </Button>
          <Button variant="default" onClick={onClose}>
            Cancel
          </Button>
        </div>
      </form>
    </Modal>
  )
}
