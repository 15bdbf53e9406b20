import { ActionIcon, Menu } from '@mantine/core'
import { useFullscreenElement } from '@mantine/hooks'
import type { Tile } from '@nemeton/contract'
import {
  IconArrowsDiagonal2,
  IconArrowUpRight,
  IconCopy,
  IconDotsVertical,
  IconGripVertical,
  IconMaximize,
  IconPencil,
  IconTrash,
} from '@tabler/icons-react'
import type { ReactNode } from 'react'
import { Link } from 'react-router'
import { paths } from '../paths.ts'
import styles from './DashboardPage.module.css'
import { type Place, pixels } from './layout.ts'
import { useGrip } from './use-grip.ts'

interface TileFrameProps {
  readonly tile: Tile
  /** Draws what the tile shows, so many pixels high. */
  readonly render: (height: number) => ReactNode
  readonly onPut: (next: (now: Place) => Place) => void
  readonly onRename: () => void
  readonly onDuplicate: () => void
  readonly onRemove: () => void
}

const headHeight = 38
const borders = 2
const padding = 16

/** A tile with its head; the handles move and resize it. */
export function TileFrame({ tile, render, onPut, onRename, onDuplicate, onRemove }: TileFrameProps) {
  const screen = useFullscreenElement()
  const { x, y, width, height } = tile
  const place = { x, y, width, height }
  const name = tile.title || tile.datasource
  const move = useGrip({ place, onPut, step: (at, across, down) => ({ ...at, x: at.x + across, y: at.y + down }) })
  const resize = useGrip({
    place,
    onPut,
    step: (at, across, down) => ({ ...at, width: at.width + across, height: at.height + down }),
  })
  const inner = (screen.fullscreen ? window.innerHeight : pixels(height)) - headHeight - borders - padding
  return (
    <section
      ref={screen.ref}
      className={styles.tile}
      aria-label={name}
      style={{
        gridColumn: `${x + 1} / span ${width}`,
        gridRow: `${y + 1} / span ${height}`,
        minHeight: pixels(height),
      }}
    >
      <header className={styles.head}>
        <button
          type="button"
          className={styles.grip}
          aria-label={`Move ${name}: arrow keys`}
          title="Drag, or press arrow keys, to move"
          {...move}
        >
          <IconGripVertical size={15} aria-hidden />
        </button>
        <h2 className={styles.title}>
          <Link to={paths.exploration(tile.datasource, tile.exploration)} title={`Open in Explore: ${name}`}>
            {name}
          </Link>
        </h2>
        <Menu position="bottom-end" withInitialFocusPlaceholder={false} withinPortal={!screen.fullscreen}>
          <Menu.Target>
            <ActionIcon aria-label={`What to do with ${name}`}>
              <IconDotsVertical size={16} aria-hidden />
            </ActionIcon>
          </Menu.Target>
          <Menu.Dropdown>
            <Menu.Item
              leftSection={<IconArrowUpRight size={14} />}
              component={Link}
              to={paths.exploration(tile.datasource, tile.exploration)}
            >
              Open in Explore
            </Menu.Item>
            <Menu.Item leftSection={<IconMaximize size={14} />} onClick={() => void screen.toggle()}>
              {screen.fullscreen ? 'Leave full screen' : 'Full screen'}
            </Menu.Item>
            <Menu.Item leftSection={<IconPencil size={14} />} onClick={onRename}>
              Rename
            </Menu.Item>
            <Menu.Item leftSection={<IconCopy size={14} />} onClick={onDuplicate}>
              Duplicate
            </Menu.Item>
            <Menu.Item leftSection={<IconTrash size={14} />} onClick={onRemove}>
              Remove
            </Menu.Item>
          </Menu.Dropdown>
        </Menu>
      </header>
      <div className={styles.body}>{render(inner)}</div>
      <button
        type="button"
        className={styles.corner}
        aria-label={`Resize ${name}: arrow keys`}
        title="Drag, or press arrow keys, to resize"
        {...resize}
      >
        <IconArrowsDiagonal2 size={14} aria-hidden />
      </button>
    </section>
  )
}
