import type { Profile, Upload } from '@nemeton/contract'
import type { Transfer } from '../api/transfers.ts'
import { formatBytes } from '../format/bytes.ts'
import { formatCount } from '../format/number.ts'
import { Tag } from '../ui/Tag.tsx'
import { delimiterName } from './dialect-words.ts'
import { statusWords, uploadTone } from './status.ts'
import styles from './UploadPage.module.css'

/** A file in one line: size, how it is written, rows and columns. */
export function UploadFacts({
  upload,
  profile,
  transfer,
}: {
  upload: Upload | null
  profile: Profile | null
  transfer: Transfer | null
}) {
  const facts = [
    formatBytes(transfer?.bytes ?? upload?.resumable?.length ?? upload?.bytes),
    ...(profile ? formatFacts(profile) : []),
  ]
  return (
    <span className={styles.facts}>
      {upload && upload.status !== 'ready' && (
        <Tag tone={uploadTone[upload.status]}>{statusWords(upload, transfer !== null)}</Tag>
      )}
      {facts.map((fact) => (
        <span key={fact}>{fact}</span>
      ))}
    </span>
  )
}

function formatFacts(profile: Profile): readonly string[] {
  const { format, compression, dialect, encoding, rows, columns, sheet } = profile
  const kind = compression === 'none' ? format.toUpperCase() : `${format.toUpperCase()}, ${compression}`
  return [
    dialect ? `${kind}, ${delimiterName(dialect.delimiter)}` : kind,
    ...(dialect || format === 'ndjson' || format === 'json' ? [encoding] : []),
    ...(sheet ? [`sheet ${sheet}`] : []),
    formatCount(rows, 'row'),
    formatCount(columns.length, 'column'),
  ]
}
