import { Button, FocusTrap, NativeSelect, TextInput } from '@mantine/core'
import { createDashboard, type Dashboard, getDashboard, type Tile, updateDashboard } from '@nemeton/contract'
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { Link } from 'react-router'
import { call } from '../api/call.ts'
import { dashboardQuery, dashboardsQuery } from '../api/dashboards.ts'
import { describeError } from '../api/error.ts'
import { newId } from '../api/id.ts'
import { paths } from '../paths.ts'
import styles from '../ui/Dialog.module.css'
import { Dialog } from '../ui/Dialog.tsx'
import { DialogForm } from '../ui/DialogForm.tsx'
import { Notice } from '../ui/Notice.tsx'

interface AddDialogProps {
  readonly datasource: string
  readonly exploration: string
  /** What the tile is called unless somebody says otherwise. */
  readonly title: string
  readonly onClose: () => void
}

const width = 6
const height = 5

/** Below everything that is there. */
const placed = (tiles: readonly Tile[]) => ({
  x: 0,
  y: Math.max(0, ...tiles.map((tile) => tile.y + tile.height)),
  width,
  height,
})

/** Puts the exploration as a tile on a dashboard that there is, or on a new one. */
export function AddDialog({ datasource, exploration, title, onClose }: AddDialogProps) {
  const client = useQueryClient()
  const dashboards = useQuery(dashboardsQuery)
  const [chosen, setChosen] = useState<string | null>(null)
  const [name, setName] = useState('')
  const [called, setCalled] = useState(title)
  const target = chosen ?? dashboards.data?.[0]?.id ?? ''
  const add = useMutation({
    mutationFn: async (): Promise<Dashboard> => {
      const about = { id: newId(), title: called.trim(), datasource, exploration }
      if (target === '')
        return call(createDashboard, { body: { name: name.trim(), tiles: [{ ...about, ...placed([]) }] } })
      // As it stands now: somebody else may have changed it.
      const { name: kept, tiles, refreshSeconds } = await call(getDashboard, { params: { id: target } })
      const body = { name: kept, refreshSeconds, tiles: [...tiles, { ...about, ...placed(tiles) }] }
      return call(updateDashboard, { params: { id: target }, body })
    },
    onSuccess: async (dashboard) => {
      client.setQueryData(dashboardQuery(dashboard.id).queryKey, dashboard)
      await client.invalidateQueries({ queryKey: dashboardsQuery.queryKey })
    },
  })
  const isRight = !dashboards.isPending && (target !== '' || name.trim() !== '')
  return (
    <Dialog onClose={onClose} title="Add to a dashboard" size={440}>
      {add.data ? (
        <FocusTrap>
          <div className={styles.form}>
            <p role="status">
              “{called.trim() || datasource}” is on “{add.data.name}” now.
            </p>
            <div className={styles.buttons}>
              <Button component={Link} to={paths.dashboard(add.data.id)} data-autofocus>
                Open the dashboard
              </Button>
              <Button variant="default" onClick={onClose}>
                Stay here
              </Button>
            </div>
          </div>
        </FocusTrap>
      ) : (
        <DialogForm
          action="Add"
          isRight={isRight}
          isPending={add.isPending}
          onSubmit={() => add.mutate()}
          onCancel={onClose}
        >
          <TextInput
            label="Title of the tile"
            data-autofocus
            value={called}
            maxLength={200}
            onChange={(event) => setCalled(event.currentTarget.value)}
          />
          <NativeSelect
            label="Dashboard"
            value={target}
            disabled={dashboards.isPending}
            data={[
              ...(dashboards.data ?? []).map(({ id, name: known }) => ({ value: id, label: known })),
              { value: '', label: 'A new one' },
            ]}
            onChange={(event) => setChosen(event.currentTarget.value)}
          />
          {target === '' && !dashboards.isPending && (
            <TextInput
              label="Name of the new dashboard"
              value={name}
              maxLength={200}
              autoComplete="off"
              onChange={(event) => setName(event.currentTarget.value)}
            />
          )}
          {dashboards.isError && <Notice tone="bad" {...describeError(dashboards.error)} />}
          {add.isError && <Notice tone="bad" {...describeError(add.error)} />}
        </DialogForm>
      )}
    </Dialog>
  )
}
