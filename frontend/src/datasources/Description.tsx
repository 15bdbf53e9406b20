import { Button, Textarea } from '@mantine/core'
import type { Datasource } from '@nemeton/contract'
import { IconPencil } from '@tabler/icons-react'
import { useState } from 'react'
import { describeError } from '../api/error.ts'
import { IconButton } from '../ui/IconButton.tsx'
import { Notice } from '../ui/Notice.tsx'
import styles from './DatasourcePage.module.css'
import { useChange } from './use-change.ts'

const most = 2000

/** What it holds in somebody's own words, changed where it stands. */
export function Description({ datasource: { name, description } }: { datasource: Datasource }) {
  const [draft, setDraft] = useState<string | null>(null)
  const change = useChange(name)
  if (draft === null)
    return (
      <div className={styles.description}>
        {description === null ? (
          <p className={styles.unsaid}>Nobody has described it yet.</p>
        ) : (
          <p data-testid="description">{description}</p>
        )}
        <IconButton label="Edit the description" onPress={() => setDraft(description ?? '')}>
          <IconPencil size={15} />
        </IconButton>
      </div>
    )
  return (
    <form
      className={styles.form}
      onSubmit={(event) => {
        event.preventDefault()
        change.mutate({ description: draft.trim() || null }, { onSuccess: () => setDraft(null) })
      }}
    >
      <Textarea
        label="Description"
        size="xs"
        rows={3}
        maxLength={most}
        autoFocus
        value={draft}
        onChange={(event) => setDraft(event.currentTarget.value)}
        onKeyDown={(event) => {
          if (event.key === 'Escape') setDraft(null)
        }}
      />
      {change.isError && <Notice tone="bad" {...describeError(change.error)} />}
      <div className={styles.buttons}>
        <Button type="submit" loading={change.isPending}>
          Save the description
        </Button>
        <Button variant="default" onClick={() => setDraft(null)}>
          Cancel
        </Button>
      </div>
    </form>
  )
}
