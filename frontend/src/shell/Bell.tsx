import { listStateChanges, type StateChange } from '@nemeton/contract'
import { IconBell, IconBellRinging } from '@tabler/icons-react'
import { useQuery } from '@tanstack/react-query'
import { useEffect, useRef, useState } from 'react'
import { call } from '../api/call.ts'
import { formatCount } from '../format/number.ts'
import { AlertsPanel } from './AlertsPanel.tsx'
import { isAlert, readSeen, unreadOf, worstOf, writeSeen } from './alerts.ts'
import styles from './Shell.module.css'

const most = 20
const none: readonly StateChange[] = []

/** Rings when a check turned bad or well again since somebody looked. One call every half a minute, none in a hidden tab. */
export function Bell() {
  const [isOpen, setOpen] = useState(false)
  const [seenAt, setSeenAt] = useState(readSeen)
  const button = useRef<HTMLButtonElement>(null)
  const alerts = useQuery({
    queryKey: ['alerts'],
    queryFn: ({ signal }) => call(listStateChanges, { query: { kind: 'check', limit: most }, signal }),
    refetchInterval: 30_000,
    retry: false,
  })
  const changes = alerts.data?.items ?? none
  const items = changes.filter(isAlert)
  const unread = unreadOf(items, seenAt)
  const newest = changes[0]?.at
  useEffect(() => {
    // what was so before the first visit is no news
    if (newest === undefined || readSeen() !== null) return
    writeSeen(newest)
    setSeenAt(newest)
  }, [newest])
  const close = () => {
    setOpen(false)
    if (newest === undefined) return
    writeSeen(newest)
    setSeenAt(newest)
  }
  const words =
    unread.length === 0 ? '' : `${unread.length === most ? 'at least ' : ''}${formatCount(unread.length, 'new alert')}`
  const Icon = unread.length > 0 ? IconBellRinging : IconBell
  return (
    <>
      <button
        ref={button}
        type="button"
        className={styles.tool}
        title="Alerts"
        aria-haspopup="dialog"
        aria-expanded={isOpen}
        onClick={() => (isOpen ? close() : setOpen(true))}
      >
        <Icon size={18} stroke={1.8} className={styles.icon} aria-hidden />
        <span className={styles.label}>Alerts</span>
        {unread.length > 0 && (
          <span className={styles.badge} data-severity={worstOf(unread)}>
            {unread.length}
            <span className="visually-hidden"> {unread.length === 1 ? 'new alert' : 'new alerts'}</span>
          </span>
        )}
      </button>
      <span className="visually-hidden" aria-live="polite">
        {words}
      </span>
      {isOpen && (
        <AlertsPanel
          alerts={items}
          unread={unread}
          error={alerts.data ? null : alerts.error}
          button={button}
          onClose={close}
        />
      )}
    </>
  )
}
