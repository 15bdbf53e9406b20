import { Menu, TextInput } from '@mantine/core'
import { IconSearch } from '@tabler/icons-react'
import { useState } from 'react'
import type { Hanging } from '../ui/Hung.tsx'
import { useLateOpen } from '../ui/use-late-open.ts'
import { filterable } from './dimensions.ts'
import type { Scene } from './scene.ts'

interface FilterMenuProps extends Hanging {
  readonly scene: Scene
  readonly onChoose: (column: string) => void
}

/** The dimensions to filter by, to choose one. */
export function FilterMenu({ scene, onChoose, target, pressed }: FilterMenuProps) {
  const [search, setSearch] = useState('')
  const opening = useLateOpen(pressed)
  const dimensions = filterable(scene.datasource.columns).filter(({ name }) =>
    name.toLowerCase().includes(search.toLowerCase()),
  )
  return (
    <Menu position="bottom-start" onClose={() => setSearch('')} width={240} {...opening}>
      <Menu.Target>{target}</Menu.Target>
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
