import { FocusTrap, NativeSelect, SegmentedControl } from '@mantine/core'
import { useState } from 'react'
import { ContentFilter } from './ContentFilter.tsx'
import { filterOn, withFilter } from './exploration.ts'
import type { ExplorationFilter } from './exploration-filter.ts'
import styles from './FilterBar.module.css'
import type { Scene } from './scene.ts'
import type { Update } from './use-exploration.ts'
import { ValuesEditor } from './ValuesEditor.tsx'

const kinds: readonly { readonly value: ExplorationFilter['kind']; readonly label: string }[] = [
  { value: 'values', label: 'Values' },
  { value: 'contains', label: 'Contains a text' },
  { value: 'regexp', label: 'Matches a pattern' },
  { value: 'numberRange', label: 'Range of numbers' },
  { value: 'time', label: 'Range of time' },
]

function kindsFor(scene: Scene, column: string): readonly ExplorationFilter['kind'][] {
  const found = scene.datasource.columns.find(({ name }) => name === column)
  if (column === '__time' || found?.type === 'timestamp') return ['time']
  if (found?.type !== 'long' && found?.type !== 'double') return ['values', 'contains', 'regexp']
  return found.role === 'measure' ? ['numberRange'] : ['values', 'numberRange']
}

/** How one column filters, to keep what it says or to exclude it. */
export function FilterEditor({ column, scene, update }: { column: string; scene: Scene; update: Update }) {
  const current = filterOn(scene.exploration, column)
  const offered = kindsFor(scene, column)
  const [excludes, setExcludes] = useState(current?.exclude ?? false)
  const [kind, setKind] = useState(current?.kind ?? offered[0] ?? 'values')
  return (
    <FocusTrap>
      <div className={styles.editor}>
        <SegmentedControl
          aria-label={`How ${column} filters`}
          fullWidth
          value={excludes ? 'exclude' : 'keep'}
          data={[
            { value: 'keep', label: 'Keep' },
            { value: 'exclude', label: 'Exclude' },
          ]}
          onChange={(next) => {
            const exclude = next === 'exclude'
            setExcludes(exclude)
            if (current) update((state) => withFilter(state, { ...current, exclude }))
          }}
        />
        {offered.length > 1 && (
          <NativeSelect
            aria-label={`What ${column} filters by`}
            value={kind}
            data={kinds.filter(({ value }) => offered.includes(value))}
            onChange={(event) => {
              const next = kinds.find(({ value }) => value === event.currentTarget.value)
              if (next) setKind(next.value)
            }}
          />
        )}
        {kind === 'values' ? (
          <ValuesEditor column={column} excludes={excludes} scene={scene} update={update} />
        ) : (
          <ContentFilter
            key={kind}
            kind={kind}
            column={column}
            excludes={excludes}
            current={current?.kind === kind ? current : null}
            onApply={(filter) => update((state) => withFilter(state, filter))}
          />
        )}
      </div>
    </FocusTrap>
  )
}
