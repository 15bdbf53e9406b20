import {
  IconActivityHeartbeat,
  IconBell,
  IconChartAreaLine,
  IconDatabase,
  IconKeyboard,
  IconLayoutDashboard,
  IconSearch,
  IconTerminal2,
  IconUpload,
  type Icon as TablerIcon,
} from '@tabler/icons-react'
import { Suspense, useEffect, useRef, useState } from 'react'
import { Link, NavLink, Outlet, useLocation, useNavigate } from 'react-router'
import { useTransferList } from '../api/TransfersProvider.tsx'
import { isOpen } from '../api/transfers.ts'
import { paths } from '../paths.ts'
import { Arriving, codeOf, fetchAhead } from '../ui/Arriving.tsx'
import { later } from '../ui/later.ts'
import { lazily } from '../ui/lazily.ts'
import { sleep } from '../ui/sleep.ts'
import { ColorSchemeButton } from './ColorSchemeButton.tsx'
import { Offline } from './Offline.tsx'
import styles from './Shell.module.css'
import { useShortcuts } from './use-shortcuts.ts'

/** What somebody came for goes first. */
const bellAfterMs = 2500
const fetchBell = later(async () => (await import('./Bell.tsx')).Bell)
const Bell = lazily(async () => {
  await sleep(bellAfterMs)
  return fetchBell()
})
/** Here before somebody calls it: what is typed right after would be lost. */
const palette = codeOf(later(async () => (await import('./Palette.tsx')).Palette))
const Shortcuts = lazily(async () => (await import('./Shortcuts.tsx')).Shortcuts)

const pages = [
  { name: 'Ingest', to: paths.ingest(), icon: IconUpload },
  { name: 'Explore', to: paths.explore(), icon: IconChartAreaLine },
  { name: 'Dashboards', to: paths.dashboards(), icon: IconLayoutDashboard },
  { name: 'Datasources', to: paths.datasources(), icon: IconDatabase },
  { name: 'SQL', to: paths.sql(), icon: IconTerminal2 },
  { name: 'Health', to: paths.health(), icon: IconActivityHeartbeat },
] as const

type Dialog = 'palette' | 'shortcuts' | null

/** The rail, the page, and what is reachable from everywhere. */
export function Shell() {
  const [dialog, setDialog] = useState<Dialog>(null)
  const navigate = useNavigate()
  const sending = useTransferList().filter(isOpen).length
  useShortcuts({
    'mod+k': () => setDialog('palette'),
    '?': () => setDialog('shortcuts'),
    'g i': () => navigate(paths.ingest()),
    'g e': () => navigate(paths.explore()),
    'g b': () => navigate(paths.dashboards()),
    'g d': () => navigate(paths.datasources()),
    'g s': () => navigate(paths.sql()),
    'g h': () => navigate(paths.health()),
  })
  const close = () => setDialog(null)
  useEffect(() => fetchAhead(palette), [])
  return (
    <div className={styles.shell}>
      <a className={styles.skip} href="#main">
        Skip to the page
      </a>
      <nav className={styles.rail} aria-label="Main">
        <Link to={paths.ingest()} className={styles.brand} aria-label="Nemeton, to the start">
          <img src="/icon.svg" alt="" width={24} height={24} />
          <span className={styles.name}>Nemeton</span>
        </Link>
        <ul className={styles.links}>
          {pages.map((page) => (
            <li key={page.name} style={{ display: 'flex', flex: 1 }}>
              <PageLink {...page} badge={page.name === 'Ingest' ? sending : 0} />
            </li>
          ))}
        </ul>
        <div className={styles.tools}>
          <Tool icon={IconSearch} label="Find" shortcut={`${modifier} K`} onPress={() => setDialog('palette')} />
          <Suspense fallback={<BellToCome />}>
            <Bell />
          </Suspense>
          <Tool
            icon={IconKeyboard}
            label="Shortcuts"
            shortcut="?"
            onPress={() => setDialog('shortcuts')}
            className={styles.shortcuts}
          />
          <ColorSchemeButton className={styles.tool} labelClassName={styles.label} />
        </div>
      </nav>
      <Main />
      <Offline />
      {dialog === 'palette' && <Arriving code={palette} waiting={null} props={{ onClose: close }} />}
      <Suspense fallback={null}>{dialog === 'shortcuts' && <Shortcuts onClose={close} />}</Suspense>
    </div>
  )
}

const modifier = /Mac|iPhone|iPad/.test(navigator.userAgent) ? '⌘' : 'Ctrl'

function PageLink({ name, to, icon: Icon, badge }: { name: string; to: string; icon: TablerIcon; badge: number }) {
  return (
    <NavLink to={to} className={styles.link ?? ''} title={name}>
      <Icon size={18} stroke={1.8} className={styles.icon} aria-hidden />
      <span className={styles.label}>{name}</span>
      <span className="visually-hidden">{name}</span>
      {badge > 0 && (
        <span className={styles.badge}>
          {badge}
          <span className="visually-hidden"> {badge === 1 ? 'file' : 'files'} on the way</span>
        </span>
      )}
    </NavLink>
  )
}

interface ToolProps {
  readonly icon: TablerIcon
  readonly label: string
  readonly shortcut: string
  readonly onPress: () => void
  readonly className?: string
}

function Tool({ icon: Icon, label, shortcut, onPress, className }: ToolProps) {
  return (
    <button
      type="button"
      className={`${styles.tool} ${className ?? ''}`}
      onClick={onPress}
      title={`${label} (${shortcut})`}
    >
      <Icon size={18} stroke={1.8} className={styles.icon} aria-hidden />
      <span className={styles.label}>{label}</span>
      <kbd className={styles.key} aria-hidden>
        {shortcut}
      </kbd>
    </button>
  )
}

/** What stands there until the bell's code has come, which no page waits for. */
const BellToCome = () => (
  <span className={styles.tool} aria-hidden>
    <IconBell size={18} stroke={1.8} className={styles.icon} />
    <span className={styles.label}>Alerts</span>
  </span>
)

/** A new page starts at its top, and a screen reader starts reading there. */
function Main() {
  const { pathname } = useLocation()
  const main = useRef<HTMLElement>(null)
  const shown = useRef(pathname)
  useEffect(() => {
    if (shown.current === pathname) return
    shown.current = pathname
    window.scrollTo(0, 0)
    main.current?.focus({ preventScroll: true })
  }, [pathname])
  return (
    <main id="main" ref={main} className={styles.main} tabIndex={-1}>
      <Outlet />
    </main>
  )
}
