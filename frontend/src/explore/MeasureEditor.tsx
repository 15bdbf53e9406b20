import { ActionIcon, Button, Checkbox, FocusTrap, Switch, TextInput } from '@mantine/core'
import { IconPencil, IconPlus, IconSearch, IconTrash } from '@tabler/icons-react'
import { useState } from 'react'
import { choosableMeasures } from './chosen-measures.ts'
import type { Exploration, Formula } from './exploration.ts'
import { FormulaForm } from './FormulaForm.tsx'
import styles from './MeasureEditor.module.css'
import type { Scene } from './scene.ts'
import type { Update } from './use-exploration.ts'

/** Takes measures in and out, writes formulas, and asks for exact counts. */
export function MeasureEditor({ scene, update }: { scene: Scene; update: Update }) {
  const { exploration, measures, datasource } = scene
  const [search, setSearch] = useState('')
  const [writing, setWriting] = useState<Formula | null>(null)
  const offered = choosableMeasures(datasource)
  const shown = new Set(measures.map(({ key }) => key))
  const plain = measures.filter(({ measure }) => measure.kind !== 'formula').map(({ key }) => key)
  const found = offered.filter(({ title, key }) => `${title} ${key}`.toLowerCase().includes(search.toLowerCase()))
  if (writing !== null)
    return (
      <FormulaForm
        draft={writing}
        measures={offered}
        taken={[...shown].filter((key) => key !== writing.name)}
        onCancel={() => setWriting(null)}
        onSave={(formula) => {
          setWriting(null)
          update((state) => withFormula(state, writing.name, formula))
        }}
      />
    )
  return (
    <FocusTrap>
      <div className={styles.editor}>
        <TextInput
          data-autofocus
          aria-label="Find a measure"
          placeholder="Find a measure"
          leftSection={<IconSearch size={14} aria-hidden />}
          value={search}
          onChange={(event) => setSearch(event.currentTarget.value)}
        />
        <div className={styles.list}>
          {exploration.formulas.map((formula) => (
            <div key={formula.name} className={styles.formula}>
              <span title={formula.formula}>{formula.name}</span>
              <ActionIcon aria-label={`Change ${formula.name}`} onClick={() => setWriting(formula)}>
                <IconPencil size={15} />
              </ActionIcon>
              <ActionIcon
                aria-label={`Remove ${formula.name}`}
                onClick={() => update((state) => withFormula(state, formula.name, null))}
              >
                <IconTrash size={15} />
              </ActionIcon>
            </div>
          ))}
          {found.map(({ key, title }) => (
            <Checkbox
              key={key}
              label={title}
              checked={shown.has(key)}
              disabled={plain.length === 1 && shown.has(key)}
              onChange={(event) => {
                const taken = event.currentTarget.checked
                update((state) => ({
                  ...state,
                  measures: taken ? [...plain, key] : plain.filter((other) => other !== key),
                }))
              }}
            />
          ))}
          {found.length === 0 && <p className={styles.none}>No measure is called so</p>}
        </div>
        <Button
          variant="default"
          leftSection={<IconPlus size={14} aria-hidden />}
          onClick={() => setWriting({ name: '', formula: '', percent: false })}
        >
          Write a formula
        </Button>
        <Switch
          label="Count different values exactly"
          description="Slower; without it such counts are estimates, marked ≈"
          checked={exploration.exact}
          onChange={(event) => {
            const exact = event.currentTarget.checked
            update((state) => ({ ...state, exact }))
          }}
        />
      </div>
    </FocusTrap>
  )
}

/** Puts a formula in the place of another, at the end when there was none; null takes it away. */
function withFormula(state: Exploration, before: string, formula: Formula | null): Exploration {
  const place = state.formulas.findIndex(({ name }) => name === before)
  const others = state.formulas.filter(({ name }) => name !== before)
  const put = formula === null ? [] : [formula]
  return {
    ...state,
    measure: formula?.name ?? (state.measure === before ? null : state.measure),
    formulas: others.toSpliced(place < 0 ? others.length : place, 0, ...put),
  }
}
