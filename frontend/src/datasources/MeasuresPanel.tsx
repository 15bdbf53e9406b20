import { ActionIcon, Button, NativeSelect, TextInput } from '@mantine/core'
import type { Datasource, DatasourceColumn, DefaultMeasure } from '@nemeton/contract'
import { IconPlus, IconX } from '@tabler/icons-react'
import { useState } from 'react'
import { describeError } from '../api/error.ts'
import { Notice } from '../ui/Notice.tsx'
import { Panel } from '../ui/Panel.tsx'
import styles from './DatasourcePage.module.css'
import { kindNames, nameOf } from './measure-words.ts'
import { useChange } from './use-change.ts'

const numbersOf = (columns: readonly DatasourceColumn[]) =>
  columns.filter(({ type, role }) => role === 'measure' && (type === 'long' || type === 'double'))

/** The measures that exploring offers, in order; without a choice they come from the columns. */
export function MeasuresPanel({ datasource }: { datasource: Datasource }) {
  const { name, measures, columns } = datasource
  const [draft, setDraft] = useState<readonly DefaultMeasure[] | null>(null)
  const change = useChange(name)
  const first = numbersOf(columns)[0]
  const save = (next: readonly DefaultMeasure[] | null) =>
    change.mutate({ measures: next && [...next] }, { onSuccess: () => setDraft(null) })
  const begin = () => setDraft(measures ?? [nameOf(first ? { kind: 'sum', column: first.name } : { kind: 'count' })])
  return (
    <Panel title="Measures that Explore offers">
      <div className={styles.form}>
        {draft === null ? (
          <>
            {measures === null ? (
              <p className={styles.hint}>Chosen from the columns: money first, then sums, averages, and rows.</p>
            ) : (
              <ol className={styles.rules} aria-label="Measures">
                {measures.map((measure) => (
                  <li key={measure.name}>
                    <strong>{measure.name}</strong>{' '}
                    <span className={styles.quiet}>
                      {kindNames[measure.kind]} {measure.column}
                    </span>
                  </li>
                ))}
              </ol>
            )}
            <div className={styles.buttons}>
              <Button variant="default" onClick={begin}>
                Choose measures
              </Button>
              {measures !== null && (
                <Button variant="default" loading={change.isPending} onClick={() => save(null)}>
                  Leave it to the columns
                </Button>
              )}
            </div>
          </>
        ) : (
          <Editor
            draft={draft}
            columns={columns}
            onChange={setDraft}
            onSave={() => save(draft)}
            onCancel={() => setDraft(null)}
            saving={change.isPending}
          />
        )}
        {change.isError && <Notice tone="bad" {...describeError(change.error)} />}
      </div>
    </Panel>
  )
}

interface EditorProps {
  readonly draft: readonly DefaultMeasure[]
  readonly columns: readonly DatasourceColumn[]
  readonly onChange: (draft: readonly DefaultMeasure[]) => void
  readonly onSave: () => void
  readonly onCancel: () => void
  readonly saving: boolean
}

function Editor({ draft, columns, onChange, onSave, onCancel, saving }: EditorProps) {
  const put = (index: number, measure: DefaultMeasure) => onChange(draft.with(index, measure))
  const add = () => {
    const fresh = numbersOf(columns).find((column) => !draft.some((measure) => measure.column === column.name))
    onChange([...draft, nameOf(fresh ? { kind: 'sum', column: fresh.name } : { kind: 'count' })])
  }
  const isWhole = draft.every(({ name }) => name.trim() !== '')
  return (
    <>
      <ol className={styles.rules} aria-label="Measures">
        {draft.map((measure, index) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: a draft's lines have no other identity
          <li key={index}>
            <MeasureLine
              number={index + 1}
              measure={measure}
              columns={columns}
              onChange={(next) => put(index, next)}
              onRemove={draft.length > 1 ? () => onChange(draft.toSpliced(index, 1)) : null}
            />
          </li>
        ))}
      </ol>
      <div className={styles.buttons}>
        <Button
          variant="default"
          leftSection={<IconPlus size={14} aria-hidden />}
          onClick={add}
          disabled={draft.length >= 30}
        >
          Add a measure
        </Button>
        <Button loading={saving} disabled={!isWhole} onClick={onSave}>
          Save the measures
        </Button>
        <Button variant="default" onClick={onCancel}>
          Cancel
        </Button>
      </div>
    </>
  )
}

interface LineProps {
  readonly number: number
  readonly measure: DefaultMeasure
  readonly columns: readonly DatasourceColumn[]
  readonly onChange: (measure: DefaultMeasure) => void
  readonly onRemove: (() => void) | null
}

function MeasureLine({ number, measure, columns, onChange, onRemove }: LineProps) {
  const { kind, column } = measure
  const fitting = kind === 'countDistinct' ? columns.filter(({ role }) => role !== 'time') : numbersOf(columns)
  const rename = (next: Omit<DefaultMeasure, 'name'>) => {
    const own = nameOf({ kind, column }).name === measure.name
    onChange(own ? nameOf(next) : { ...next, name: measure.name })
  }
  return (
    <div className={styles.line}>
      <NativeSelect
        aria-label={`Kind of measure ${number}`}
        value={kind}
        data={Object.entries(kindNames).map(([value, label]) => ({ value, label }))}
        onChange={(event) => {
          const next = event.currentTarget.value as DefaultMeasure['kind']
          const choice = next === 'countDistinct' ? columns.filter(({ role }) => role !== 'time') : numbersOf(columns)
          const kept = choice.find((one) => one.name === column) ?? choice[0]
          rename(next === 'count' || kept === undefined ? { kind: 'count' } : { kind: next, column: kept.name })
        }}
      />
      {kind !== 'count' && (
        <NativeSelect
          aria-label={`Column of measure ${number}`}
          value={column ?? ''}
          data={fitting.map((one) => one.name)}
          onChange={(event) => rename({ kind, column: event.currentTarget.value })}
        />
      )}
      <TextInput
        aria-label={`Name of measure ${number}`}
        value={measure.name}
        maxLength={100}
        onChange={(event) => onChange({ ...measure, name: event.currentTarget.value })}
      />
      {onRemove && (
        <ActionIcon aria-label={`Remove measure ${number}`} onClick={onRemove}>
          <IconX size={15} />
        </ActionIcon>
      )}
    </div>
  )
}
