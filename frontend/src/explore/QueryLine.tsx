import type { Query, Table } from '@nemeton/contract'
import { memo, Suspense, useState } from 'react'
import { formatDuration } from '../format/duration.ts'
import { formatCount } from '../format/number.ts'
import { lazily } from '../ui/lazily.ts'
import styles from './QueryLine.module.css'

const SqlDialog = lazily(async () => (await import('./SqlDialog.tsx')).SqlDialog)

interface QueryLineProps {
  readonly question: Query | null
  readonly table: Table | undefined
  /** Only the greatest were asked for, so that there are more is no news. */
  readonly top?: boolean
  readonly of: string
}

/** What an answer cost, whether it is exact and whole, and the SQL behind it. */
export const QueryLine = memo(function QueryLine({ question, table, top, of }: QueryLineProps) {
  const [opened, setOpened] = useState(false)
  return (
    <div className={styles.line}>
      {question && (
        <button type="button" className={styles.sql} onClick={() => setOpened(true)}>
          SQL<span className="visually-hidden"> of {of}</span>
        </button>
      )}
      {table && (
        <>
          <span>{formatCount(table.rows.length, 'row')}</span>
          <span>{formatDuration(table.elapsedMs)}</span>
          {table.cached && <span>cached</span>}
          {table.approximate.length > 0 && <span title={table.approximate.join(', ')}>approximate</span>}
          {!table.complete && !top && <span>cut at the limit</span>}
        </>
      )}
      {opened && question && (
        <Suspense>
          <SqlDialog question={question} of={of} onClose={() => setOpened(false)} />
        </Suspense>
      )}
    </div>
  )
})
