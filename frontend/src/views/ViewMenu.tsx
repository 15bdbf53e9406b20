import { Button, Menu } from '@mantine/core'
import { useClipboard } from '@mantine/hooks'
import {
  IconBookmark,
  IconChevronDown,
  IconDeviceFloppy,
  IconLayoutDashboard,
  IconLink,
  IconPencil,
  IconPlus,
  IconTrash,
} from '@tabler/icons-react'
import { Suspense, useState } from 'react'
import { Link, useLocation } from 'react-router'
import { describeError } from '../api/error.ts'
import { paths } from '../paths.ts'
import { lazily } from '../ui/lazily.ts'
import { useSaveView, useViews } from './use-views.ts'
import styles from './views.module.css'

const SaveDialog = lazily(async () => (await import('./SaveDialog.tsx')).SaveDialog)
const DeleteDialog = lazily(async () => (await import('./DeleteDialog.tsx')).DeleteDialog)
const AddDialog = lazily(async () => (await import('./AddDialog.tsx')).AddDialog)

type Dialog = 'save' | 'rename' | 'delete' | 'add' | null

/** What can be done with the exploration that the address holds: keep it under a name, open another, put it on a dashboard. */
export function ViewMenu({ datasource }: { datasource: string }) {
  const exploration = useLocation().search.replace(/^\?/, '')
  const [dialog, setDialog] = useState<Dialog>(null)
  const { query, views, shown, isChanged } = useViews(datasource, exploration)
  const save = useSaveView(() => {})
  const clipboard = useClipboard({ timeout: 1600 })
  const close = () => setDialog(null)
  const link = (to: string) => new URL(to, window.location.origin).href
  const name = shown === null ? 'Views' : isChanged ? `${shown.name} (changed)` : shown.name
  const said = clipboard.copied ? 'Link copied' : save.isError ? 'Not saved' : name
  return (
    <>
      <Menu position="bottom-end" width={270}>
        <Menu.Target>
          <Button
            variant="default"
            size="compact-sm"
            className={styles.button}
            leftSection={<IconBookmark size={14} aria-hidden />}
            rightSection={<IconChevronDown size={14} aria-hidden />}
            aria-label={said === 'Views' ? 'Saved views' : `Saved view: ${said}`}
            title={save.isError ? describeError(save.error).cause : undefined}
          >
            <span className={styles.label}>{said}</span>
          </Button>
        </Menu.Target>
        <Menu.Dropdown className={styles.dropdown}>
          {shown !== null && isChanged && (
            <Menu.Item
              leftSection={<IconDeviceFloppy size={14} />}
              onClick={() => save.mutate({ ...shown, exploration })}
            >
              Save the changes to “{shown.name}”
            </Menu.Item>
          )}
          <Menu.Item leftSection={<IconPlus size={14} />} onClick={() => setDialog('save')}>
            Save as a new view
          </Menu.Item>
          <Menu.Item leftSection={<IconLayoutDashboard size={14} />} onClick={() => setDialog('add')}>
            Add to a dashboard
          </Menu.Item>
          <Menu.Item leftSection={<IconLink size={14} />} onClick={() => clipboard.copy(window.location.href)}>
            Copy the whole link
          </Menu.Item>
          {shown !== null && (
            <>
              <Menu.Divider />
              <Menu.Label>{shown.name}</Menu.Label>
              <Menu.Item
                leftSection={<IconLink size={14} />}
                onClick={() => clipboard.copy(link(paths.view(shown.id)))}
              >
                Copy its short link
              </Menu.Item>
              <Menu.Item leftSection={<IconPencil size={14} />} onClick={() => setDialog('rename')}>
                Rename
              </Menu.Item>
              <Menu.Item leftSection={<IconTrash size={14} />} onClick={() => setDialog('delete')}>
                Delete
              </Menu.Item>
            </>
          )}
          <Menu.Divider />
          <Menu.Label>
            {query.isPending
              ? 'Saved views are on their way'
              : query.isError
                ? 'Saved views could not be read'
                : views.length === 0
                  ? 'No saved view yet'
                  : 'Open'}
          </Menu.Label>
          {views.map((view) => (
            <Menu.Item
              key={view.id}
              component={Link}
              to={paths.exploration(datasource, view.exploration)}
              aria-current={view.id === shown?.id || undefined}
            >
              {view.name}
            </Menu.Item>
          ))}
        </Menu.Dropdown>
      </Menu>
      <Suspense fallback={null}>
        {dialog === 'save' && (
          <SaveDialog
            title="Save as a new view"
            datasource={datasource}
            exploration={exploration}
            view={null}
            views={views}
            onClose={close}
          />
        )}
        {dialog === 'rename' && shown !== null && (
          <SaveDialog
            title={`Rename “${shown.name}”`}
            datasource={datasource}
            exploration={shown.exploration}
            view={shown}
            views={views}
            onClose={close}
          />
        )}
        {dialog === 'delete' && shown !== null && <DeleteDialog view={shown} onClose={close} />}
        {dialog === 'add' && (
          <AddDialog
            datasource={datasource}
            exploration={exploration}
            title={shown?.name ?? datasource}
            onClose={close}
          />
        )}
      </Suspense>
    </>
  )
}
