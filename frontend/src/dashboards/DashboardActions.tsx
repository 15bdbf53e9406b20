import { ActionIcon, Button, Menu, NativeSelect } from '@mantine/core'
import { useClipboard, useDocumentVisibility } from '@mantine/hooks'
import { IconDotsVertical, IconLink, IconMaximize, IconPencil, IconRefresh, IconTrash } from '@tabler/icons-react'
import { useIsFetching, useQueryClient } from '@tanstack/react-query'
import { useCallback, useEffect } from 'react'
import { formatDuration } from '../format/duration.ts'
import styles from './DashboardPage.module.css'

const offered = [10, 30, 60, 300, 900, 3600]

/** Asks every tile anew: now, or again and again while the tab is seen. */
export function RefreshPicker({
  seconds,
  onChange,
}: {
  seconds: number | null
  onChange: (seconds: number | null) => void
}) {
  const client = useQueryClient()
  const isBusy = useIsFetching({ queryKey: ['query'] }) > 0
  const isSeen = useDocumentVisibility() === 'visible'
  const ask = useCallback(() => {
    for (const key of ['datasource', 'bounds', 'query']) void client.invalidateQueries({ queryKey: [key] })
  }, [client])
  useEffect(() => {
    if (seconds === null || !isSeen) return
    const timer = setInterval(ask, seconds * 1000)
    return () => clearInterval(timer)
  }, [seconds, isSeen, ask])
  const choices = [...new Set([...offered, ...(seconds === null ? [] : [seconds])])].toSorted((a, b) => a - b)
  return (
    <>
      <Button variant="default" leftSection={<IconRefresh size={14} aria-hidden />} disabled={isBusy} onClick={ask}>
        Refresh
      </Button>
      <NativeSelect
        aria-label="Refresh by itself"
        value={seconds ?? ''}
        data={[
          { value: '', label: 'by hand' },
          ...choices.map((one) => ({ value: String(one), label: `every ${formatDuration(one * 1000)}` })),
        ]}
        onChange={(event) => onChange(Number(event.currentTarget.value) || null)}
      />
    </>
  )
}

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
