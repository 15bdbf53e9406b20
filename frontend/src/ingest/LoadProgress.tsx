import { Progress } from '@mantine/core'
import type { Ingestion } from '@nemeton/contract'
import { formatBytes } from '../format/bytes.ts'
import { formatDuration } from '../format/duration.ts'
import { formatNumber, formatPlace, formatShare } from '../format/number.ts'
import styles from './IngestionPanel.module.css'

/** How far a run is, how fast, and what it waits for. */
export function LoadProgress({ ingestion }: { ingestion: Ingestion }) {
  const { progress, rowsPerSecond, etaMs, queuePosition, read, rows, waitingFor } = ingestion
  return (
    <div>
      <Progress value={progress * 100} size={6} aria-label={`Load: ${formatShare(progress)}`} />
      <p className={styles.numbers} style={{ marginTop: 6 }}>
        <span>{formatShare(progress)}</span>
        {queuePosition !== null && <span>{formatPlace(queuePosition)} in line</span>}
        {read !== null && (
          <span>
            <b>{formatNumber(read.rows)}</b> of {formatNumber(rows.inFile - rows.rejected)} rows
          </span>
        )}
        {read !== null && read.bytes > 0 && (
          <span>
            {formatBytes(read.bytes)}
            {read.totalBytes !== null && <> of {formatBytes(read.totalBytes)}</>}
          </span>
        )}
        {rowsPerSecond !== null && (
          <span>
            <b>{formatNumber(rowsPerSecond)}</b> rows/s
          </span>
        )}
        {etaMs !== null && <span>about {formatDuration(etaMs)} left</span>}
      </p>
      {waitingFor && (
        <p role="status" style={{ marginTop: 6 }} data-testid="waiting-for">
          {waitingFor.message}
        </p>
      )}
    </div>
  )
}
