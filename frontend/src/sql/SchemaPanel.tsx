import { useState } from 'react'
import { SearchField } from './SearchField.tsx'
import styles from './SqlPage.module.css'
import type { SchemaTable } from './schema.ts'
import { quoteName } from './words.ts'

/** Tables with their columns; a press puts the name where the caret stands. */
export function SchemaPanel({
  tables,
  onInsert,
}: {
  tables: readonly SchemaTable[]
  onInsert: (text: string) => void
}) {
  const [search, setSearch] = useState('')
  const text = search.toLowerCase()
  const found = tables.filter(
    ({ name, columns }) =>
      name.toLowerCase().includes(text) || columns.some((column) => column.name.toLowerCase().includes(text)),
  )
  return (
    <>
      <div className={styles.search}>
        <SearchField label="Search tables and columns" value={search} onChange={setSearch} />
      </div>
      {found.length === 0 && <p className={styles.none}>No table or column is called “{search}”.</p>}
      {found.map(({ name, written, columns }) => (
        <details key={name} className={styles.table} open={text !== '' || undefined}>
          <summary>{name}</summary>
          <ul>
            <li>
              <button type="button" className={styles.column} onClick={() => onInsert(written)}>
                <span>{written}</span>
                <span className={styles.type}>table</span>
              </button>
            </li>
            {columns.map((column) => (
              <li key={column.name}>
                <button type="button" className={styles.column} onClick={() => onInsert(quoteName(column.name))}>
                  <span>{column.name}</span>
                  <span className={styles.type}>{column.type}</span>
                </button>
              </li>
            ))}
          </ul>
        </details>
      ))}
    </>
  )
}
