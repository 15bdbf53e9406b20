import { Button, TextInput } from '@mantine/core'
import { type FormEvent, useState } from 'react'
import { type ExplorationFilter, isRange } from './exploration-filter.ts'
import styles from './FilterBar.module.css'

type Kind = Exclude<ExplorationFilter['kind'], 'values'>

interface ContentFilterProps {
  readonly kind: Kind
  readonly column: string
  readonly excludes: boolean
  readonly current: ExplorationFilter | null
  readonly onApply: (filter: ExplorationFilter) => void
}

const labels: Readonly<Record<Kind, readonly [label: string, placeholder: string][]>> = {
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

function textsOf(filter: ExplorationFilter | null): readonly string[] {
  switch (filter?.kind) {
    case 'contains':
      return [filter.text, '']
    case 'regexp':
      return [filter.pattern, '']
    case 'numberRange':
      return [String(filter.from ?? ''), String(filter.to ?? '')]
    case 'time':
      return [filter.from, filter.to]
    default:
      return ['', '']
  }
}

/** The filter that the texts say, or why they say none. */
export function readFilter(
  kind: Kind,
  column: string,
  exclude: boolean,
  [first = '', second = '']: readonly string[],
): ExplorationFilter | string {
  switch (kind) {
    case 'contains':
      return first === '' ? 'Write the text to look for.' : { kind, column, exclude, text: first }
    case 'regexp':
      return first === '' ? 'Write the pattern to look for.' : { kind, column, exclude, pattern: first }
    case 'numberRange': {
      const [from, to] = [first, second].map((text) => (text.trim() === '' ? null : Number(text)))
      if (from === null && to === null) return 'Write at least one end.'
      if (!Number.isFinite(from ?? 0) || !Number.isFinite(to ?? 0)) return 'An end is a number such as 12.5.'
      if (from != null && to != null && from >= to) return 'The first number is below the second.'
      return { kind, column, exclude, from: from ?? null, to: to ?? null }
    }
    case 'time':
      return isRange(first, second)
        ? { kind, column, exclude, from: first, to: second }
        : 'Two days or instants, the first before the second.'
  }
}
