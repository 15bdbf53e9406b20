import { Kbd, Switch } from '@mantine/core'
import { Fragment, useState } from 'react'
import { Dialog } from '../ui/Dialog.tsx'
import styles from './Shortcuts.module.css'
import { setSingleKeys, singleKeysOn } from './use-shortcuts.ts'

const shortcuts: readonly { readonly keys: readonly string[]; readonly does: string }[] = [
  { keys: ['Ctrl/⌘', 'K'], does: 'Find a page, a datasource, a saved view or a dashboard' },
  { keys: ['?'], does: 'Show these shortcuts' },
  { keys: ['g', 'i'], does: 'Go to Ingest' },
  { keys: ['g', 'e'], does: 'Go to Explore' },
  { keys: ['g', 'b'], does: 'Go to Dashboards' },
  { keys: ['g', 'd'], does: 'Go to Datasources' },
  { keys: ['g', 's'], does: 'Go to SQL' },
  { keys: ['g', 'h'], does: 'Go to Health' },
  { keys: ['Enter'], does: 'On a top value: filter by it; again: take the filter away' },
  { keys: ['Shift', 'Enter'], does: 'On a top value: exclude it (Shift and click does the same)' },
  { keys: ['←', '→'], does: 'On the time chart: read one bucket after the other' },
  { keys: ['Shift', '←', '→'], does: 'On the time chart: mark a range; Enter zooms into it' },
  { keys: ['Ctrl/⌘', 'Enter'], does: 'In the SQL editor: run the statement, or what is marked of it' },
  { keys: ['Shift', '↓'], does: 'In a table of rows: mark cells; Ctrl/⌘ C copies them' },
  { keys: ['Alt', '→'], does: 'In a table of rows: widen the column; Enter on its head opens its menu' },
  { keys: ['Esc'], does: 'Close a dialog or a menu' },
]

export function Shortcuts({ onClose }: { onClose: () => void }) {
  const [single, setSingle] = useState(singleKeysOn)
  return (
    <Dialog onClose={onClose} title="Keyboard shortcuts" size={480}>
      <dl className={styles.list}>
        {shortcuts.map(({ keys, does }) => (
          <Fragment key={does}>
            <dt className={styles.keys}>
              {keys.map((key) => (
                <Kbd key={key} size="xs">
                  {key}
                </Kbd>
              ))}
            </dt>
            <dd>{does}</dd>
          </Fragment>
        ))}
      </dl>
      <Switch
        label="Shortcuts of single keys"
        checked={single}
        onChange={(event) => {
          setSingleKeys(event.currentTarget.checked)
          setSingle(event.currentTarget.checked)
        }}
      />
    </Dialog>
  )
}
