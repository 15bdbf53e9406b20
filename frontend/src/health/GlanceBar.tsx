import { Skeleton } from '@mantine/core'
import type { Diagnostics, Severity } from '@nemeton/contract'
import {
  IconAlertTriangle,
  IconCircleCheck,
  IconCircleX,
  IconHelpCircle,
  IconInfoCircle,
  type Icon as TablerIcon,
} from '@tabler/icons-react'
import type { UseQueryResult } from '@tanstack/react-query'
import { Link } from 'react-router'
import { isUnreachable } from '../api/error.ts'
import { formatLasting } from '../format/duration.ts'
import { Instant } from '../format/Instant.tsx'
import { severityWords } from '../format/severity.ts'
import { useNow } from '../ui/use-now.ts'
import { printAddress } from './address.ts'
import styles from './GlanceBar.module.css'
import { type Glance, glanceOf } from './glance.ts'
import { useAddress } from './use-address.ts'

const icons: Readonly<Record<Severity, TablerIcon>> = {
  ok: IconCircleCheck,
  info: IconInfoCircle,
  warning: IconAlertTriangle,
  critical: IconCircleX,
  unknown: IconHelpCircle,
}

/** One line: is it all right, and if not what and since when. Read out when that changes, not when it is asked again. */
export function GlanceBar({ diagnostics: { data, isPending, error } }: { diagnostics: UseQueryResult<Diagnostics> }) {
  const now = useNow(1000)
  if (isPending) return <Skeleton height={66} />
  const glance = error && !isUnreachable(error) ? failed : glanceOf(error ? null : (data ?? null), now)
  const Icon = icons[glance.severity]
  return (
    <section className={styles.glance} data-severity={glance.severity} aria-label="At a glance">
      <Icon size={28} className={styles.icon} aria-hidden />
      <div className={styles.words}>
        <p className={styles.sentence}>
          {glance.severity !== 'ok' && <span className={styles.severity}>{severityWords[glance.severity]}</span>}
          {glance.sentence}
        </p>
        <p className={styles.more}>
          <More glance={glance} now={now} />
        </p>
      </div>
      <p className="visually-hidden" aria-live="polite">
        {glance.spoken}
      </p>
    </section>
  )
}

const failed: Glance = {
  severity: 'unknown',
  sentence: 'The checks could not be read.',
  since: null,
  more: 'Why, the panel of the checks says.',
  check: null,
  spoken: 'The checks could not be read.',
}

function More({ glance: { check, since, more }, now }: { glance: Glance; now: number }) {
  const address = useAddress()
  if (check === null) return more
  const opened = [...new Set([...address.opened, check.check])]
  return (
    <>
      {since && (
        <span>
          for {formatLasting(now - Date.parse(since))}, since <Instant at={since} zone={address.zone} />
        </span>
      )}
      <Link
        to={{ search: printAddress({ ...address, opened }).toString(), hash: `#check-${check.check}` }}
        preventScrollReset
      >
        {check.title}: evidence and remedy
      </Link>
      {more !== '' && <span>{more}</span>}
    </>
  )
}
