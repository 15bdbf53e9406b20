import { TextInput } from '@mantine/core'
import {
  IconActivityHeartbeat,
  IconBookmark,
  IconChartAreaLine,
  IconDatabase,
  IconLayoutDashboard,
  IconSearch,
  IconTerminal2,
  IconUpload,
  type Icon as TablerIcon,
} from '@tabler/icons-react'
import { useQuery } from '@tanstack/react-query'
import { type KeyboardEvent, useRef, useState } from 'react'
import { Link, useNavigate } from 'react-router'
import { dashboardsQuery } from '../api/dashboards.ts'
import { datasourcesQuery } from '../api/datasources.ts'
import { viewsQuery } from '../api/views.ts'
import { formatCount } from '../format/number.ts'
import { paths } from '../paths.ts'
import { classes } from '../ui/classes.ts'
import { Dialog } from '../ui/Dialog.tsx'
import styles from './Palette.module.css'

const groups = ['Datasources', 'Saved views', 'Dashboards', 'Pages'] as const

interface Entry {
  readonly group: (typeof groups)[number]
  readonly name: string
  readonly to: string
  readonly icon: TablerIcon
  readonly note?: string
}

const pages: readonly Entry[] = [
  { group: 'Pages', name: 'Ingest: load a file', to: paths.ingest(), icon: IconUpload },
  { group: 'Pages', name: 'Explore: slice a datasource', to: paths.explore(), icon: IconChartAreaLine },
  {
    group: 'Pages',
    name: 'Datasources: what there is, how long it stays',
    to: paths.datasources(),
    icon: IconDatabase,
  },
  {
    group: 'Pages',
    name: 'Dashboards: several explorations side by side',
    to: paths.dashboards(),
    icon: IconLayoutDashboard,
  },
  { group: 'Pages', name: 'SQL: ask Druid in its own words', to: paths.sql(), icon: IconTerminal2 },
  { group: 'Pages', name: 'Health: what is up and what is not', to: paths.health(), icon: IconActivityHeartbeat },
]

/** Type a part of a name, press Enter. */
export function Palette({ onClose }: { onClose: () => void }) {
  const [text, setText] = useState('')
  const navigate = useNavigate()
  const list = useRef<HTMLDivElement>(null)
  const datasources = useQuery(datasourcesQuery)
  const views = useQuery(viewsQuery)
  const dashboards = useQuery(dashboardsQuery)
  const entries: readonly Entry[] = [
    ...(datasources.data?.items ?? []).map((datasource) => ({
      group: 'Datasources' as const,
      name: datasource.name,
      to: paths.exploration(datasource.name),
      icon: IconDatabase,
      note: formatCount(datasource.rows, 'row'),
    })),
    ...(views.data ?? []).map((view) => ({
      group: 'Saved views' as const,
      name: view.name,
      to: paths.view(view.id),
      icon: IconBookmark,
      note: view.datasource,
    })),
    ...(dashboards.data ?? []).map((dashboard) => ({
      group: 'Dashboards' as const,
      name: dashboard.name,
      to: paths.dashboard(dashboard.id),
      icon: IconLayoutDashboard,
      note: formatCount(dashboard.tiles.length, 'tile'),
    })),
    ...pages,
  ].filter((entry) => matches(entry.name, text))

  const go = (to: string) => {
    onClose()
    navigate(to)
  }
  const onKeyDown = (event: KeyboardEvent) => {
    const step = event.key === 'ArrowDown' ? 1 : event.key === 'ArrowUp' ? -1 : 0
    if (step === 0) return
    event.preventDefault()
    const links = [...(list.current?.querySelectorAll('a') ?? [])]
    const at = links.indexOf(document.activeElement as HTMLAnchorElement)
    links[(at + step + links.length) % links.length]?.focus()
  }
  return (
    <Dialog onClose={onClose} withCloseButton={false} size={560} padding="sm" yOffset="12vh" onKeyDown={onKeyDown}>
      <TextInput
        size="sm"
        data-autofocus
        // at once, for the next key may be there before a timer
        autoFocus
        aria-label="Find a page, a datasource, a saved view or a dashboard"
        placeholder="Find a page, a datasource, a saved view or a dashboard"
        leftSection={<IconSearch size={16} aria-hidden />}
        value={text}
        onChange={(event) => setText(event.currentTarget.value)}
        onKeyDown={(event) => {
          if (event.key === 'Enter' && entries[0]) go(entries[0].to)
        }}
      />
      <div className={styles.list} ref={list}>
        {groups.map((group) => (
          <Group key={group} name={group} entries={entries} onGo={onClose} />
        ))}
        {entries.length === 0 && <p className={styles.none}>Nothing is called “{text}”.</p>}
      </div>
    </Dialog>
  )
}

function Group({ name, entries, onGo }: { name: Entry['group']; entries: readonly Entry[]; onGo: () => void }) {
  const mine = entries.filter((entry) => entry.group === name)
  if (mine.length === 0) return null
  return (
    <>
      <p className={styles.group}>{name}</p>
      <ul>
        {mine.map((entry) => (
          <li key={entry.to}>
            <Link to={entry.to} className={classes(styles.entry, entry === entries[0] && styles.first)} onClick={onGo}>
              <entry.icon size={16} stroke={1.8} aria-hidden />
              <span>{entry.name}</span>
              {entry.note && <span className={styles.note}>{entry.note}</span>}
            </Link>
          </li>
        ))}
      </ul>
    </>
  )
}

/** Every word of the search stands somewhere in the name. */
function matches(name: string, text: string): boolean {
  const low = name.toLowerCase()
  return text
    .toLowerCase()
    .split(/\s+/)
    .every((word) => low.includes(word))
}
