import { Modal, Skeleton } from '@mantine/core'
import type { Query, Table } from '@nemeton/contract'
import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { describeError } from '../api/error.ts'
import { formatDuration } from '../format/duration.ts'
import { formatCount } from '../format/number.ts'
import { CopyText } from '../ui/CopyText.tsx'
import { Notice } from '../ui/Notice.tsx'
import styles from './QueryLine.module.css'
import { askSql } from './queries.ts'

interface QueryLineProps {
  readonly question: Query | null
  readonly table: Table | undefined
  /** Only the greatest were asked for, so that there are more is no news. */
  readonly top?: boolean
  readonly of: string
}

/** What an answer cost, whether it is exact and whole, and the SQL behind it. */
export function QueryLine({ question, table, top, of }: QueryLineProps) {
  const [opened, setOpened] = useState(false)
  return (
    <div className={styles.line}>
      {table && (
        <>
          <span>{formatCount(table.rows.length, 'row')}</span>
          <span>{formatDuration(table.elapsedMs)}</span>
          {table.cached && <span>cached</span>}
          {table.approximate.length > 0 && <span title={table.approximate.join(', ')}>approximate</span>}
          {!table.complete && !top && <span>cut at the limit</span>}
        </>
      )}
      {question && (
        <button type="button" className={styles.sql} onClick={() => setOpened(true)}>
          SQL<span className="visually-hidden"> of {of}</span>
        </button>
      )}
      {opened && question && <SqlDialog question={question} of={of} onClose={() => setOpened(false)} />}
    </div>
  )
}

function SqlDialog({ question, of, onClose }: { question: Query; of: string; onClose: () => void }) {
  const compiled = useQuery({
    queryKey: ['sql', question],
    queryFn: ({ signal }) => askSql(question, signal),
    staleTime: Number.POSITIVE_INFINITY,
  })
  return (
    <Modal opened onClose={onClose} size={720} title={`SQL of ${of}`} closeButtonProps={{ 'aria-label': 'Close' }}>
      {compiled.isPending && <Skeleton height={160} />}
      {compiled.isError && <Notice tone="bad" {...describeError(compiled.error)} />}
      {compiled.data && (
        <>
          <pre className={styles.pre}>{compiled.data.sql}</pre>
          {compiled.data.parameters.length > 0 && (
            <pre className={styles.pre}>
              {compiled.data.parameters.map(({ type, value }, index) => `${index + 1}  ${type}  ${value}`).join('\n')}
            </pre>
          )}
          <CopyText text={compiled.data.sql} shown="Copy the SQL" label="Copy the SQL" />
        </>
      )}
    </Modal>
  )
}
