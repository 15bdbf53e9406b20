import { Button } from '@mantine/core'
import { useFullscreenElement } from '@mantine/hooks'
import type { Dashboard, Tile } from '@nemeton/contract'
import { type ComponentType, type ReactNode, Suspense, useState } from 'react'
import { Link, useNavigate, useParams } from 'react-router'
import { describeError } from '../api/error.ts'
import { newId } from '../api/id.ts'
import { paths } from '../paths.ts'
import { classes } from '../ui/classes.ts'
import { Empty } from '../ui/Empty.tsx'
import { Notice } from '../ui/Notice.tsx'
import { Page } from '../ui/Page.tsx'
import { PageFailed } from '../ui/PageFailed.tsx'
import { PageSkeleton } from '../ui/PageSkeleton.tsx'
import { Waiting } from '../ui/Waiting.tsx'
import { RefreshPicker } from '../views/RefreshPicker.tsx'
import styles from './DashboardPage.module.css'
import { DeleteDialog } from './DeleteDialog.tsx'
import { inOrder, putBy, risen, roomFor } from './layout.ts'
import { MoreMenu } from './MoreMenu.tsx'
import { NameDialog } from './NameDialog.tsx'
import { TileFrame } from './TileFrame.tsx'
import { type Change, useDashboard } from './use-dashboard.ts'

/** What draws a tile; the page of dashboards knows places only. */
export type TileContent = ComponentType<{
  readonly datasource: string
  readonly exploration: string
  readonly tile: string
  readonly height: number
}>

type Dialog = { readonly kind: 'rename' | 'delete' } | { readonly kind: 'title'; readonly tile: Tile } | null

export function DashboardPage({ Content }: { Content: TileContent }) {
  const { id = '' } = useParams()
  const { query, change, save, keep } = useDashboard(id)
  if (query.isPending) return <PageSkeleton />
  if (!query.data)
    return (
      <PageFailed
        title="Dashboard"
        {...describeError(query.error)}
        onRetry={() => void query.refetch()}
        more={
          <Button variant="default" component={Link} to={paths.dashboards()}>
            All dashboards
          </Button>
        }
      />
    )
  return (
    <Board dashboard={query.data} change={change} Content={Content}>
      {save.isError && (
        <Notice
          tone="bad"
          {...describeError(save.error)}
          actions={
            <Button variant="default" onClick={keep}>
              Save again
            </Button>
          }
        />
      )}
    </Board>
  )
}

interface BoardProps {
  readonly dashboard: Dashboard
  readonly change: (make: Change) => void
  readonly Content: TileContent
  /** What stands above the tiles. */
  readonly children: ReactNode
}

function Board({ dashboard, change, Content, children }: BoardProps) {
  const { id, name, tiles, refreshSeconds } = dashboard
  const navigate = useNavigate()
  const screen = useFullscreenElement()
  const [dialog, setDialog] = useState<Dialog>(null)
  const close = () => setDialog(null)
  const changeTile = (own: string, to: Partial<Tile>) =>
    change((before) => ({ tiles: before.tiles.map((tile) => (tile.id === own ? { ...tile, ...to } : tile)) }))
  return (
    <div ref={screen.ref} className={classes(screen.fullscreen && styles.full)}>
      <Page
        title={name}
        actions={
          <>
            <RefreshPicker seconds={refreshSeconds} onChange={(next) => change(() => ({ refreshSeconds: next }))} />
            <MoreMenu
              withinPortal={!screen.fullscreen}
              isFull={screen.fullscreen}
              onFull={() => void screen.toggle()}
              onRename={() => setDialog({ kind: 'rename' })}
              onDelete={() => setDialog({ kind: 'delete' })}
            />
          </>
        }
      >
        {children}
        {tiles.length === 0 ? (
          <Empty
            title="No tiles yet"
            actions={
              <Button component={Link} to={paths.explore()}>
                Explore
              </Button>
            }
          >
            Explore a datasource, then press “Views” and “Add to a dashboard”.
          </Empty>
        ) : (
          <div className={styles.grid} data-grid>
            {inOrder(tiles).map((tile) => (
              <TileFrame
                key={tile.id}
                tile={tile}
                render={(height) => (
                  <Suspense fallback={<Waiting height={height} />}>
                    <Content
                      datasource={tile.datasource}
                      exploration={tile.exploration}
                      tile={tile.id}
                      height={height}
                    />
                  </Suspense>
                )}
                onPut={(next) => change(({ tiles: now }) => ({ tiles: [...putBy(now, tile.id, next)] }))}
                onRename={() => setDialog({ kind: 'title', tile })}
                onDuplicate={() =>
                  change((before) => ({
                    tiles: [...before.tiles, { ...tile, id: newId(), ...roomFor(before.tiles, tile) }],
                  }))
                }
                onRemove={() =>
                  change((before) => ({ tiles: [...risen(before.tiles.filter((other) => other.id !== tile.id))] }))
                }
              />
            ))}
          </div>
        )}
      </Page>
      {dialog?.kind === 'rename' && (
        <NameDialog
          title="Rename the dashboard"
          name={name}
          onClose={close}
          onName={(next) => change(() => ({ name: next }))}
        />
      )}
      {dialog?.kind === 'title' && (
        <NameDialog
          title="Rename the tile"
          name={dialog.tile.title}
          onClose={close}
          onName={(next) => changeTile(dialog.tile.id, { title: next })}
        />
      )}
      {dialog?.kind === 'delete' && (
        <DeleteDialog id={id} name={name} onClose={close} onDeleted={() => navigate(paths.dashboards())} />
      )}
    </div>
  )
}
