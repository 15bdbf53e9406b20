import { IconFileUpload } from '@tabler/icons-react'
import { useEffect, useRef, useState } from 'react'
import { classes } from '../ui/classes.ts'
import styles from './DropZone.module.css'

/** Takes files that are dropped anywhere on the page, or chosen with mouse or keyboard. */
export function DropZone({ onFiles, limit }: { onFiles: (files: readonly File[]) => void; limit: string }) {
  const over = useFileDrop(onFiles)
  return (
    <section className={classes(styles.zone, over && styles.over)} aria-label="Files to load">
      <IconFileUpload size={30} stroke={1.5} className={styles.icon} aria-hidden />
      <p className={styles.title}>{over ? 'Let go to load' : 'Drop a file, or twenty'}</p>
      <label className={styles.button}>
        Choose files
        <input
          type="file"
          multiple
          className={styles.input}
          onChange={(event) => {
            onFiles([...(event.currentTarget.files ?? [])])
            event.currentTarget.value = ''
          }}
        />
      </label>
      <p className={styles.note}>
        CSV, TSV, JSON, NDJSON, Excel or Parquet, plain or with gzip or zstd, up to {limit}. Columns, types and time are
        found while it uploads; nothing goes into Druid before you say so.
      </p>
    </section>
  )
}

/** Whether files hang over the window; a drop that misses the zone must not replace the page with the file. */
function useFileDrop(onFiles: (files: readonly File[]) => void): boolean {
  const [over, setOver] = useState(false)
  const take = useRef(onFiles)
  take.current = onFiles
  useEffect(() => {
    const carriesFiles = (event: DragEvent) => event.dataTransfer?.types.includes('Files') ?? false
    const onOver = (event: DragEvent) => {
      if (!carriesFiles(event)) return
      event.preventDefault()
      setOver(true)
    }
    const onLeave = (event: DragEvent) => {
      if (event.relatedTarget === null) setOver(false)
    }
    const onDrop = (event: DragEvent) => {
      if (!carriesFiles(event)) return
      event.preventDefault()
      setOver(false)
      take.current([...(event.dataTransfer?.files ?? [])])
    }
    window.addEventListener('dragover', onOver)
    window.addEventListener('dragleave', onLeave)
    window.addEventListener('drop', onDrop)
    return () => {
      window.removeEventListener('dragover', onOver)
      window.removeEventListener('dragleave', onLeave)
      window.removeEventListener('drop', onDrop)
    }
  }, [])
  return over
}
