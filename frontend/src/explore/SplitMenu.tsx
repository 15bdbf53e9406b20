import { Menu } from '@mantine/core'
import { splittable } from './dimensions.ts'
import { SplitButton } from './SplitButton.tsx'
import type { Scene } from './scene.ts'

/** The columns to split by, to choose one. */
export function SplitMenu({ scene, onAdd }: { scene: Scene; onAdd: (column: string) => void }) {
  const { splits } = scene.exploration
  const offered = splittable(scene.datasource.columns).filter(
    ({ name }) => !splits.some(({ column }) => column === name),
  )
  return (
    <Menu position="bottom-start" width={240}>
      <Menu.Target>
        <SplitButton splits={splits.length} />
      </Menu.Target>
      <Menu.Dropdown style={{ maxHeight: 340, overflow: 'auto' }}>
        {offered.map(({ name }) => (
          <Menu.Item key={name} onClick={() => onAdd(name)}>
            {name === '__time' ? 'time' : name}
          </Menu.Item>
        ))}
      </Menu.Dropdown>
    </Menu>
  )
}
