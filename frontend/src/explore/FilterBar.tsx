import { Button, Skeleton } from '@mantine/core'
import { Suspense, useState } from 'react'
import { Flyout } from '../ui/Flyout.tsx'
import { Hung } from '../ui/Hung.tsx'
import { later } from '../ui/later.ts'
import { lazily } from '../ui/lazily.ts'
import { Chip } from './Chip.tsx'
import { start, withoutFilter } from './exploration.ts'
import type { ExplorationFilter } from './exploration-filter.ts'
import styles from './FilterBar.module.css'
import { FilterButton } from './FilterButton.tsx'
import { filterWords, valueWords } from './filters.ts'
import type { Scene } from './scene.ts'
import type { Update } from './use-exploration.ts'

const FilterMenu = lazily(later(async () => (await import('./FilterMenu.tsx')).FilterMenu))
const FilterEditor = lazily(async () => (await import('./FilterEditor.tsx')).FilterEditor)
const loading = <Skeleton width="min(300px, 80vw)" height={324} />

/** The filters that hold, each to change or to take away, and a way to add one. */
export function FilterBar({ scene, update }: { scene: Scene; update: Update }) {
  const { filters } = scene.exploration
  const [adding, setAdding] = useState<string | null>(null)
  return (
    <div className={styles.bar}>
      {filters.map((filter) => (
        <FilterChip key={filter.column} filter={filter} scene={scene} update={update} />
      ))}
      <Flyout
        label={`Filter by ${adding}`}
        opened={adding !== null}
        onChange={() => setAdding(null)}
        withRoles={false}
        target={
          <span>
            <Hung target={<FilterButton />}>
              {(target, pressed, button) => (
                <FilterMenu
                  scene={scene}
                  onChoose={(column) => {
                    // the item goes with the menu; the editor gives the focus back to what stays
                    button.focus()
                    setAdding(column)
                  }}
                  target={target}
                  pressed={pressed}
                />
              )}
            </Hung>
          </span>
        }
      >
        {adding !== null && (
          <Suspense fallback={loading}>
            <FilterEditor key={adding} column={adding} scene={scene} update={update} />
          </Suspense>
        )}
      </Flyout>
      {filters.length > 0 && (
        <Button
          variant="subtle"
          color="gray"
          size="compact-xs"
          onClick={() => update((state) => ({ ...state, filters: start.filters }))}
        >
          Clear filters
        </Button>
      )}
    </div>
  )
}

function FilterChip({ filter, scene, update }: { filter: ExplorationFilter; scene: Scene; update: Update }) {
  const { column } = filter
  const { verb, text } = filterWords(filter, scene.exploration.timezone)
  return (
    <Chip
      label={`Filter by ${column}`}
      press={{ title: filter.kind === 'values' ? filter.values.map(valueWords).join(', ') : text }}
      editor={<FilterEditor column={column} scene={scene} update={update} />}
      fallback={loading}
      removeLabel={`Remove the filter on ${column}`}
      onRemove={() => update((state) => withoutFilter(state, column))}
    >
      <b>{column === '__time' ? 'time' : column}</b>
      <span className={filter.exclude ? styles.not : undefined}>{verb}</span>
      <span>{text}</span>
    </Chip>
  )
}
