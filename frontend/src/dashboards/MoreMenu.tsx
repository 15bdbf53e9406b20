import { ActionIcon, Menu } from '@mantine/core'
import { useClipboard } from '@mantine/hooks'
import { IconDotsVertical, IconLink, IconMaximize, IconPencil, IconTrash } from '@tabler/icons-react'
import styles from './DashboardPage.module.css'

interface MoreMenuProps {
  readonly withinPortal: boolean
  readonly isFull: boolean
  readonly onFull: () => void
  readonly onRename: () => void
  readonly onDelete: () => void
}

export function MoreMenu({ withinPortal, isFull, onFull, onRename, onDelete }: MoreMenuProps) {
  const clipboard = useClipboard({ timeout: 1600 })
  return (
    <>
      <span role="status" className={styles.said}>
        {clipboard.copied ? 'Link copied' : ''}
      </span>
      <Menu position="bottom-end" withInitialFocusPlaceholder={false} withinPortal={withinPortal}>
        <Menu.Target>
          <ActionIcon aria-label="What to do with the dashboard">
            <IconDotsVertical size={16} aria-hidden />
          </ActionIcon>
        </Menu.Target>
        <Menu.Dropdown>
          <Menu.Item leftSection={<IconLink size={14} />} onClick={() => clipboard.copy(window.location.href)}>
            Copy the link
          </Menu.Item>
          <Menu.Item leftSection={<IconMaximize size={14} />} onClick={onFull}>
            {isFull ? 'Leave full screen' : 'Full screen'}
          </Menu.Item>
          <Menu.Item leftSection={<IconPencil size={14} />} onClick={onRename}>
            Rename
          </Menu.Item>
          <Menu.Item leftSection={<IconTrash size={14} />} onClick={onDelete}>
            Delete
          </Menu.Item>
        </Menu.Dropdown>
      </Menu>
    </>
  )
}
