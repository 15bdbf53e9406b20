import { Button, Skeleton } from '@mantine/core'
import { Suspense, useRef, useState } from 'react'
import { Flyout } from '../ui/Flyout.tsx'
import { focusBeyond } from '../ui/focus-beyond.ts'
import { Hung } from '../ui/Hung.tsx'
import { later } from '../ui/later.ts'
import { lazily } from '../ui/lazily.ts'
import { valueWords } from '../ui/value-words.ts'
import { Chip } from './Chip.tsx'
import { start, withoutFilter } from './exploration.ts'
import type { ExplorationFilter } from './exploration-filter.ts'
import styles from './FilterBar.module.css'
import { FilterButton } from './FilterButton.tsx'
import { filterWords } from './filters.ts'
import type { Scene } from './scene.ts'
import type { Update } from './use-exploration.ts'

const FilterMenu = lazily(later(async () => (await import('./FilterMenu.tsx')).FilterMenu))
const FilterEditor = lazily(async () => (await import('./FilterEditor.tsx')).FilterEditor)
/** Longer than a flyout takes to go. */
const settleMs = 300
const loading = <Skeleton width="min(300px, 80vw)" height={324} />

/** The filters that hold, each to change or to take away, and a way to add one. */
export function FilterBar({ scene, update }: { scene: Scene; update: Update }) {
  const { filters } = scene.exploration
  const [adding, setAdding] = useState<string | null>(null)
  const [editing, onOpened] = useEdited(filters)
  const chips = withEdited(filters, editing)
  // the editor hangs below the button: what it adds stands within what it hangs from, and moves it nowhere
  const added = chips.at(-1)?.column === adding ? chips.at(-1) : undefined
  const chip = (filter: Chosen, index: number) => (
    <FilterChip
      key={filter.column}
      filter={filter}
      scene={scene}
      update={update}
      onOpened={(opened) => onOpened({ column: filter.column, index }, opened)}
    />
  )
  return (
    <div className={styles.bar}>
      {chips.filter((filter) => filter !== added).map(chip)}
      <Flyout
        label={`Filter by ${adding}`}
        opened={adding !== null}
        onChange={() => setAdding(null)}
        withRoles={false}
        target={
          <span className={styles.adding}>
            {added && chip(added, chips.length - 1)}
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
          onClick={(event) => {
            focusBeyond(event.currentTarget)
            update((state) => ({ ...state, filters: start.filters }))
          }}
        >
          Clear filters
        </Button>
      )}
    </div>
  )
}

interface Editing {
  readonly column: string
  readonly index: number
}

/** Null for what is not filtered by, as when its last value was taken away and another is to come. */
interface Chosen {
  readonly column: string
  readonly filter: ExplorationFilter | null
}

/**
 * The chip whose editor is open. It stays for a moment after that: what was chosen last is drawn just then, and if nothing
 * was, the focus that has come back to the chip goes on before the chip does.
 */
function useEdited(filters: readonly ExplorationFilter[]) {
  const [editing, setEditing] = useState<Editing | null>(null)
  const opened = useRef<string | null>(null)
  const latest = useRef(filters)
  latest.current = filters
  const leave = (column: string) => {
    if (opened.current !== null) return
    const chip = document.activeElement?.closest(`.${styles.chip}`)
    if (chip && !latest.current.some((filter) => filter.column === column)) focusBeyond(chip)
    setEditing(null)
  }
  const onOpened = (edited: Editing, isOpened: boolean) => {
    opened.current = isOpened ? edited.column : null
    if (isOpened) setEditing(edited)
    else setTimeout(leave, settleMs, edited.column)
  }
  return [editing, onOpened] as const
}

/** The filters, and in its place the one whose editor is open, even when it lets everything through just now. */
function withEdited(filters: readonly ExplorationFilter[], editing: Editing | null): readonly Chosen[] {
  const chosen: readonly Chosen[] = filters.map((filter) => ({ column: filter.column, filter }))
  if (editing === null || chosen.some(({ column }) => column === editing.column)) return chosen
  return chosen.toSpliced(editing.index, 0, { column: editing.column, filter: null })
}

interface FilterChipProps {
  readonly filter: Chosen
  readonly scene: Scene
  readonly update: Update
  readonly onOpened: (opened: boolean) => void
}

function FilterChip({ filter: { column, filter }, scene, update, onOpened }: FilterChipProps) {
  const { verb, text } = filter ? filterWords(filter, scene.exploration.timezone) : { verb: 'is', text: 'anything' }
  return (
    <Chip
      label={`Filter by ${column}`}
      press={{ title: filter?.kind === 'values' ? filter.values.map(valueWords).join(', ') : text }}
      editor={<FilterEditor column={column} scene={scene} update={update} />}
      fallback={loading}
      removeLabel={`Remove the filter on ${column}`}
      onRemove={() => update((state) => withoutFilter(state, column))}
      onOpened={onOpened}
    >
      <b>{column === '__time' ? 'time' : column}</b>
      <span className={filter?.exclude ? styles.not : undefined}>{verb}</span>
      <span>{text}</span>
    </Chip>
  )
}
