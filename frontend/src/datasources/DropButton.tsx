import { Button } from '@mantine/core'
import type { Datasource } from '@nemeton/contract'
import { IconTrash } from '@tabler/icons-react'
import { Suspense, useState } from 'react'
import { lazily } from '../ui/lazily.ts'

const DropDialog = lazily(async () => (await import('./DropDialog.tsx')).DropDialog)

/** Takes everything out, once the dialog has been answered. */
export function DropButton({ datasource }: { datasource: Datasource }) {
  const [open, setOpen] = useState(false)
  return (
    <>
      <Button
        variant="default"
        leftSection={<IconTrash size={15} aria-hidden />}
        onClick={() => setOpen(true)}
        aria-haspopup="dialog"
      >
        Drop
      </Button>
      {open && (
        <Suspense>
          <DropDialog datasource={datasource} onClose={() => setOpen(false)} />
        </Suspense>
      )}
    </>
  )
}
