import { Skeleton } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { describeError } from '../api/error.ts'
import { Failed } from '../ui/Failed.tsx'
import styles from './PartsPanel.module.css'
import { druidQuery } from './queries.ts'

/** What Druid has loaded, asked for when somebody wants to know. */
export function Extensions() {
  const [isOpen, setOpen] = useState(false)
  const druid = useQuery({ ...druidQuery, enabled: isOpen })
  return (
    <details className={styles.more} onToggle={(event) => setOpen(event.currentTarget.open)}>
      <summary>Druid’s extensions</summary>
      {druid.data ? (
        <ul className={styles.extensions}>
          {druid.data.extensions.map((name) => (
            <li key={name}>{name}</li>
          ))}
          {druid.data.extensions.length === 0 && <li>{druid.data.message ?? 'none loaded'}</li>}
        </ul>
      ) : druid.isError ? (
        <Failed {...describeError(druid.error)} onRetry={() => void druid.refetch()} />
      ) : (
        <Skeleton height={32} />
      )}
    </details>
  )
}
