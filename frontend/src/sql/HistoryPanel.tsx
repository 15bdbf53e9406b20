import { Button } from '@mantine/core'
import { useState } from 'react'
import { Ago } from '../format/Ago.tsx'
import { formatDuration } from '../format/duration.ts'
import { formatCount } from '../format/number.ts'
import { type HistoryEntry, searchHistory } from './history.ts'
import { SearchField } from './SearchField.tsx'
import styles from './SqlPage.module.css'

interface HistoryPanelProps {
  readonly history: readonly HistoryEntry[]
  readonly onPick: (statement: string) => void
  readonly onClear: () => void
}

/** The statements that this browser ran, newest first; never what they answered. */
export function HistoryPanel({ history, onPick, onClear }: HistoryPanelProps) {
  const [search, setSearch] = useState('')
  const found = searchHistory(history, search)
  if (history.length === 0)
    return (
      <p className={styles.none}>Statements that you run are kept here, in this browser only, without their rows.</p>
    )
  return (
    <>
      <div className={styles.search}>
        <SearchField label="Search the history" value={search} onChange={setSearch} />
        <Button variant="default" onClick={onClear}>
          Clear
        </Button>
      </div>
      {found.length === 0 && <p className={styles.none}>Nothing in the history holds “{search}”.</p>}
      <ul className={styles.entries}>
        {found.map((entry) => (
          <li key={entry.id}>
            <button type="button" className={styles.entry} onClick={() => onPick(entry.statement)}>
              <code className={styles.statement}>{entry.statement}</code>
              <span className={styles.when}>
                <Ago at={new Date(entry.at).toISOString()} /> ·{' '}
                {entry.outcome === 'done' ? formatCount(entry.rows, 'row') : entry.outcome} ·{' '}
                {formatDuration(entry.elapsedMs)}
              </span>
            </button>
          </li>
        ))}
      </ul>
    </>
  )
}
