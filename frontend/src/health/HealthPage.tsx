import { Skeleton } from '@mantine/core'
import type { getHealth, PartHealth } from '@nemeton/contract'
import {
  IconAlertTriangle,
  IconBucket,
  IconCircleCheck,
  IconCircleX,
  IconDatabase,
  IconDeviceDesktop,
  IconServer2,
  IconTopologyStar3,
} from '@tabler/icons-react'
import { useQuery } from '@tanstack/react-query'
import type { ReactNode } from 'react'
import type { z } from 'zod'
import { describeError, isUnreachable } from '../api/error.ts'
import { formatDuration } from '../format/duration.ts'
import { Notice } from '../ui/Notice.tsx'
import { Page } from '../ui/Page.tsx'
import { Tag, type Tone } from '../ui/Tag.tsx'
import { useNow } from '../ui/use-now.ts'
import { DruidPanel } from './DruidPanel.tsx'
import styles from './HealthPage.module.css'
import { HousekeepingPanel } from './HousekeepingPanel.tsx'
import { healthQuery } from './queries.ts'

type Health = z.infer<typeof getHealth.result>

/** Is it all right; if not, what and since when. */
export function HealthPage() {
  const health = useQuery(healthQuery)
  const silent = health.isError
  return (
    <Page title="Health" sub={<Freshness at={health.dataUpdatedAt} />}>
      {health.isPending ? (
        <Skeleton height={56} />
      ) : (
        <Glance health={health.data ?? null} silent={silent && isUnreachable(health.error)} />
      )}
      {silent && !isUnreachable(health.error) && <Notice tone="bad" {...describeError(health.error)} />}
      {health.data && <PartsMap health={health.data} silent={silent} />}
      <DruidPanel />
      <HousekeepingPanel />
    </Page>
  )
}

function Freshness({ at }: { at: number }) {
  const now = useNow(1000)
  if (at === 0) return null
  const seconds = Math.max(0, Math.floor((now - at) / 1000))
  return <span>asked {seconds === 0 ? 'just now' : `${seconds} s ago`}, every 5 s</span>
}

function Glance({ health, silent }: { health: Health | null; silent: boolean }) {
  const now = useNow(5000)
  const status = silent || !health ? 'down' : health.status
  const Icon = status === 'ok' ? IconCircleCheck : status === 'degraded' ? IconAlertTriangle : IconCircleX
  const color = status === 'ok' ? 'var(--n-good)' : status === 'degraded' ? 'var(--n-warn)' : 'var(--n-bad)'
  return (
    <section className={styles.glance} data-status={status} aria-live="polite" aria-label="At a glance">
      <Icon size={28} color={color} aria-hidden />
      <div>
        <p className={styles.sentence}>{sentence(health, silent, now)}</p>
        {health && !silent && (
          <p>
            Nemeton {health.version}, up {formatDuration(now - Date.parse(health.startedAt))}
          </p>
        )}
        {silent && <p>This page asks again every five seconds.</p>}
      </div>
    </section>
  )
}

function sentence(health: Health | null, silent: boolean, now: number): string {
  if (silent || !health) return 'The service does not answer.'
  const down = health.parts.filter((part) => part.state === 'down')
  const first = down[0]
  if (!first) return health.status === 'ok' ? 'Everything is up.' : 'Some parts have not answered yet.'
  const since = formatDuration(now - Date.parse(first.since))
  return down.length === 1
    ? `${nameOf(first)} has been down for ${since}.`
    : `${down.map(nameOf).join(' and ')} are down, ${nameOf(first)} for ${since}.`
}

/** Browser, service, and what the service leans on. */
function PartsMap({ health, silent }: { health: Health; silent: boolean }) {
  const service = health.parts.find((part) => part.kind === 'service')
  const rest = health.parts.filter((part) => part.kind !== 'service')
  const browser: ReactNode = (
    <div className={styles.part} data-state="up">
      <IconDeviceDesktop size={18} aria-hidden />
      <span className={styles.name}>This browser</span>
      <Tag tone="good">here</Tag>
    </div>
  )
  return (
    <section className={styles.map} aria-label="Parts" style={{ opacity: silent ? 0.55 : 1 }}>
      {browser}
      <div className={styles.wire} />
      {service ? <Part part={service} /> : <ServicePart health={health} silent={silent} />}
      <div className={styles.wire} />
      <div className={styles.stack}>
        {rest.map((part) => (
          <Part key={part.name} part={part} />
        ))}
      </div>
    </section>
  )
}

function ServicePart({ health, silent }: { health: Health; silent: boolean }) {
  return (
    <div className={styles.part} data-state={silent ? 'down' : 'up'}>
      <IconServer2 size={18} aria-hidden />
      <span className={styles.name}>Nemeton</span>
      <Tag tone={silent ? 'bad' : 'good'}>{silent ? 'down' : 'up'}</Tag>
      <div className={styles.facts}>version {health.version}</div>
    </div>
  )
}

const names = { service: 'Nemeton', database: 'PostgreSQL', objectStore: 'Object store', druid: 'Druid' }
const nameOf = (part: PartHealth): string => names[part.kind]
const icons = { service: IconServer2, database: IconDatabase, objectStore: IconBucket, druid: IconTopologyStar3 }
const tones: Readonly<Record<PartHealth['state'], Tone>> = { up: 'good', down: 'bad', unknown: 'quiet' }

function Part({ part }: { part: PartHealth }) {
  const now = useNow(5000)
  const Icon = icons[part.kind]
  return (
    <div className={styles.part} data-state={part.state}>
      <Icon size={18} aria-hidden />
      <span className={styles.name}>{nameOf(part)}</span>
      <Tag tone={tones[part.state]}>{part.state}</Tag>
      <div className={styles.facts}>
        {part.version && <span>version {part.version}</span>}
        {part.latencyMs !== null && part.kind !== 'service' && <span>answers in {formatLatency(part.latencyMs)}</span>}
        <span>
          {part.state} for {formatDuration(now - Date.parse(part.since))}
        </span>
      </div>
      {part.message && <p className={styles.message}>{part.message}</p>}
    </div>
  )
}

const formatLatency = (ms: number): string => (ms < 10 ? `${ms.toFixed(1)} ms` : formatDuration(ms))
