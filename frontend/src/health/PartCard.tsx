import type { Part } from '@nemeton/contract'
import {
  IconBucket,
  IconCrown,
  IconDatabase,
  IconRoute,
  IconServer2,
  IconTopologyStar3,
  type Icon as TablerIcon,
} from '@tabler/icons-react'
import { formatDuration, formatLasting } from '../format/duration.ts'
import { formatInstant } from '../format/instant.ts'
import { Meter } from '../ui/Meter.tsx'
import { Tag, type Tone } from '../ui/Tag.tsx'
import styles from './PartsPanel.module.css'
import { capacityWords, placeOf, type Role, roleNames } from './parts.ts'
import { useAddress } from './use-address.ts'

const icons: Partial<Readonly<Record<Role, TablerIcon>>> = {
  service: IconServer2,
  postgresql: IconDatabase,
  objectStore: IconBucket,
  zookeeper: IconRoute,
}
const tones: Readonly<Record<Part['state'], Tone>> = { up: 'good', down: 'bad', unknown: 'unknown' }

export function PartCard({ part, now }: { part: Part; now: number }) {
  const { zone } = useAddress()
  const { role, state, since, leader, tier, version, startedAt, latencyMs, capacity, message } = part
  const Icon = icons[role] ?? IconTopologyStar3
  const place = placeOf(part)
  return (
    <li className={styles.part} data-state={state}>
      <Icon size={18} aria-hidden />
      <span className={styles.name}>{roleNames[role]}</span>
      <span className={styles.tags}>
        {leader && (
          <span className={styles.leader}>
            <IconCrown size={13} aria-hidden /> leads
          </span>
        )}
        <Tag tone={tones[state]}>{state}</Tag>
      </span>
      {place && <p className={styles.place}>{place}</p>}
      <p className={styles.facts}>
        {state !== 'up' && (
          <span title={formatInstant(Date.parse(since), zone)}>
            {state} for {formatLasting(now - Date.parse(since))}
          </span>
        )}
        {latencyMs !== null && (
          <span>
            {role === 'service' ? `event loop ${formatLatency(latencyMs)}` : `answers in ${formatLatency(latencyMs)}`}
          </span>
        )}
        {version && <span>{version}</span>}
        {startedAt && (
          <span title={`started ${formatInstant(Date.parse(startedAt), zone)}`}>
            up {formatLasting(now - Date.parse(startedAt))}
          </span>
        )}
        {tier && <span>tier {tier}</span>}
        {leader === false && <span>stands by</span>}
      </p>
      {capacity && capacity.most > 0 && (
        <div className={styles.capacity}>
          <Meter
            share={capacity.used / capacity.most}
            words={capacityWords(capacity)}
            calm={capacity.unit === 'slots'}
          />
        </div>
      )}
      {message && <p className={styles.message}>{message}</p>}
    </li>
  )
}

const formatLatency = (ms: number): string => (ms < 10 ? `${ms.toFixed(1)} ms` : formatDuration(ms))
