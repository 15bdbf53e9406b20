import { Button, Menu, Popover, Skeleton, TextInput } from '@mantine/core'
import { IconFilterPlus, IconSearch, IconX } from '@tabler/icons-react'
import { lazy, Suspense, useState } from 'react'
import { filterable } from './dimensions.ts'
import { start, withoutFilter } from './exploration.ts'
import type { ExplorationFilter } from './exploration-filter.ts'
import styles from './FilterBar.module.css'
import { filterWords, valueWords } from './filters.ts'
import type { Scene } from './scene.ts'
import type { Update } from './use-exploration.ts'

const FilterEditor = lazy(async () => ({ default: (await import('./FilterEditor.tsx')).FilterEditor }))
const loading = <Skeleton width="min(300px, 80vw)" height={324} />

/** The filters that hold, each to change or to take away, and a way to add one. */
export function FilterBar({ scene, update }: { scene: Scene; update: Update }) {
  const { filters } = scene.exploration
  const [adding, setAdding] = useState<string | null>(null)
  return (
    <div className={styles.bar}>
      {filters.map((filter) => (
        <Chip key={filter.column} filter={filter} scene={scene} update={update} />
      ))}
      <Popover opened={adding !== null} onChange={() => setAdding(null)} position="bottom-start" withRoles={false}>
        <Popover.Target>
          <span>
            <DimensionMenu scene={scene} onChoose={setAdding} />
          </span>
        </Popover.Target>
        <Popover.Dropdown aria-label={`Filter by ${adding}`}>
          {adding !== null && (
            <Suspense fallback={loading}>
              <FilterEditor key={adding} column={adding} scene={scene} update={update} />
            </Suspense>
          )}
        </Popover.Dropdown>
      </Popover>
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

function DimensionMenu({ scene, onChoose }: { scene: Scene; onChoose: (column: string) => void }) {
  const [search, setSearch] = useState('')
  const dimensions = filterable(scene.datasource.columns).filter(({ name }) =>
    name.toLowerCase().includes(search.toLowerCase()),
  )
  return (
    <Menu position="bottom-start" onClose={() => setSearch('')} width={240}>
      <Menu.Target>
        <Button variant="default" size="compact-sm" leftSection={<IconFilterPlus size={14} aria-hidden />}>
          Filter
        </Button>
      </Menu.Target>
      <Menu.Dropdown style={{ maxHeight: 340, overflow: 'auto' }}>
        {scene.datasource.columns.length > 12 && (
          <TextInput
            aria-label="Find a dimension"
            placeholder="Find a dimension"
            leftSection={<IconSearch size={14} aria-hidden />}
            value={search}
            mb={4}
            onChange={(event) => setSearch(event.currentTarget.value)}
          />
        )}
        {dimensions.map(({ name }) => (
          <Menu.Item key={name} onClick={() => onChoose(name)}>
            {name}
          </Menu.Item>
        ))}
        {dimensions.length === 0 && <Menu.Label>No dimension is called so</Menu.Label>}
      </Menu.Dropdown>
    </Menu>
  )
}

function Chip({ filter, scene, update }: { filter: ExplorationFilter; scene: Scene; update: Update }) {
  const [opened, setOpened] = useState(false)
  const { column } = filter
  const { verb, text } = filterWords(filter, scene.exploration.timezone)
  return (
    <div className={styles.chip}>
      <Popover opened={opened} onChange={setOpened} position="bottom-start" returnFocus>
        <Popover.Target>
          <button
            type="button"
            className={styles.text}
            onClick={() => setOpened(!opened)}
            title={filter.kind === 'values' ? filter.values.map(valueWords).join(', ') : text}
          >
            <b>{column === '__time' ? 'time' : column}</b>
            <span className={filter.exclude ? styles.not : undefined}>{verb}</span>
            <span>{text}</span>
          </button>
        </Popover.Target>
        <Popover.Dropdown aria-label={`Filter by ${column}`}>
          <Suspense fallback={loading}>
            <FilterEditor column={column} scene={scene} update={update} />
          </Suspense>
        </Popover.Dropdown>
      </Popover>
      <button
        type="button"
        className={styles.remove}
        aria-label={`Remove the filter on ${column}`}
        onClick={() => update((state) => withoutFilter(state, column))}
      >
        <IconX size={14} aria-hidden />
      </button>
    </div>
  )
}
