import { Button, FocusTrap, NativeSelect, Switch, Textarea, TextInput } from '@mantine/core'
import { type FormEvent, useRef, useState } from 'react'
import type { Formula } from './exploration.ts'
import { objectionToFormula, objectionToName } from './formula-check.ts'
import styles from './MeasureEditor.module.css'
import type { OfferedMeasure } from './measures.ts'

interface FormulaFormProps {
  readonly draft: Formula
  readonly measures: readonly OfferedMeasure[]
  /** Names that other measures have. */
  readonly taken: readonly string[]
  readonly onSave: (formula: Formula) => void
  readonly onCancel: () => void
}

/** Arithmetic over measures, checked while it is written. */
export function FormulaForm({ draft, measures, taken, onSave, onCancel }: FormulaFormProps) {
  const [name, setName] = useState(draft.name)
  const [percent, setPercent] = useState(draft.percent)
  const [formula, setFormula] = useState(draft.formula)
  const field = useRef<HTMLTextAreaElement>(null)
  const wrongName = objectionToName(name, [...taken, ...measures.map(({ key }) => key)])
  const wrong = objectionToFormula(formula, measures)
  const onSubmit = (event: FormEvent) => {
    event.preventDefault()
    if (wrong === null && wrongName === null) onSave({ name: name.trim(), formula: formula.trim(), percent })
  }
  const insert = (key: string) => {
    const at = field.current?.selectionStart ?? formula.length
    setFormula(`${formula.slice(0, at)}[${key.replaceAll(']', ']]')}]${formula.slice(at)}`)
    field.current?.focus()
  }
  return (
    <FocusTrap>
      <form className={styles.editor} onSubmit={onSubmit}>
        <TextInput
          data-autofocus
          label="Name"
          placeholder="Margin"
          value={name}
          error={name === '' ? null : wrongName}
          onChange={(event) => setName(event.currentTarget.value)}
        />
        <Textarea
          ref={field}
          size="xs"
          autosize
          minRows={2}
          label="Formula"
          description="Numbers, + − * / and parentheses over measures; dividing by zero gives no value"
          placeholder="([sum:amount] - [sum:cost]) / [sum:amount]"
          value={formula}
          error={formula === '' ? null : wrong}
          onChange={(event) => setFormula(event.currentTarget.value)}
        />
        <NativeSelect
          label="Insert a measure"
          value=""
          data={[{ value: '', label: 'Choose…' }, ...measures.map(({ key, title }) => ({ value: key, label: title }))]}
          onChange={(event) => {
            if (event.currentTarget.value !== '') insert(event.currentTarget.value)
          }}
        />
        <Switch
          label="Show as percent"
          checked={percent}
          onChange={(event) => setPercent(event.currentTarget.checked)}
        />
        <div className={styles.actions}>
          <Button type="submit" disabled={wrong !== null || wrongName !== null}>
            Use the formula
          </Button>
          <Button variant="default" onClick={onCancel}>
            Cancel
          </Button>
        </div>
      </form>
    </FocusTrap>
  )
}
