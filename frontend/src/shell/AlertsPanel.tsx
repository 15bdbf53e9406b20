import type { StateChange } from '@nemeton/contract'
import { type RefObject, useEffect, useRef } from 'react'
import { Link } from 'react-router'
import { describeError } from '../api/error.ts'
import { Ago } from '../format/Ago.tsx'
import { SeverityTag } from '../format/SeverityTag.tsx'
import { paths } from '../paths.ts'
import styles from './AlertsPanel.module.css'

interface AlertsPanelProps {
  readonly alerts: readonly StateChange[]
  readonly unread: readonly StateChange[]
  readonly error: Error | null
  /** What it belongs to: the keyboard goes back there. */
  readonly button: RefObject<HTMLButtonElement | null>
  readonly onClose: () => void
}

/** The last checks that turned bad or well again. */
export function AlertsPanel({ alerts, unread, error, button, onClose }: AlertsPanelProps) {
  const panel = useRef<HTMLElement>(null)
  const close = useRef(onClose)
  close.current = onClose
  useEffect(() => {
    panel.current?.focus()
    const onPointerDown = ({ target }: PointerEvent) => {
      const isInside = [panel.current, button.current].some((element) => element?.contains(target as Node))
      if (!isInside) close.current()
    }
    const onKeyDown = (event: KeyboardEvent) => {
      if (event.key !== 'Escape') return
      close.current()
      button.current?.focus()
    }
    document.addEventListener('pointerdown', onPointerDown)
    document.addEventListener('keydown', onKeyDown)
    return () => {
      document.removeEventListener('pointerdown', onPointerDown)
      document.removeEventListener('keydown', onKeyDown)
    }
  }, [button])
  return (
    <section ref={panel} className={styles.panel} role="dialog" aria-label="Alerts" tabIndex={-1}>
      <h2 className={styles.title}>Checks that turned</h2>
      {error ? (
        <p className={styles.none}>{describeError(error).cause}</p>
      ) : alerts.length === 0 ? (
        <p className={styles.none}>No check has turned bad, or well again.</p>
      ) : (
        <ol className={styles.list}>
          {alerts.map((alert) => (
            <li key={alert.id}>
              <Link
                to={paths.health(alert.subject)}
                className={styles.alert}
                data-unread={unread.includes(alert)}
                onClick={onClose}
              >
                <SeverityTag severity={alert.severity} />
                <span className={styles.when}>
                  <Ago at={alert.at} />
                </span>
                <span className={styles.sentence}>
                  {unread.includes(alert) && <span className="visually-hidden">new: </span>}
                  {alert.sentence}
                </span>
              </Link>
            </li>
          ))}
        </ol>
      )}
      <Link to={paths.health()} className={styles.all} onClick={onClose}>
        See Health
      </Link>
    </section>
  )
}
