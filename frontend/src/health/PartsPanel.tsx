import { IconDeviceDesktop } from '@tabler/icons-react'
import { useQuery } from '@tanstack/react-query'
import { Fragment } from 'react'
import { formatDuration } from '../format/duration.ts'
import { Empty } from '../ui/Empty.tsx'
import { Tag } from '../ui/Tag.tsx'
import { useNow } from '../ui/use-now.ts'
import { Extensions } from './Extensions.tsx'
import { PartCard } from './PartCard.tsx'
import styles from './PartsPanel.module.css'
import { PolledPanel } from './PolledPanel.tsx'
import { layersOf } from './parts.ts'
import { topologyQuery } from './queries.ts'

/** From this browser down to Druid's servers, layer by layer. */
export function PartsPanel() {
  const topology = useQuery(topologyQuery)
  const now = useNow(5000)
  return (
    <PolledPanel title="Parts" anchor="parts" query={topology} height={420} foot={<Extensions />}>
      {({ parts, roundTripMs }) => (
        <div className={styles.map}>
          <div className={styles.part} data-state="up">
            <IconDeviceDesktop size={18} aria-hidden />
            <span className={styles.name}>This browser</span>
            <Tag tone="good">here</Tag>
            <p className={styles.facts}>hears from the service in {formatDuration(roundTripMs)}</p>
          </div>
          {parts.length === 0 && (
            <Empty title="No part has been looked at yet">The first look comes within a moment.</Empty>
          )}
          {layersOf(parts).map(({ title, parts: own }) => (
            <Fragment key={title}>
              <div className={styles.wire} />
              <section aria-label={title}>
                <h3 className={styles.layer}>{title}</h3>
                <ul className={styles.parts}>
                  {own.map((part) => (
                    <PartCard key={part.id} part={part} now={now} />
                  ))}
                </ul>
              </section>
            </Fragment>
          ))}
        </div>
      )}
    </PolledPanel>
  )
}
