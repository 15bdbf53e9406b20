import { Button, NativeSelect, TextInput } from '@mantine/core'
import { type DialectChoice, type Profile, textEncoding } from '@nemeton/contract'
import { type FormEvent, useState } from 'react'
import { choiceOf, type DialectDraft, draftOf } from './dialect-draft.ts'
import { knownDelimiters } from './dialect-words.ts'
import styles from './PlanPanel.module.css'

interface DialectFormProps {
  readonly profile: Profile
  /** What was chosen before. */
  readonly before: DialectChoice | null
  readonly busy: boolean
  readonly onChoose: (choice: DialectChoice) => void
  readonly onCancel: () => void
}

const other = 'other'
const choicesOfDelimiter = [...knownDelimiters, { value: other, label: 'something else' }]

/** The parts of a dialect; what nobody touches stays guessed. */
export function DialectForm({ profile, before, busy, onChoose, onCancel }: DialectFormProps) {
  const shown = draftOf(profile)
  const [draft, setDraft] = useState(shown)
  const isKnown = knownDelimiters.some(({ value }) => value === shown.delimiter)
  const [isOther, setOther] = useState(!isKnown)
  const change = (part: Partial<DialectDraft>) => setDraft({ ...draft, ...part })
  const result = choiceOf(before, shown, draft)
  const submit = (event: FormEvent) => {
    event.preventDefault()
    if ('choice' in result) onChoose(result.choice)
  }
  return (
    <form className={styles.dialect} onSubmit={submit}>
      <NativeSelect
        label="Cells are split at"
        value={isOther ? other : draft.delimiter}
        data={choicesOfDelimiter}
        onChange={({ currentTarget: { value } }) => {
          setOther(value === other)
          change({ delimiter: value === other ? '' : value })
        }}
      />
      {isOther && (
        <TextInput
          label="Signs between two cells"
          value={draft.delimiter}
          maxLength={8}
          spellCheck={false}
          onChange={(event) => change({ delimiter: event.currentTarget.value })}
        />
      )}
      <div className={styles.pair}>
        <NativeSelect
          label="Quotes"
          value={draft.quote}
          data={[
            { value: '"', label: 'double "' },
            { value: "'", label: "single '" },
            { value: '', label: 'none' },
          ]}
          onChange={(event) => change({ quote: event.currentTarget.value })}
        />
        <NativeSelect
          label="A quote in a cell"
          value={draft.escape}
          disabled={draft.quote === ''}
          data={[
            { value: 'doubled', label: 'is doubled' },
            { value: 'backslash', label: 'has a \\ before it' },
          ]}
          onChange={(event) => change({ escape: event.currentTarget.value as DialectDraft['escape'] })}
        />
      </div>
      <div className={styles.pair}>
        <TextInput
          type="number"
          min={0}
          max={20}
          label="Rows of names"
          value={draft.headerRows}
          onChange={(event) => change({ headerRows: event.currentTarget.value })}
        />
        <TextInput
          type="number"
          min={0}
          max={1000}
          label="Rows above them"
          value={draft.preambleRows}
          onChange={(event) => change({ preambleRows: event.currentTarget.value })}
        />
      </div>
      <div className={styles.pair}>
        <NativeSelect
          label="Before fractions"
          value={draft.decimalSeparator}
          data={[
            { value: '.', label: 'point' },
            { value: ',', label: 'comma' },
          ]}
          onChange={(event) => change({ decimalSeparator: event.currentTarget.value })}
        />
        <NativeSelect
          label="Encoding"
          value={draft.encoding}
          data={encodingsWith(shown.encoding)}
          onChange={(event) => change({ encoding: event.currentTarget.value })}
        />
      </div>
      {'problem' in result && <p className={styles.problem}>{result.problem}</p>}
      <div className={styles.buttons}>
        <Button type="submit" loading={busy} disabled={!('choice' in result)}>
          Read it this way
        </Button>
        <Button variant="subtle" color="gray" onClick={onCancel}>
          Cancel
        </Button>
      </div>
    </form>
  )
}

const encodingsWith = (encoding: string): readonly string[] => {
  const known: readonly string[] = textEncoding.options
  return known.includes(encoding) ? known : [encoding, ...known]
}
