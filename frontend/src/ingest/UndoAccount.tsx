import type { Ingestion } from '@nemeton/contract'
import { formatCount } from '../format/number.ts'
import styles from './IngestionPanel.module.css'

/** What an undo took out and brought back, and the count that proves it. */
export function UndoAccount({ ingestion }: { ingestion: Ingestion }) {
  const { undoing, status } = ingestion
  if (undoing === null) return null
  const { takesOut, bringsBack, rowsBefore } = undoing
  const done = status === 'queryable'
  return (
    <p className={styles.numbers}>
      <span>
        {done ? 'Took out' : 'To take out:'} <b>{formatCount(takesOut.rows, 'row')}</b>
      </span>
      {bringsBack.segments > 0 && (
        <span>
          {done ? 'Brought back' : 'To bring back:'}{' '}
          <b>
            {bringsBack.rows === null
              ? formatCount(bringsBack.segments, 'segment')
              : formatCount(bringsBack.rows, 'row')}
          </b>
        </span>
      )}
      {done && rowsBefore !== null && (
        <span>
          <b>{formatCount(rowsBefore, 'row')}</b> in its period, as before the load
        </span>
      )}
    </p>
  )
}
