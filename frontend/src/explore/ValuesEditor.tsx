import { Skeleton, TextInput } from '@mantine/core'
import { useDebouncedValue } from '@mantine/hooks'
import { IconCheck, IconSearch } from '@tabler/icons-react'
import { useState } from 'react'
import { describeError } from '../api/error.ts'
import { formatNumber, toNumber } from '../format/number.ts'
import { Notice } from '../ui/Notice.tsx'
import { valueWords } from '../ui/value-words.ts'
import { toggleValue, valuesOn } from './exploration.ts'
import styles from './FilterBar.module.css'
import { useAnswer } from './queries.ts'
import { valuesQuestion } from './questions.ts'
import type { Scene } from './scene.ts'
import { textOf } from './series.ts'
import type { Update } from './use-exploration.ts'

interface ValuesEditorProps {
  readonly column: string
  readonly excludes: boolean
  readonly scene: Scene
  readonly update: Update
}

/** Values of one dimension with their rows, to choose from. */
export function ValuesEditor({ column, excludes, scene, update }: ValuesEditorProps) {
  const current = valuesOn(scene.exploration, column)
  const [search, setSearch] = useState('')
  const [asked] = useDebouncedValue(search.trim(), 200)
  const values = useAnswer(valuesQuestion(scene, column, asked), `values ${column}`)
  const chosen = new Set(current?.values ?? [])
  return (
    <>
      <TextInput
        data-autofocus
        aria-label={`Search values of ${column}`}
        placeholder={`Search ${column}`}
        leftSection={<IconSearch size={14} aria-hidden />}
        value={search}
        onChange={(event) => setSearch(event.currentTarget.value)}
      />
      <div className={styles.values}>
        {values.isError ? (
          <Notice tone="bad" {...describeError(values.error)} />
        ) : !values.data ? (
          [1, 2, 3, 4, 5].map((line) => <Skeleton key={line} height={20} m={6} />)
        ) : (
          values.data.table.rows.map((row) => {
            const value = textOf(row[0])
            return (
              <button
                type="button"
                key={value ?? '\u0000'}
                className={styles.value}
                aria-pressed={chosen.has(value)}
                onClick={() => update((state) => toggleValue(state, column, value, excludes))}
              >
                <i className={styles.box}>{chosen.has(value) && <IconCheck size={12} stroke={3} aria-hidden />}</i>
                <span>{valueWords(value)}</span>
                <small>{formatNumber(toNumber(row[1]))}</small>
              </button>
            )
          })
        )}
        {values.data?.table.rows.length === 0 && <p className={styles.none}>No value contains “{asked}”.</p>}
      </div>
    </>
  )
}
