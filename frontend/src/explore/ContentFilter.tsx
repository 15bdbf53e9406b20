import { Button, TextInput } from '@mantine/core'
import { type FormEvent, useState } from 'react'
import type { ExplorationFilter } from './exploration-filter.ts'
import styles from './FilterBar.module.css'
import { readFilter, textsOf, type WrittenKind } from './written-filter.ts'

interface ContentFilterProps {
  readonly kind: WrittenKind
  readonly column: string
  readonly excludes: boolean
  readonly current: ExplorationFilter | null
  readonly onApply: (filter: ExplorationFilter) => void
}

const labels: Readonly<Record<WrittenKind, readonly [label: string, placeholder: string][]>> = {
  contains: [['Text', 'upper and lower case are alike']],
  regexp: [['Pattern', 'a regular expression, such as ^R10\\d+']],
  numberRange: [
    ['From', 'no least'],
    ['To, not included', 'no greatest'],
  ],
  time: [
    ['From', '2024-01-31 or 2024-01-31T12:00Z'],
    ['To, not included', '2024-02-29'],
  ],
}

/** A filter that is written; it holds once it is applied. */
export function ContentFilter({ kind, column, excludes, current, onApply }: ContentFilterProps) {
  const [texts, setTexts] = useState(() => textsOf(current))
  const [refused, setRefused] = useState<string | null>(null)
  const onSubmit = (event: FormEvent) => {
    event.preventDefault()
    const read = readFilter(kind, column, excludes, texts)
    setRefused(typeof read === 'string' ? read : null)
    if (typeof read !== 'string') onApply(read)
  }
  return (
    <form className={styles.content} onSubmit={onSubmit}>
      {labels[kind].map(([label, placeholder], index) => (
        <TextInput
          key={label}
          data-autofocus={index === 0 || undefined}
          label={label}
          placeholder={placeholder}
          value={texts[index] ?? ''}
          error={index === labels[kind].length - 1 ? refused : null}
          onChange={(event) => setTexts(texts.with(index, event.currentTarget.value))}
        />
      ))}
      <Button type="submit">Apply</Button>
    </form>
  )
}
