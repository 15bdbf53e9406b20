import type { Datasource } from '@nemeton/contract'
import type { ReactNode } from 'react'
import { Ago } from '../format/Ago.tsx'
import { Availability } from '../format/Availability.tsx'
import { formatBytes } from '../format/bytes.ts'
import { formatInterval } from '../format/interval.ts'
import { formatNumber } from '../format/number.ts'
import styles from './DatasourcePage.module.css'

export function Facts({ datasource }: { datasource: Datasource }) {
  const { rows, bytes, segments, availability, interval, lastIngestion } = datasource
  const facts: readonly (readonly [string, ReactNode])[] = [
    ['Rows', formatNumber(rows)],
    ['Size', formatBytes(bytes)],
    ['Segments', formatNumber(segments)],
    ['Available', <Availability key="available" percent={availability} />],
    ['Time chunks, UTC', formatInterval(interval)],
    ['Last load', lastIngestion ? <Ago key="last" at={lastIngestion.at} /> : '–'],
  ]
  return (
    <dl className={styles.facts} aria-label="Figures">
      {facts.map(([title, value]) => (
        <div key={title} className={styles.fact}>
          <dt>{title}</dt>
          <dd>{value}</dd>
        </div>
      ))}
    </dl>
  )
}
